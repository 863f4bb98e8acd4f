// Decodes base64 of compressed data: one piece a line, one piece wrapped over many lines, or many pieces without separators.
import type { Origin, ReadWorker } from "@flowlogs/core/stages";
import type { Sink } from "@flowlogs/base/sink";
import { JsonSink } from "./documents.ts";

const CHUNK = 65_536;
/** The most characters of a piece; a longer one is reported as bad. */
const LIMIT = 32 * 1024 * 1024;
/** The first bytes of gzip data in base64. */
const MAGIC = "H4sI";

export class Base64Sink implements Sink {
  readonly #worker: ReadWorker;
  readonly #documents: JsonSink;
  readonly #room = new Uint8Array(CHUNK);
  #line = "";
  #piece = "";

  constructor(worker: ReadWorker, source: Origin) {
    this.#worker = worker;
    this.#documents = new JsonSink(worker, source);
  }

  get satisfied(): boolean {
    return this.#worker.satisfied;
  }

  get damage(): string | undefined {
    return this.#documents.damage;
  }

  room(): Uint8Array {
    return this.#room;
  }

  advance(length: number): void {
    const lines = Buffer.from(this.#room.buffer, 0, length).toString("latin1").split("\n");
    for (const [i, part] of lines.entries()) {
      if (i > 0) this.#endLine();
      this.#line += part;
    }
    if (this.#line.length > LIMIT) this.#endLine();
    this.#documents.advance(0);
  }

  flush(): void {
    this.#documents.flush();
  }

  endSource(cutShort = false): void {
    this.#endLine();
    this.#endPiece();
    this.#documents.endSource(cutShort);
  }

  /** A line continues the piece before it, unless it begins with the magic bytes; padding also ends a piece. */
  #endLine(): void {
    const line = this.#line.trim();
    this.#line = "";
    for (const part of line.match(/[^=]+=*/g) ?? []) {
      if (part.startsWith(MAGIC)) this.#endPiece();
      this.#piece += part;
      if (part.endsWith("=") || this.#piece.length > LIMIT) this.#endPiece();
    }
  }

  #endPiece(): void {
    const piece = this.#piece;
    this.#piece = "";
    if (piece === "") return;
    if (/^[\w+/]+=*$/.test(piece)) this.#documents.takeData(piece);
    else this.#documents.lines.skip("not base64", "", Buffer.from(piece));
  }
}
