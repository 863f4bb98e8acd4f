// A window of time, read by many calls at once and given out in order. One chain of pages is as slow as its calls are
// long; so the window is cut into slices that are read beside each other, each of so many pages as the last ones show
// that a stretch of time has. What is ahead waits in bounded memory. How a page is fetched, and when a call may go out,
// is left to others; how large slices are, and how many there may be, to extent.ts.
import { Extent } from "./extent.ts";
import type { EventPage } from "./page.ts";
import { Notifier } from "@flowlogs/base/notifier";
import type { RateLimiter } from "@flowlogs/aws/rateLimiter";
import { type PageRequest, Slice, type TimeWindow } from "./slice.ts";
import { StaleToken } from "@flowlogs/aws/logs/errors";

interface SlicesOptions {
  /** Fetches a page; throws StaleToken. */
  readonly fetch: (request: PageRequest) => Promise<EventPage>;
  /** When a call may go out. */
  readonly pace: RateLimiter;
  readonly signal?: AbortSignal | undefined;
  /** Calls under way at once. */
  readonly concurrency: number;
  /** Bytes that may wait for their turn. */
  readonly memory?: number;
}

const MEMORY = 12 << 20;

export class Slices {
  readonly #settings: SlicesOptions;
  readonly #memory: number;
  readonly #extent: Extent;
  readonly #changed = new Notifier();
  /** In the order of time; the first is the one that is given out. */
  #slices: Slice[];
  /** What is not cut into slices yet. */
  #rest: TimeWindow;
  #held = 0;
  #underWay = 0;
  #fault: unknown;

  constructor({ from, to }: TimeWindow, settings: SlicesOptions) {
    this.#settings = settings;
    this.#memory = settings.memory ?? MEMORY;
    this.#extent = new Extent(settings.pace, settings.concurrency, this.#memory);
    // The first call is for the whole of it: often that is all it takes.
    this.#slices = from < to ? [new Slice(from, to)] : [];
    this.#rest = { from: to, to };
  }

  /** The pages, in order, each good until the next one is asked for; ends, or throws what a fetch threw once all before it has been given out. */
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

  /** The slice that is given out. */
  #first(): Slice | undefined {
    while (this.#slices[0]?.isSpent === true) {
      this.#slices.shift();
      // The next one may go on whatever is held, as it is the first now.
      this.#changed.notify();
    }
    return this.#slices[0] ?? this.#cut();
  }

  /** Sends calls out as long as there are any to send. */
  async #dispatch(): Promise<void> {
    try {
      while (this.#slices.length > 0 && this.#fault === undefined) {
        if (!this.#mayStart()) await this.#changed.change();
        else {
          await this.#settings.pace.acquire(this.#settings.signal);
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
    if (this.#underWay >= this.#settings.concurrency) return false;
    // The first may always go on: what waits behind it can only leave once it is through.
    if (this.#slices[0]?.isFree === true) return true;
    const isMore = this.#slices.some((it) => it.isFree) || this.#mayCut;
    return isMore && this.#held < this.#memory && this.#settings.concurrency > 1;
  }

  /** Another slice of the rest may be begun. */
  get #mayCut(): boolean {
    return this.#rest.from < this.#rest.to && this.#extent.mayOpen;
  }

  async #fetch(one: Slice): Promise<void> {
    const { pace, fetch } = this.#settings;
    const started = pace.now();
    one.isUnderWay = true;
    this.#underWay++;
    try {
      const page = await fetch(one.request());
      this.#held += page.text.length;
      this.#extent.took(pace.now() - started);
      this.#extent.learn(one, page);
      if (!one.isDone) this.#adjust(one);
    } catch (error) {
      if (error instanceof StaleToken && one.mayRestart) this.#restart(one);
      else this.#fault ??= error instanceof StaleToken ? (error.cause ?? error) : error;
    } finally {
      one.isUnderWay = false;
      this.#underWay--;
      this.#changed.notify();
    }
  }

  /** The next slice of the rest; all of it where no more slices may be begun. */
  #cut(): Slice | undefined {
    const { from, to } = this.#rest;
    if (from >= to) return undefined;
    const end = this.#extent.mayOpen ? Math.min(to, from + this.#extent.span(to - from)) : to;
    const cut = new Slice(from, end);
    this.#rest = { from: end, to };
    this.#slices.push(cut);
    this.#extent.opened();
    return cut;
  }

  /** Gives the end of a slice that turns out to be too long to others. */
  #adjust(one: Slice): void {
    const index = this.#slices.indexOf(one);
    if (index < 0 || this.#settings.concurrency === 1 || !this.#extent.mayOpen) return;
    // Nobody knows whether it has come to the others by now.
    if (one.isCut && this.#extent.isLost(one)) return this.#restart(one);
    if (!one.knowsWhere) return;
    const isLast = index === this.#slices.length - 1 && this.#rest.from === one.to;
    const span = this.#extent.span((isLast ? this.#rest.to : one.to) - one.from);
    if (one.to - one.from <= 2 * span) return;
    const end = one.cut(one.from + span);
    if (isLast) this.#rest = { from: one.to, to: this.#rest.to };
    else {
      this.#slices.splice(index + 1, 0, new Slice(one.to, end));
      this.#extent.opened();
    }
  }

  #restart(one: Slice): void {
    this.#extent.restarted(one);
    one.restart();
  }
}
