// Lines of a log whose messages may be JSON: of a log group as they come, and of exports and `aws logs tail`, which have the
// time, and maybe the stream, in front. An object is a record; all other lines are AWS text, and go through as they are.
import { feed } from "@flowlogs/cli";
import type { ReadWorker } from "@flowlogs/core/stages";
import type { Sink } from "@flowlogs/base/sink";
import { NEWLINE, OPEN } from "./jsonBytes.ts";

/** A line of an export, or of the tail, that has an object in it. */
export const jsonAfterTime = /^\d{4}-\d\d-\d\dT[\d:.]+(?:Z|[+-]\d\d:?\d\d)?\s+(?:[^\s{]+\s+)?\{/;
/** Bytes in front of an object at most: a stream may have a name of 512 characters. */
const FRONT = 2200;
const SPACE = 32;

export class MessageSink implements Sink {
  readonly #worker: ReadWorker;
  readonly #isTimed: boolean;
  /** The start of a line of which nobody knows yet what it is. */
  #rest: Buffer = Buffer.alloc(0);
  /** What the line at hand is, of which some was handed on. */
  #kind: "text" | "ndjson" = "text";
  #isInLine = false;

  /** `isTimed`: something may stand in front of the messages. */
  constructor(worker: ReadWorker, isTimed: boolean) {
    this.#worker = worker;
    this.#isTimed = isTimed;
    worker.use("text");
  }

  get satisfied(): boolean {
    return this.#worker.satisfied;
  }

  room(): Uint8Array {
    return this.#worker.room();
  }

  advance(length: number): void {
    const room = this.#worker.room();
    const bytes = Buffer.from(room.buffer, room.byteOffset, length);
    // Most logs have no objects at all: their bytes stay where they are.
    if (!this.#isTimed && this.#kind === "text" && !bytes.includes(OPEN)) {
      this.#isInLine = bytes.at(-1) !== NEWLINE;
      this.#worker.advance(length);
    } else this.#take(Buffer.concat([this.#rest, bytes]), false);
  }

  flush(): void {
    this.#worker.flush();
  }

  endSource(cutShort = false): void {
    this.#take(this.#rest, true);
    this.#worker.endSource(cutShort);
  }

  #take(bytes: Buffer, isEnd: boolean): void {
    this.#rest = Buffer.alloc(0);
    let from = 0;
    for (let at = 0; at < bytes.length;) {
      const newline = bytes.indexOf(NEWLINE, at);
      const end = newline < 0 ? bytes.length : newline + 1;
      if (!this.#isInLine) {
        const object = this.#isTimed ? objectIn(bytes, at, end) : bytes[at] === OPEN ? at : -1;
        if (newline < 0 && !isEnd && object === undefined && end - at < FRONT) {
          this.#pass(bytes.subarray(from, at));
          this.#rest = Buffer.from(bytes.subarray(at));
          return;
        }
        const kind = object === undefined || object < 0 ? "text" : "ndjson";
        if (kind !== this.#kind || kind === "ndjson") {
          this.#pass(bytes.subarray(from, at));
          from = kind === "ndjson" ? (object ?? at) : at;
        }
        if (kind !== this.#kind) this.#worker.use(kind);
        this.#kind = kind;
      }
      this.#isInLine = newline < 0;
      at = end;
    }
    this.#pass(bytes.subarray(from));
  }

  #pass(lines: Uint8Array): void {
    if (lines.length > 0) feed(lines, this.#worker);
  }
}

/** Where the object of a line begins; -1 when it has none, undefined while that cannot be told. */
function objectIn(bytes: Buffer, start: number, end: number): number | undefined {
  if (bytes[start] === OPEN) return start;
  const open = bytes.subarray(start, Math.min(end, start + FRONT)).indexOf(OPEN);
  if (open < 0) return bytes[end - 1] === NEWLINE ? -1 : undefined;
  if (bytes[start + open - 1] !== SPACE) return -1;
  return jsonAfterTime.test(bytes.toString("latin1", start, start + open + 1)) ? start + open : -1;
}
