// A worker that reads only lines whose message matches a filter pattern. The others are counted, and skipped.
import { feed } from "@flowlogs/cli";
import { type LineKind, readHeader, ReadWorker } from "@flowlogs/core/stages";

const CHUNK_SIZE = 262_144;
const NEWLINE = 10;
/** A longer line is a bad line, whatever is in it. */
const MAX_LINE = 16 * 1024 * 1024;
/** What exports and `aws logs tail` write before a message. */
const PREFIX = /^\d{4}-\d\d-\d\dT[\d:.]+(?:Z?[ \t]+|[+-]\d\d:?\d\d[ \t]+\S+[ \t]+)/;

export class PatternWorker extends ReadWorker {
  /** Undefined: the service has tested all messages. */
  matches: ((message: string) => boolean) | undefined;
  #kind: LineKind = "text";
  #buffer = Buffer.alloc(CHUNK_SIZE);
  #length = 0;
  /** The current line was too long already. */
  #isLong = false;
  readonly #inner = { room: () => super.room(), advance: (length: number) => super.advance(length), satisfied: false };

  override use(kind: LineKind): void {
    super.use(kind);
    this.#kind = kind;
  }

  override room(): Uint8Array {
    if (this.matches === undefined) return super.room();
    if (this.#buffer.length - this.#length < CHUNK_SIZE / 4) {
      const larger = Buffer.alloc(2 * this.#buffer.length);
      this.#buffer.copy(larger, 0, 0, this.#length);
      this.#buffer = larger;
    }
    return this.#buffer.subarray(this.#length);
  }

  override advance(length: number): void {
    if (this.matches === undefined) super.advance(length);
    else this.#take(this.#length + length, this.matches);
  }

  override endSource(cutShort = false): void {
    const matches = this.matches;
    if (matches !== undefined && this.#length > 0) {
      // A line that is cut short is a bad line, whatever it says.
      const rest = this.#buffer.subarray(0, this.#length);
      if (cutShort || this.#isWanted(rest, matches)) feed(rest, this.#inner);
      else this.passLine(REASON);
    }
    this.#length = 0;
    this.#isLong = false;
    super.endSource(cutShort);
  }

  #take(end: number, matches: (message: string) => boolean): void {
    const bytes = this.#buffer;
    let from = 0;
    let at = 0;
    if (this.#isLong) {
      const newline = bytes.subarray(0, end).indexOf(NEWLINE);
      this.#isLong = newline < 0;
      at = newline < 0 ? end : newline + 1;
    }
    for (;;) {
      const newline = bytes.subarray(0, end).indexOf(NEWLINE, at);
      if (newline < 0) break;
      if (!this.#isWanted(bytes.subarray(at, newline), matches)) {
        this.#pass(from, at);
        this.passLine(REASON);
        from = newline + 1;
      }
      at = newline + 1;
    }
    if (end - at > MAX_LINE) {
      this.#isLong = true; // the worker reports it
      at = end;
    }
    this.#pass(from, at);
    bytes.copyWithin(0, at, end);
    this.#length = end - at;
  }

  #pass(from: number, to: number): void {
    if (to > from) feed(this.#buffer.subarray(from, to), this.#inner);
  }

  #isWanted(line: Buffer, matches: (message: string) => boolean): boolean {
    const text = line.toString();
    const message = this.#kind === "text" ? text.replace(PREFIX, "") : text;
    if (message.trim() === "" || matches(message.trimEnd())) return true;
    // A header line is not a message.
    return this.#kind === "text" && /^\D/.test(text) && readHeader(text.trim().split(/[ \t]+/)) !== undefined;
  }
}

const REASON = "not of the filter pattern";
