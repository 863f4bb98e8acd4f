// Lines that arrive from the service, as a content that is read like that of a file; and those of several groups as one.
import { feed } from "@flowlogs/cli";
import type { Content } from "@flowlogs/formats/content";
import type { Sink } from "@flowlogs/base/sink";

/** Whole lines as they arrive, `undefined` before each wait that may be long. */
export type EventLineSource = AsyncGenerator<Uint8Array | undefined>;

export class LinesContent implements Content {
  readonly #lines: EventLineSource;

  constructor(lines: EventLineSource) {
    this.#lines = lines;
  }

  async next(idle: () => void): Promise<Uint8Array | undefined> {
    for (;;) {
      const { done, value } = await this.#lines.next();
      if (done === true) return undefined;
      if (value === undefined) idle();
      else if (value.length > 0) return value;
    }
  }

  async pour(sink: Sink): Promise<void> {
    while (!sink.satisfied) {
      const { done, value } = await this.#lines.next();
      if (done === true) return;
      if (value === undefined) sink.flush();
      else feed(value, sink);
    }
  }

  close(): void {
    void this.#lines.return(undefined);
  }
}

/** Merges generators: yields their values as they come, and ends when all have ended. */
export async function* merged<T>(all: readonly AsyncGenerator<T>[]): AsyncGenerator<T> {
  const ask = (lines: AsyncGenerator<T>) => lines.next().then((result) => ({ lines, result }));
  const waiting = new Map(all.map((lines) => [lines, ask(lines)]));
  try {
    while (waiting.size > 0) {
      const { lines, result } = await Promise.race(waiting.values());
      waiting.delete(lines);
      if (result.done === true) continue;
      // A generator that is asked again may assume that its last value was processed.
      yield result.value;
      waiting.set(lines, ask(lines));
    }
  } finally {
    for (const lines of waiting.keys()) void lines.return(undefined);
  }
}
