// A stage at work: bytes in, lines out of them, batches, and the stage's results as bytes. What runs it, a pipe or a
// Node stream or a test, is outside.
import type { Batch } from "../batch.ts";
import type { Decoder, DecoderEvents } from "../decode/decoder.ts";
import type { Fit } from "../decode/formatFit.ts";
import { LineSplitter } from "../decode/lineSplitter.ts";
import { Output, type WriteBytes } from "../encode/output.ts";
import type { BadLine, TemporaryFile } from "@flowlogs/base/contracts";
import type { Problem } from "@flowlogs/base/problem";
import type { HeldCounts } from "./heldFields.ts";
import { type Missing, missingOf, type Need } from "./needs.ts";
import { type Kernel, openKernel } from "@flowlogs/kernel/kernel";

/** What a command's algorithm is: it takes batches and writes to an output. */
export interface Stage {
  accept(batch: Batch): void;
  /** No more batches: what was held back is written. */
  finish(): void;
  /** What it needs of the records by name. Where that is vital, and in no record, finish is not called. */
  readonly needs?: readonly Need[];
  /** Words that it takes for texts, and that might be keys. */
  readonly words?: readonly string[];
  /** No input for a while: what is held back only to see more of it is written. */
  idle?(): void;
  /** No further record can change the output. */
  readonly satisfied?: boolean;
  /** Results come at the end, or only then are complete. */
  readonly holds?: boolean;
  /** Number of records that are known not to come out, whatever is in them. */
  pass?(rows: number): void;
  /** Records that were taken in and did not come out, by reason. */
  dropped?(): Record<string, number>;
  /** Records that describe no traffic, by their status. */
  statuses?(): Record<string, number>;
  /** Bytes that went through temporary files. */
  readonly spilled?: number;
}

export interface StageContext {
  readonly write: WriteBytes;
  readonly bad: (line: BadLine) => void;
  readonly note: (text: string) => void;
  /** Names that no record had; it is an error where the answer hangs on them, and otherwise only where all must be right. */
  readonly missing: (problem: Problem, isVital: boolean) => void;
  /** A new file that goes away with the process, whatever ends it. */
  readonly temporary: () => TemporaryFile;
  /** All bytes of a file that the user named. Ends the run when it cannot be read. */
  readonly load: (path: string) => Uint8Array;
  /** Ends the run: something that the user wrote is wrong. `where` is a file and a line, say. */
  readonly refuse: (where: string, problem: Problem) => never;
}

export interface StageCounts {
  lines: number;
  records: number;
  bytes: number;
  outRecords: number;
  dropped: Record<string, number>;
  spilled?: number;
  /** Keys that the records have. */
  keys?: readonly string[];
  /** Whether lines without a header have the formats that the user names. */
  formatFit?: Fit | undefined;
  /** What came of holding records against fields, by their names. */
  held?: Readonly<Record<string, HeldCounts>>;
}

/** With these a reader of logs accounts for every line: lines = records + headers + blank + skipped + bad ones. */
export interface LineCounts extends StageCounts {
  headers: number;
  blank: number;
  /** Lines that are neither records nor bad, by reason. */
  skipped: Record<string, number>;
  /** Records that describe no traffic, by their status. */
  statuses: Record<string, number>;
}

/** Makes the parts of a worker: they share the kernel and the output. */
export interface Assembly {
  decoder(kernel: Kernel, events: DecoderEvents): Decoder;
  stage(kernel: Kernel, output: Output): Stage;
  /** Names that are reported before the end, and after how many records; otherwise those that the stage needs, after a time. */
  readonly early?: { readonly needs: readonly Need[]; readonly records: number } | undefined;
}

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
  #headers = 0;
  #isPriming = false;
  readonly #missing: StageContext["missing"];
  readonly #note: StageContext["note"];
  readonly #started = performance.now();
  readonly #early: NonNullable<Assembly["early"]>;
  #isToldEarly = false;

  constructor(context: StageContext, assembly: Assembly) {
    this.#missing = context.missing;
    this.#note = context.note;
    this.#output = new Output(this.#kernel, context.write);
    this.#stage = assembly.stage(this.#kernel, this.#output);
    this.#early = assembly.early ?? { needs: this.#stage.needs ?? [], records: Number.POSITIVE_INFINITY };
    this.#decoder = assembly.decoder(this.#kernel, {
      accept: (batch) => {
        if (this.#isPriming) return;
        this.#records += batch.rows;
        if (this.#stage.satisfied !== true) this.#stage.accept(batch);
      },
      bad: (line) => this.#isPriming || context.bad(line),
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

  /** No input for a while: what is held back only to see more of it is written. */
  idle(): void {
    this.#stage.idle?.();
    this.#output.flush();
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
  finish(): void {
    const missing = this.satisfied ? [] : this.#missingOf(this.#stage.needs ?? [], true);
    for (const { problem, isVital } of missing) this.#missing(problem, isVital);
    this.#tellTies();
    if (!missing.some(({ isVital }) => isVital)) this.#stage.finish();
    this.#noteComparisons();
    this.#output.flush();
  }

  /** What conditions may have been meant for, and could not do. */
  #noteComparisons(): void {
    const { words = [] } = this.#stage;
    const keys = words.length === 0 ? [] : this.#decoder.keys.all();
    for (const word of words.filter((it) => keys.includes(it))) {
      this.#note(`${word} is read as text, but records have a key of that name: write '${word}' or \`${word}\``);
    }
    const { value: count } = this.#kernel.unordered;
    if (count === 0) return;
    const who = count === 1 ? "1 comparison was" : `${count} comparisons were`;
    this.#note(`${who} of values without an order, such as text and a number: neither < nor >= is true for them`);
  }

  /** Keys that the records have. */
  get keys(): readonly string[] {
    return this.#decoder.keys.all();
  }

  #missingOf(needs: readonly Need[], isOver: boolean): readonly Missing[] {
    if (needs.length === 0) return [];
    const { keys } = this.#decoder;
    const lines = this.#before.lines + this.#kernel.lineNumber.value;
    return missingOf(needs, { lines, records: this.#records, isThere: keys.isThere, keys: keys.all }, isOver);
  }

  #tellTies(): void {
    const ties = this.#decoder.keys.ties?.();
    if (ties === undefined) return;
    const { records, pair } = ties;
    const who = records === 1 ? "1 record has" : `${records} records have`;
    this.#note(`${who} two keys for one field, such as "${pair[0]}" and "${pair[1]}": the first one is used`);
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

  get holds(): boolean {
    return this.#stage.holds === true;
  }

  /** What went in and out; for a reader of logs also what the lines were. */
  counts(): StageCounts | LineCounts {
    const { lineNumber, continuedLines, blankLines } = this.#kernel;
    const statuses = this.#stage.statuses?.();
    return {
      // A record of several lines, in CSV, counts as one.
      lines: this.#before.lines + lineNumber.value - continuedLines.value,
      records: this.#records,
      bytes: this.#intake.bytes,
      outRecords: this.#output.records,
      dropped: this.#stage.dropped?.() ?? {},
      ...(statuses && { headers: this.#headers, blank: blankLines.value, skipped: { ...this.#skipped }, statuses }),
      ...(this.#stage.spilled ? { spilled: this.#stage.spilled } : {}),
    };
  }
}
