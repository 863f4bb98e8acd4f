// Reads a window of time with many concurrent calls, and yields it in order. A chain of pages is as slow as its calls are long;
// so the window is cut into slices that are read concurrently, each of as many pages as the earlier ones suggest. What is
// ahead waits in bounded memory. How a page is fetched, and when a call may be made, is up to others; the length and number
// of slices is up to sliceSizer.ts.
import { SliceSizer } from "./sliceSizer.ts";
import type { EventPage } from "./page.ts";
import { Notifier } from "@flowlogs/base/notifier";
import type { RateLimiter } from "@flowlogs/aws/rateLimiter";
import { type PageRequest, Slice, type TimeWindow } from "./slice.ts";
import { StaleToken } from "@flowlogs/aws/logs/errors";

interface SlicesOptions {
  /** Fetches a page; throws StaleToken. */
  readonly fetch: (request: PageRequest) => Promise<EventPage>;
  /** When a call may be made. */
  readonly pace: RateLimiter;
  readonly signal?: AbortSignal | undefined;
  /** Maximum concurrent calls. */
  readonly concurrency: number;
  /** Maximum bytes that wait for their turn. */
  readonly memory?: number;
}

const MAX_WAITING_BYTES = 12 << 20;

export class Slices {
  readonly #options: SlicesOptions;
  readonly #memory: number;
  readonly #sizer: SliceSizer;
  readonly #changed = new Notifier();
  /** In the order of time; the first one is being yielded. */
  #slices: Slice[];
  /** The part of the window that is not cut into slices yet. */
  #rest: TimeWindow;
  #held = 0;
  #underWay = 0;
  #fault: unknown;

  constructor({ from, to }: TimeWindow, options: SlicesOptions) {
    this.#options = options;
    this.#memory = options.memory ?? MAX_WAITING_BYTES;
    this.#sizer = new SliceSizer(options.pace, options.concurrency, this.#memory);
    // The first call is for the whole window, which is often enough.
    this.#slices = from < to ? [new Slice(from, to)] : [];
    this.#rest = { from: to, to };
  }

  /** The pages in order, each valid until the next one is requested. Throws the error of a fetch after all pages before it. */
  async *pages(): AsyncGenerator<EventPage> {
    const dispatched = this.#dispatch();
    try {
      for (let first = this.#first(); first !== undefined; first = this.#first()) {
        const page = first.waiting.shift();
        if (page !== undefined) {
          this.#held -= page.text.length;
          this.#changed.notify();
          yield page;
          page.release?.();
        } else if (this.#fault === undefined) await this.#changed.change();
        else throw this.#fault;
      }
    } finally {
      this.#slices = [];
      this.#rest = { from: 0, to: 0 };
      this.#changed.notify();
      await dispatched;
    }
  }

  /** The slice that is being yielded. */
  #first(): Slice | undefined {
    while (this.#slices[0]?.isSpent === true) {
      this.#slices.shift();
      // The next slice may continue however much is waiting, as it is the first now.
      this.#changed.notify();
    }
    return this.#slices[0] ?? this.#cut();
  }

  /** Makes calls as long as there are any to make. */
  async #dispatch(): Promise<void> {
    try {
      while (this.#slices.length > 0 && this.#fault === undefined) {
        if (!this.#mayStart()) await this.#changed.change();
        else {
          await this.#options.pace.acquire(this.#options.signal);
          const next = this.#slices.find((it) => it.isFree) ?? (this.#mayCut ? this.#cut() : undefined);
          if (next !== undefined) void this.#fetch(next);
        }
      }
    } catch (error) {
      this.#fault ??= error;
      this.#changed.notify();
    }
  }

  #mayStart(): boolean {
    if (this.#underWay >= this.#options.concurrency) return false;
    // The first may always continue: what waits after it can only be yielded once it is done.
    if (this.#slices[0]?.isFree === true) return true;
    const isMore = this.#slices.some((it) => it.isFree) || this.#mayCut;
    return isMore && this.#held < this.#memory && this.#options.concurrency > 1;
  }

  /** Another slice of the rest may begin. */
  get #mayCut(): boolean {
    return this.#rest.from < this.#rest.to && this.#sizer.mayBegin;
  }

  async #fetch(slice: Slice): Promise<void> {
    const { pace, fetch } = this.#options;
    const started = pace.now();
    slice.isUnderWay = true;
    this.#underWay++;
    try {
      const page = await fetch(slice.request());
      this.#held += page.text.length;
      this.#sizer.addLatency(pace.now() - started);
      this.#sizer.learn(slice, page);
      if (!slice.isDone) this.#adjust(slice);
    } catch (error) {
      if (error instanceof StaleToken && slice.mayRestart) this.#restart(slice);
      else this.#fault ??= error instanceof StaleToken ? (error.cause ?? error) : error;
    } finally {
      slice.isUnderWay = false;
      this.#underWay--;
      this.#changed.notify();
    }
  }

  /** The next slice of the rest; all of it where no more slices may begin. */
  #cut(): Slice | undefined {
    const { from, to } = this.#rest;
    if (from >= to) return undefined;
    const end = this.#sizer.mayBegin ? Math.min(to, from + this.#sizer.span(to - from)) : to;
    const cut = new Slice(from, end);
    this.#rest = { from: end, to };
    this.#slices.push(cut);
    this.#sizer.begun();
    return cut;
  }

  /** Gives the end of a slice that turns out to be too long to a new slice. */
  #adjust(slice: Slice): void {
    const index = this.#slices.indexOf(slice);
    if (index < 0 || this.#options.concurrency === 1 || !this.#sizer.mayBegin) return;
    // Whether it has reached the end of its part is unknown.
    if (slice.isCut && this.#sizer.isLost(slice)) return this.#restart(slice);
    if (!slice.knowsWhere) return;
    const isLast = index === this.#slices.length - 1 && this.#rest.from === slice.to;
    const span = this.#sizer.span((isLast ? this.#rest.to : slice.to) - slice.from);
    if (slice.to - slice.from <= 2 * span) return;
    const end = slice.cut(slice.from + span);
    if (isLast) this.#rest = { from: slice.to, to: this.#rest.to };
    else {
      this.#slices.splice(index + 1, 0, new Slice(slice.to, end));
      this.#sizer.begun();
    }
  }

  #restart(slice: Slice): void {
    this.#sizer.restarted(slice);
    slice.restart();
  }
}
