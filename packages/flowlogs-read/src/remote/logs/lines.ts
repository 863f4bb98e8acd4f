// Pieces of log text as they come from the service, each with its columns, to bytes in which header lines say what the
// columns are; and several groups at once as one.
import { defaultFormat } from "@flowlogs/core";
import type { Content } from "../../content.ts";
import type { Sink } from "../../forms/form.ts";
import { feed } from "@flowlogs/cli";

/** Whole lines; their columns, where they are known. */
export interface Piece {
  readonly text: Uint8Array;
  readonly columns: readonly string[] | undefined;
}

/** Text as it comes, `undefined` before each wait for more that may be long. */
export type Pieces = AsyncGenerator<Piece | undefined>;

/** Pieces as a content that is read like that of a file. */
export class PiecesContent implements Content {
  readonly #pieces: Pieces;
  #columns: readonly string[] | undefined;

  constructor(pieces: Pieces) {
    this.#pieces = pieces;
  }

  async next(idle: () => void): Promise<Uint8Array | undefined> {
    for (;;) {
      const { done, value } = await this.#pieces.next();
      if (done === true) return undefined;
      if (value === undefined) idle();
      else if (value.text.length > 0) return Buffer.concat([...this.#header(value), value.text]);
    }
  }

  async pour(sink: Sink): Promise<void> {
    while (!sink.satisfied) {
      const { done, value } = await this.#pieces.next();
      if (done === true) return;
      if (value === undefined) sink.flush();
      else for (const bytes of [...this.#header(value), value.text]) feed(bytes, sink);
    }
  }

  close(): void {
    void this.#pieces.return(undefined);
  }

  /** A header line where the columns are not those of the line before. */
  #header({ columns }: Piece): Uint8Array[] {
    const wanted = columns ?? (this.#columns === undefined ? undefined : defaultFormat);
    if (wanted === undefined || wanted.join() === this.#columns?.join()) return [];
    this.#columns = wanted;
    return [Buffer.from(`${wanted.join(" ")}\n`)];
  }
}

/** What one after the other gives. */
export async function* chained(all: readonly Pieces[]): Pieces {
  for (const pieces of all) yield* pieces;
}

/** What all of them give, as it comes. It ends when all have. */
export async function* merged(all: readonly Pieces[]): Pieces {
  const ask = (pieces: Pieces) => pieces.next().then((result) => ({ pieces, result }));
  const waiting = new Map(all.map((pieces) => [pieces, ask(pieces)]));
  try {
    while (waiting.size > 0) {
      const { pieces, result } = await Promise.race(waiting.values());
      if (result.done === true) waiting.delete(pieces);
      else {
        waiting.set(pieces, ask(pieces));
        yield result.value;
      }
    }
  } finally {
    for (const pieces of waiting.keys()) void pieces.return(undefined);
  }
}
