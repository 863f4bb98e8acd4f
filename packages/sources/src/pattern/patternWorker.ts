// A worker that is given only those lines whose message a filter pattern matches. The others are counted, and passed over.
import { feed } from "@flowlogs/cli";
import { type LineKind, readHeader, ReadWorker } from "@flowlogs/core/stages";

const CHUNK = 262_144;
const NEWLINE = 10;
/** A longer line is a bad one, whatever is in it. */
const LIMIT = 16 * 1024 * 1024;
/** What exports put in front of a message, and what `aws logs tail` does. */
const FRONT = /^\d{4}-\d\d-\d\dT[\d:.]+(?:Z?[ \t]+|[+-]\d\d:?\d\d[ \t]+\S+[ \t]+)/;

export class PatternWorker extends ReadWorker {
  /** Undefined: somebody else has tested all of them. */
  matches: ((message: string) => boolean) | undefined;
  #kind: LineKind = "text";
  #memory = Buffer.alloc(CHUNK);
  #held = 0;
  /** A line goes on of which the start was too long already. */
  #isLong = false;
  readonly #inner = { room: () => super.room(), advance: (length: number) => super.advance(length), satisfied: false };

  override use(kind: LineKind): void {
    super.use(kind);
    this.#kind = kind;
  }

  override room(): Uint8Array {
    if (this.matches === undefined) return super.room();
    if (this.#memory.length - this.#held < CHUNK / 4) {
      const larger = Buffer.alloc(2 * this.#memory.length);
      this.#memory.copy(larger, 0, 0, this.#held);
      this.#memory = larger;
    }
    return this.#memory.subarray(this.#held);
  }

  override advance(length: number): void {
    if (this.matches === undefined) super.advance(length);
    else this.#take(this.#held + length, this.matches);
  }

  override endSource(cutShort = false): void {
    const matches = this.matches;
    if (matches !== undefined && this.#held > 0) {
      // What is cut short is a bad line, whatever it was to be.
      const rest = this.#memory.subarray(0, this.#held);
      if (cutShort || this.#isWanted(rest, matches)) feed(rest, this.#inner);
      else this.passLine(REASON);
    }
    this.#held = 0;
    this.#isLong = false;
    super.endSource(cutShort);
  }

  #take(end: number, matches: (message: string) => boolean): void {
    const bytes = this.#memory;
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
    if (end - at > LIMIT) {
      this.#isLong = true; // which is told by whoever reads lines
      at = end;
    }
    this.#pass(from, at);
    bytes.copyWithin(0, at, end);
    this.#held = end - at;
  }

  #pass(from: number, to: number): void {
    if (to > from) feed(this.#memory.subarray(from, to), this.#inner);
  }

  #isWanted(line: Buffer, matches: (message: string) => boolean): boolean {
    const text = line.toString();
    const message = this.#kind === "text" ? text.replace(FRONT, "") : text;
    if (message.trim() === "" || matches(message.trimEnd())) return true;
    // What says what the columns are is no message.
    return this.#kind === "text" && /^\D/.test(text) && readHeader(text.trim().split(/[ \t]+/)) !== undefined;
  }
}

const REASON = "not of the filter pattern";
