// The events in answers of CloudWatch Logs as lines, without making an object of any. Answers come in pieces, and several
// at a time; where there is an escape in one, it has to be read in another way.
import { type Kernel, openKernel } from "@flowlogs/kernel/kernel";

/** What is known of an answer so far. */
export interface EventsSoFar {
  /** Messages that were found. */
  count: number;
  /** The time of the last event in milliseconds, and how many at the end have it. */
  time: number;
  times: number;
  /** The smallest and the largest time, and how often a time was smaller than the one before it. */
  smallest: number;
  largest: number;
  backwardSteps: number;
  /** Asks for the next answer. */
  token: string | undefined;
  /** Bytes that are not whole yet, the first `restLength` of these. */
  rest: Uint8Array;
  restLength: number;
}

const QUOTE = 34;
/** As many bytes as are usually left over: most of an event. */
const REST = 1024;
/** After the last byte of an answer: what is left over is looked at too. */
const END = new Uint8Array(64).fill(32);

export class EventLines {
  readonly #kernel: Kernel = openKernel();
  #size = 0;
  #in = 0;
  #out = 0;

  /** A new answer. */
  begin(): EventsSoFar {
    return {
      count: 0,
      time: Number.NaN,
      times: 0,
      smallest: Number.POSITIVE_INFINITY,
      largest: Number.NEGATIVE_INFINITY,
      backwardSteps: 0,
      token: undefined,
      rest: new Uint8Array(REST),
      restLength: 0,
    };
  }

  /** The lines of whole messages in the next piece, good until the next call; undefined when there is an escape. */
  take(answer: EventsSoFar, piece: Uint8Array): Uint8Array | undefined {
    const kernel = this.#kernel;
    const length = answer.restLength + piece.length;
    this.#reserve(length);
    const start = this.#in;
    kernel.bytes().set(answer.rest.subarray(0, answer.restLength), start);
    kernel.bytes().set(piece, start + answer.restLength);
    kernel.messages.value = answer.count;
    kernel.lastTime.value = answer.time;
    kernel.lastTimes.value = answer.times;
    kernel.smallestTime.value = answer.smallest;
    kernel.largestTime.value = answer.largest;
    kernel.backwardSteps.value = answer.backwardSteps;
    const end = kernel.readEvents(start, start + length, this.#out) >>> 0;
    if (end === 0) return undefined;
    answer.count = kernel.messages.value;
    answer.time = kernel.lastTime.value;
    answer.times = kernel.lastTimes.value;
    answer.smallest = kernel.smallestTime.value;
    answer.largest = kernel.largestTime.value;
    answer.backwardSteps = kernel.backwardSteps.value;
    const from = kernel.tokenStart.value >>> 0;
    if (from !== 0) answer.token = kernel.text(from, kernel.tokenEnd.value >>> 0);
    keepRest(answer, kernel.bytes().subarray(kernel.eventsRest.value >>> 0, start + length));
    return kernel.bytes().subarray(this.#out, end);
  }

  /** The same for what is left over at the end of the answer. Throws a SyntaxError when that is half a value. */
  end(answer: EventsSoFar): Uint8Array | undefined {
    const lines = this.take(answer, END);
    if (lines !== undefined && answer.rest[0] === QUOTE) throw new SyntaxError("a text does not end");
    return lines;
  }

  #reserve(size: number): void {
    if (size <= this.#size) return;
    this.#size = 2 * size;
    this.#in = this.#kernel.allocate(this.#size);
    this.#out = this.#kernel.allocate(this.#size);
  }
}

function keepRest(answer: EventsSoFar, rest: Uint8Array): void {
  if (rest.length > answer.rest.length) answer.rest = new Uint8Array(2 * rest.length);
  answer.rest.set(rest);
  answer.restLength = rest.length;
}
