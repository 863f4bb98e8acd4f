// Reads what `aws logs filter-log-events` and `get-log-events` print with --output text: a line for each event with tabs
// between its members; or, with --query, only the messages, with tabs or newlines between them.
import type { Origin, ReadWorker } from "@flowlogs/core/stages";
import type { Sink } from "@flowlogs/base/sink";
import { JsonSink } from "../json/documents.ts";
import { NEWLINE } from "../json/jsonBytes.ts";

const CHUNK = 65_536;
/** The most bytes of a line; a longer one is reported as bad. A page of messages has a megabyte. */
const LIMIT = 16 * 1024 * 1024;

export class CliTextSink implements Sink {
  readonly #worker: ReadWorker;
  readonly #documents: JsonSink;
  readonly #room = Buffer.alloc(CHUNK);
  /** The parts of the incomplete line. */
  #pieces: Buffer[] = [];
  #length = 0;

  constructor(worker: ReadWorker, source: Origin) {
    this.#worker = worker;
    this.#documents = new JsonSink(worker, source);
  }

  get satisfied(): boolean {
    return this.#worker.satisfied;
  }

  room(): Uint8Array {
    return this.#room;
  }

  advance(length: number): void {
    const bytes = this.#room.subarray(0, length);
    for (let at = 0; at < length;) {
      const end = bytes.indexOf(NEWLINE, at);
      this.#append(bytes.subarray(at, end < 0 ? length : end));
      if (end < 0) break;
      this.#endLine();
      at = end + 1;
    }
    this.#documents.lines.flush();
  }

  flush(): void {
    this.#documents.flush();
  }

  endSource(cutShort = false): void {
    if (this.#length > 0 && !cutShort) this.#endLine();
    else if (this.#length > 0)
      this.#documents.lines.skip("line cut short", "the source ends in the middle of it", undefined);
    this.#documents.endSource(cutShort);
  }

  /** Adds to the line; one that gets too long is dropped. */
  #append(piece: Buffer): void {
    this.#length += piece.length;
    if (this.#length <= LIMIT) this.#pieces.push(Buffer.from(piece));
    else this.#pieces = [];
  }

  #endLine(): void {
    const isWhole = this.#length <= LIMIT;
    const line = Buffer.concat(this.#pieces).toString().replace(/\r$/, "");
    this.#pieces = [];
    this.#length = 0;
    if (!isWhole) this.#documents.lines.skip("line too long", `longer than ${LIMIT >> 20} MiB`, undefined);
    else if (line.startsWith("EVENTS\t")) this.#takeEvent(line);
    else if (isOther(line)) this.#documents.lines.passOver("other output of the AWS CLI");
    else for (const message of line.split("\t")) if (message !== "None") this.#documents.takeMessage(message);
  }

  /** The members are in the order of their names, which are not printed; get-log-events has neither id nor stream. */
  #takeEvent(line: string): void {
    const cells = line.split("\t").slice(1);
    const isFiltered = cells.length > 4 && /^\d{10,}$/.test(cells[1] ?? "") && /^\d{10,}$/.test(cells.at(-1) ?? "");
    const [eventId, ingestionTime, logStreamName] = isFiltered ? cells : [undefined, cells[0], undefined];
    const message = cells.slice(isFiltered ? 3 : 1, -1).join("\t");
    const times = { timestamp: Number(cells.at(-1)), ingestionTime: Number(ingestionTime) };
    this.#documents.takeEvent({ eventId, logStreamName, message, ...times });
  }
}

/** Whether the line is a token, a searched stream, or null. */
function isOther(line: string): boolean {
  return line === "None" || line.startsWith("SEARCHEDLOGSTREAMS\t") || /^[\w/+=-]{20,}(?:\t[\w/+=-]{20,})?$/.test(line);
}
