// Reads pages while they arrive: only their lines are ever in memory, not the pages. Messages with escapes are left to page.ts;
// flow logs have none.
import { EventLines, type EventsSoFar } from "@flowlogs/core/stages";
import type { BodyConsumer } from "@flowlogs/aws/responseBody";
import { BufferPool } from "@flowlogs/aws/bufferPool";
import type { EventPage, Times } from "./page.ts";

/** One for all groups: its state is kept with each response. */
let shared: EventLines | undefined;

export class StreamedPages {
  readonly #lines = (shared ??= new EventLines());
  readonly #buffers = new BufferPool();
  #isOff = false;

  /** There was an escape: others are likely. */
  get isOff(): boolean {
    return this.#isOff;
  }

  /** Reads a page; the result is undefined for one with escapes. */
  intake(): BodyConsumer<EventPage | undefined> {
    const [lines, buffers] = [this.#lines, this.#buffers];
    let memory = buffers.take();
    let length = 0;
    let answer = lines.begin();
    const add = (found: Uint8Array | undefined): void => {
      this.#isOff ||= found === undefined;
      if (found === undefined) return;
      memory = buffers.append(memory, length, found);
      length += found.length;
    };
    return {
      begin() {
        length = 0;
        answer = lines.begin();
      },
      take: (piece) => {
        if (!this.#isOff) add(lines.take(answer, piece));
      },
      end: () => {
        if (!this.#isOff) add(lines.end(answer));
        if (this.#isOff) return undefined;
        const { count: events, token } = answer;
        const text = memory.subarray(0, length);
        const release = (): void => buffers.release(memory);
        return { text, events, skipped: 0, times: timesOf(answer), token: token || undefined, release };
      },
    };
  }
}

function timesOf({ times: atEnd, smallest, largest, backwardSteps }: EventsSoFar): Times | undefined {
  return atEnd === 0 ? undefined : { smallest, largest, atEnd, isOrdered: backwardSteps === 0 };
}
