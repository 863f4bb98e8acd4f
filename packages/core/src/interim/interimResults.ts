// What a worker does about interim results: it keeps those of the command before from its stage, and has its stage write some
// of its own from time to time.
import type { Batch } from "../batch.ts";
import type { Output } from "../encode/output.ts";
import type { Stage } from "../stage/stage.ts";
import { hasMarks, takeInterimRecords } from "./interimRecords.ts";
import type { InterimTaker } from "./interimSets.ts";
import { InterimTimer } from "./interimTimer.ts";
import type { InterimWriter } from "./interimWriter.ts";
import { FINAL } from "./marks.ts";

interface InterimOptions {
  readonly interim?: ((writer: InterimWriter) => InterimTaker) | undefined;
  /** In milliseconds. */
  readonly every?: number | undefined;
  readonly note: (text: string) => void;
}

export class InterimResults {
  readonly #stage: Stage;
  readonly #output: Output;
  readonly #writer: InterimWriter;
  readonly #taker: InterimTaker | undefined;
  readonly #note: (text: string) => void;
  #timer: InterimTimer | undefined;
  /** Records that were left out. */
  #taken = 0;
  /** Interim results of the command before came. */
  hasCome = false;
  /** A final record, or the line before them, was there. */
  #isFinal = false;

  constructor(stage: Stage, output: Output, writer: InterimWriter, { interim, every, note }: InterimOptions) {
    this.#stage = stage;
    this.#output = output;
    this.#writer = writer;
    this.#taker = interim?.(writer);
    this.#note = note;
    if (every !== undefined) this.#timer = new InterimTimer(every, performance.now());
  }

  /** Takes interim results out of a batch. */
  takeOut(batch: Batch): void {
    const taker = this.#taker;
    if (taker !== undefined) {
      takeInterimRecords(batch, (mark, line) => {
        this.#taken++;
        this.#isFinal = mark === FINAL;
        taker.take(mark, line);
      });
    }
    this.hasCome ||= this.#taken > 0 || hasMarks(batch);
    if (batch.selected === 0) return;
    this.#isFinal = true;
    // Where the command before gives interim results, they are what ours are made of.
    if (this.#taken === 0) this.#timer?.note(performance.now());
  }

  /** Interim results came, and no final ones. */
  get isCut(): boolean {
    return this.#taken > 0 && !this.#isFinal;
  }

  /** Writes results if they are due; after how many milliseconds they are, if there is something new. */
  tick(): number | undefined {
    const left = this.#timer?.left(performance.now());
    if (left !== 0) return left;
    this.#write();
    return undefined;
  }

  #write(): void {
    if (this.#stage.isSpilled === true) {
      this.#timer = undefined;
      this.#note("no more interim results, because not everything fits into memory; the final result is complete");
      return;
    }
    const { records } = this.#output;
    this.#output.flush();
    this.#writer.open();
    this.#stage.interim?.();
    this.#output.flush();
    this.#writer.close();
    this.#output.records = records;
    this.#timer?.restart(performance.now());
  }

  /** No final results come. */
  cut(): void {
    this.#taker?.cut?.();
  }

  /** What is written from now on is final. */
  end(): void {
    this.#output.flush();
    this.#writer.end();
  }

  /** Why records did not come out. */
  dropped(): Record<string, number> {
    return this.#taken > 0 ? { "interim results": this.#taken } : {};
  }
}
