// Base64 of compressed data to what is in it: one piece a line, or one over many lines, or many without anything between.
import type { Origin, ReadWorker } from "@flowlogs/core/stages";
import type { Sink } from "@flowlogs/base/sink";
import { JsonSink } from "./documents.ts";

const CHUNK = 65_536;
/** A longer piece is a bad one. */
const LIMIT = 32 * 1024 * 1024;
/** How gzip data begins. */
const MAGIC = "H4sI";

export class Base64Sink implements Sink {
  readonly #worker: ReadWorker;
  readonly #inner: JsonSink;
  readonly #room = new Uint8Array(CHUNK);
  #line = "";
  #piece = "";

  constructor(worker: ReadWorker, source: Origin) {
    this.#worker = worker;
    this.#inner = new JsonSink(worker, source);
  }

  get satisfied(): boolean {
    return this.#worker.satisfied;
  }

  get damage(): string | undefined {
    return this.#inner.damage;
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
    this.#inner.advance(0);
  }

  flush(): void {
    this.#inner.flush();
  }

  endSource(cutShort = false): void {
    this.#endLine();
    this.#endPiece();
    this.#inner.endSource(cutShort);
  }

  /** A line goes on with the piece before it, unless it begins one; a piece ends with its padding too. */
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
    if (/^[\w+/]+=*$/.test(piece)) this.#inner.takeData(piece);
    else this.#inner.skip("not base64", "", Buffer.from(piece));
  }
}
