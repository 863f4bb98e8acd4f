// Pages read as they come in: none is ever in memory, only its lines. It does not do for texts with escapes, of which logs of
// flows have none; what reads those is in page.ts.
import { EventLines, type EventsSoFar } from "@flowlogs/core/stages";
import type { BodyConsumer } from "@flowlogs/aws/responseBody";
import { BufferPool } from "@flowlogs/aws/bufferPool";
import type { EventPage, Times } from "./page.ts";

/** One for all groups, as what it is in the middle of is kept with each answer. */
let shared: EventLines | undefined;

export class QuickPages {
  readonly #lines = (shared ??= new EventLines());
  readonly #buffers = new BufferPool();
  #isOff = false;

  /** There was an escape: there will be others. */
  get isOff(): boolean {
    return this.#isOff;
  }

  /** Takes a page; undefined comes of one with escapes. */
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
