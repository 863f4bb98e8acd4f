// Reads log lines whose messages may be JSON: the plain messages of a log group, and the lines of exports and `aws logs tail`,
// which have the time, and maybe the stream, before the message. An object is a record; other lines are AWS text.
import { feed } from "@flowlogs/cli";
import type { ReadWorker } from "@flowlogs/core/stages";
import type { Sink } from "@flowlogs/base/sink";
import { NEWLINE, OPEN } from "./jsonBytes.ts";

/** The start of a line of an export, or of `aws logs tail`, whose message is an object. */
export const jsonAfterTime = /^\d{4}-\d\d-\d\dT[\d:.]+(?:Z|[+-]\d\d:?\d\d)?\s+(?:[^\s{]+\s+)?\{/;
/** The most bytes before an object: the name of a stream may have 512 characters. */
const MAX_PREFIX = 2200;
const SPACE = 32;

export class MessageSink implements Sink {
  readonly #worker: ReadWorker;
  readonly #isTimed: boolean;
  /** The start of a line whose kind is not known yet. */
  #rest: Buffer = Buffer.alloc(0);
  /** The kind of the current line, part of which was already handed on. */
  #kind: "text" | "ndjson" = "text";
  #isInLine = false;

  /** `isTimed`: a time may come before the messages. */
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
    // Most logs have no objects: their bytes are not copied.
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
        if (newline < 0 && !isEnd && object === undefined && end - at < MAX_PREFIX) {
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

/** Where the object of a line begins; -1 when it has none, undefined while the line is too short to say. */
function objectIn(bytes: Buffer, start: number, end: number): number | undefined {
  if (bytes[start] === OPEN) return start;
  const open = bytes.subarray(start, Math.min(end, start + MAX_PREFIX)).indexOf(OPEN);
  if (open < 0) return bytes[end - 1] === NEWLINE ? -1 : undefined;
  if (bytes[start + open - 1] !== SPACE) return -1;
  return jsonAfterTime.test(bytes.toString("latin1", start, start + open + 1)) ? start + open : -1;
}
