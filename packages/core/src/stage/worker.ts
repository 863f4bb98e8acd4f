// A stage at work: bytes in, lines out of them, batches, and the stage's results as bytes. What runs it, a pipe or a
// Node stream or a test, is outside.
import { PARTIAL_KEY, partialStates } from "../aggregate/partial/mark.ts";
import type { Decoder, DecoderEvents } from "../decode/decoder.ts";
import { LineSplitter } from "../decode/lineSplitter.ts";
import { Output } from "../encode/output.ts";
import type { Problem } from "@flowlogs/base/problem";
import { InterimResults } from "../interim/interimResults.ts";
import type { InterimTaker } from "../interim/interimSets.ts";
import { InterimWriter } from "../interim/interimWriter.ts";
import type { LineCounts, Stage, StageContext, StageCounts } from "./stage.ts";
import { type Missing, missingOf, type Need } from "./needs.ts";
import { textNote, tieNote, unorderedNote } from "./ambiguityNotes.ts";
import { type Kernel, openKernel } from "@flowlogs/kernel/kernel";

/** Makes the parts of a worker: they share the kernel and the output. */
export interface Assembly {
  /** The fields that the stage looks at; undefined: any. */
  readonly fields?: readonly string[] | undefined;
  /** Other fields do not come out. */
  readonly narrows?: boolean;
  decoder(kernel: Kernel, events: DecoderEvents): Decoder;
  stage(kernel: Kernel, output: Output): Stage;
  /** Names that are reported before the end, and after how many records; otherwise those that the stage needs, after a time. */
  readonly early?: { readonly needs: readonly Need[]; readonly records: number } | undefined;
  /** What becomes of interim results of the command before; without it they are records like others. */
  readonly interim?: ((writer: InterimWriter) => InterimTaker) | undefined;
  /** Milliseconds between interim results of its own; undefined: there are none. */
  readonly every?: number | undefined;
  /** What comes out are not records, so that the line that ends a run is not handed on. */
  readonly isPrinted?: boolean | undefined;
}

/** What came were results that other ones were to replace. */
const noFinalResult: Problem = {
  problem: "only interim results came: the command before ended without its final result",
  advice: "see why it ended",
};

/** Milliseconds after which missing names are reported before the end. */
const EARLY = 10_000;

export class StageWorker {
  readonly #kernel = openKernel();
  readonly #decoder: Decoder;
  readonly #stage: Stage;
  readonly #intake: LineSplitter;
  readonly #output: Output;
  readonly #before = { lines: 0 };
  readonly #skipped: Record<string, number> = {};
  #records = 0;
  #badLines = 0;
  #headers = 0;
  #isPriming = false;
  /** As in `Worker`. */
  readonly fields: readonly string[] | undefined;
  readonly narrows: boolean;
  readonly #knownKeys: () => readonly string[];
  readonly #missing: StageContext["missing"];
  readonly #note: StageContext["note"];
  readonly #started = performance.now();
  readonly #early: NonNullable<Assembly["early"]>;
  #isToldEarly = false;
  readonly #interim: InterimResults;
  readonly #isTicking: boolean;
  readonly #isPrinted: boolean;

  constructor(context: StageContext, assembly: Assembly) {
    this.fields = assembly.fields;
    this.narrows = assembly.narrows ?? false;
    this.#knownKeys = () => context.knownKeys?.() ?? [];
    this.#missing = context.missing;
    this.#note = context.note;
    const writer = new InterimWriter(context.write);
    this.#output = new Output(this.#kernel, (bytes) => writer.write(bytes));
    this.#stage = assembly.stage(this.#kernel, this.#output);
    this.#interim = new InterimResults(this.#stage, this.#output, writer, { ...assembly, note: context.note });
    this.#isTicking = assembly.every !== undefined || this.#stage.tick !== undefined;
    this.#isPrinted = assembly.isPrinted === true;
    this.#early = assembly.early ?? { needs: this.#stage.needs ?? [], records: Number.POSITIVE_INFINITY };
    this.#decoder = assembly.decoder(this.#kernel, {
      accept: (batch) => {
        if (this.#isPriming) return;
        this.#records += batch.rows;
        this.#interim.takeOut(batch);
        if (this.#stage.satisfied !== true && batch.selected > 0) this.#stage.accept(batch);
      },
      bad: ({ at, ...line }) => {
        if (this.#isPriming) return;
        this.#badLines++;
        context.bad(at === undefined ? line : { ...line, byte: this.#intake.offsetOf(at) });
      },
      header: () => this.#isPriming || this.#headers++,
      skip: (reason, count = 1) => this.#isPriming || (this.#skipped[reason] = (this.#skipped[reason] ?? 0) + count),
    });
    this.#intake = new LineSplitter(this.#kernel, this.#decoder);
  }

  /** Why a source with these first bytes is not to be read at all. */
  objection(head: Uint8Array): Problem | undefined {
    return this.#decoder.objection?.(head);
  }

  /** Where the next input bytes go; never empty; good until the next call. */
  room(): Uint8Array {
    return this.#intake.room();
  }

  /** `length` bytes have been read to the start of room(): the complete lines among them are processed. */
  advance(length: number): void {
    this.#intake.advance(length);
    if (this.#isTicking) this.#tick();
  }

  #tick(): number | undefined {
    return this.#interim.tick() ?? this.#stage.tick?.();
  }

  /** So many records of the source are left out unseen, because they cannot come out. */
  passRows(rows: number): void {
    this.#kernel.lineNumber.value += rows;
    this.#records += rows;
    this.#stage.pass?.(rows);
  }

  /** So many bytes were read that did not come this way. */
  countBytes(bytes: number): void {
    this.#intake.bytes += bytes;
  }

  /** Writes the results of all that was worked off. */
  flush(): void {
    this.#output.flush();
    if (!this.#isToldEarly) this.#tellEarly();
  }

  /**
   * No input for a while: what is held back only to see more of it is written. After how many milliseconds it wants to be
   * called again, if still none has come.
   */
  idle(): number | undefined {
    this.#stage.idle?.();
    this.#output.flush();
    return this.#isTicking ? this.#tick() : undefined;
  }

  /**
   * The source ended; line numbers start again. An unfinished last line counts as a line, unless the source was cut
   * short: then it is incomplete, and a bad line.
   */
  endSource(cutShort = false): void {
    // With enough seen, reading may have stopped in the middle of a line.
    if (!this.satisfied) this.#intake.end(cutShort);
    this.#before.lines += this.#kernel.lineNumber.value;
    this.#decoder.endSource();
    this.#output.flush();
  }

  /**
   * Lines of the source at hand that are worked off, and bytes after them that wait for the rest of theirs; `headers`:
   * lines of all sources that said what the columns are.
   */
  standing(): { readonly line: number; readonly rest: number; readonly headers: number } {
    return { line: this.#kernel.lineNumber.value, rest: this.#intake.rest, headers: this.#headers };
  }

  /** Takes whole lines of the source only for what they say of its format; nothing comes of them, nor are they counted. */
  prime(lines: Uint8Array): void {
    const { bytes } = this.#intake;
    const { lineNumber, blankLines, continuedLines } = this.#kernel;
    const counters = [lineNumber, blankLines, continuedLines].map((counter) => [counter, counter.value] as const);
    this.#isPriming = true;
    for (let done = 0; done < lines.length;) {
      const part = lines.subarray(done, done + this.room().length);
      this.room().set(part);
      this.advance(part.length);
      done += part.length;
    }
    this.#isPriming = false;
    this.#intake.bytes = bytes;
    for (const [counter, value] of counters) counter.value = value;
  }

  /** Lines of all sources so far. */
  get lines(): number {
    return this.#before.lines + this.#kernel.lineNumber.value;
  }

  /** So many lines of the source come before the next ones: they were counted by another run. */
  continueAt(line: number): void {
    this.#before.lines += this.#kernel.lineNumber.value - line;
    this.#kernel.lineNumber.value = line;
  }

  /** The source is left where it is, to be read on later: an unfinished line is forgotten. */
  leaveSource(): void {
    this.#intake.forget();
    this.endSource();
  }

  /** No more sources: what was held back is written. */
  finish(isWhole = true): void {
    const missing = this.satisfied || this.#interim.isCut ? [] : this.#whyNoResult();
    for (const { problem, isVital } of missing) this.#missing(problem, isVital);
    const ties = this.#decoder.keys.ties?.();
    if (ties !== undefined) this.#note(tieNote(ties));
    if (this.#interim.isCut) {
      this.#interim.cut();
      this.#missing(noFinalResult, true);
    } else if (!missing.some(({ isVital }) => isVital)) {
      this.#interim.end();
      this.#stage.finish(isWhole);
    }
    this.#noteComparisons();
    this.#output.flush();
  }

  /** What conditions may have been meant for, and could not do. */
  #noteComparisons(): void {
    const { words = [] } = this.#stage;
    const keys = words.length === 0 ? [] : this.keys;
    for (const word of words.filter((it) => keys.includes(it))) {
      this.#note(textNote(word));
    }
    const { value: count } = this.#kernel.unordered;
    if (count > 0) this.#note(unorderedNote(count));
  }

  /** Keys that the records have, or had before those that nobody looks at were left out. */
  get keys(): readonly string[] {
    return [...new Set([...this.#knownKeys(), ...this.#decoder.keys.all()])];
  }

  #whyNoResult(): readonly Missing[] {
    const { partials, needs = [] } = this.#stage;
    const isPartial = partials !== undefined && this.#decoder.keys.all().includes(PARTIAL_KEY);
    if (isPartial && partials === "refused") return [{ problem: partialStates, isVital: true }];
    if (isPartial) this.#note(`${partialStates.problem}; ${partialStates.advice}`);
    const flaw = this.#stage.flaw?.(this.#badLines);
    return flaw === undefined ? this.#missingOf(needs, true) : [{ problem: flaw, isVital: true }];
  }

  #missingOf(needs: readonly Need[], isOver: boolean): readonly Missing[] {
    if (needs.length === 0) return [];
    const { lines } = this;
    const { isThere } = this.#decoder.keys;
    return missingOf(needs, { lines, records: this.#records, isThere, keys: () => this.keys }, isOver);
  }

  /** Records that come slowly may never end. */
  #tellEarly(): void {
    const { needs, records } = this.#early;
    const isTime = this.#records >= records || performance.now() - this.#started >= EARLY;
    if (needs.length > 0 && (this.#records === 0 || !isTime)) return;
    this.#isToldEarly = true;
    for (const { problem } of this.#missingOf(needs, false)) this.#missing(problem, false);
  }

  get satisfied(): boolean {
    return this.#stage.satisfied === true;
  }

  /** As in `Worker`. */
  get completed(): string | undefined {
    return this.#isPrinted ? undefined : this.#intake.completed;
  }

  get isTimely(): boolean {
    return this.#isTicking;
  }

  get awaitsFinal(): boolean {
    return this.#interim.hasCome;
  }

  get holds(): boolean {
    return this.#stage.holds === true;
  }

  /** What went in and out; for a reader of logs also what the lines were. A record of several lines, in CSV, counts as one. */
  counts(): StageCounts | LineCounts {
    const { lineNumber, continuedLines, blankLines, fractions } = this.#kernel;
    const statuses = this.#stage.statuses?.();
    return {
      lines: this.#before.lines + lineNumber.value - continuedLines.value,
      records: this.#records,
      bytes: this.#intake.bytes,
      outRecords: this.#output.records,
      dropped: { ...this.#stage.dropped?.(), ...this.#interim.dropped() },
      ...(statuses && { headers: this.#headers, blank: blankLines.value, skipped: { ...this.#skipped }, statuses }),
      fractions: fractions.value || undefined,
      pending: this.#stage.pending,
      ...(this.#stage.spilled ? { spilled: this.#stage.spilled } : {}),
    };
  }
}
