// A window of time, read by many calls at once and given out in order. One chain of pages is as slow as its calls are
// long; so the window is cut into slices that are read beside each other, each of so many pages as the last ones show
// that a stretch of time has. What is ahead waits in bounded memory. How a page is fetched, and when a call may go out,
// is left to others.
import { Signal } from "../signal.ts";
import type { Pace } from "../pace.ts";
import type { Page } from "./page.ts";
import { type PageRequest, Slice, StaleToken, type Window } from "./slice.ts";

interface Settings {
  /** Fetches a page; throws StaleToken. */
  readonly fetch: (request: PageRequest) => Promise<Page>;
  /** When a call may go out. */
  readonly pace: Pace;
  readonly signal?: AbortSignal | undefined;
  /** Calls under way at once. */
  readonly concurrency: number;
  /** Bytes that may wait for their turn. */
  readonly memory?: number;
}

/** Pages of a slice: with fewer, the last one of each, half empty, would cost too many calls; more take memory. */
const [FEWEST, MOST] = [2, 8];
const SPARE = 0.15;
const MEMORY = 12 << 20;

export class Slices {
  readonly #settings: Settings;
  readonly #memory: number;
  readonly #changed = new Signal();
  /** In the order of time; the first is the one that is given out. */
  #slices: Slice[];
  /** What is not cut into slices yet. */
  #rest: Window;
  /** Milliseconds and bytes of a page, as far as is known. */
  #width: number | undefined;
  #bytes = 1 << 20;
  /** Milliseconds of a call. */
  #latency = 0;
  #held = 0;
  #underWay = 0;
  #fault: unknown;

  constructor({ from, to }: Window, settings: Settings) {
    this.#settings = settings;
    this.#memory = settings.memory ?? MEMORY;
    // The first call is for the whole of it: often that is all it takes.
    this.#slices = from < to ? [new Slice(from, to)] : [];
    this.#rest = { from: to, to };
  }

  /** The pages, in order, each good until the next one is asked for; ends, or throws what a fetch threw once all before it has been given out. */
  async *pages(): AsyncGenerator<Page> {
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
          await this.#settings.pace.turn(this.#settings.signal);
          const next = this.#slices.find((it) => it.isFree) ?? this.#cut();
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
    const isMore = this.#slices.some((it) => it.isFree) || this.#rest.from < this.#rest.to;
    return isMore && this.#held < this.#memory && this.#settings.concurrency > 1;
  }

  async #fetch(one: Slice): Promise<void> {
    const { pace } = this.#settings;
    const started = pace.now();
    one.isUnderWay = true;
    this.#underWay++;
    try {
      const page = await this.#settings.fetch(one.request());
      const took = pace.now() - started;
      this.#latency = this.#latency === 0 ? took : (3 * this.#latency + took) / 4;
      this.#held += page.text.length;
      if (page.text.length > this.#bytes / 2) this.#bytes = page.text.length;
      one.take(page);
      this.#measure(one);
      if (!one.isDone) this.#shorten(one);
    } catch (error) {
      if (error instanceof StaleToken && !one.isFresh) one.restart();
      else this.#fault ??= error;
    } finally {
      one.isUnderWay = false;
      this.#underWay--;
      this.#changed.notify();
    }
  }

  #measure(one: Slice): void {
    const width = one.pageWidth();
    if (width !== undefined) this.#width = this.#width === undefined ? width : (this.#width + width) / 2;
  }

  /** Milliseconds that a slice should cover when so many are left to be shared out. */
  #span(left: number): number {
    const { concurrency, pace } = this.#settings;
    // As many as there will be calls under way.
    const readers = Math.min(concurrency, 1 + Math.ceil((pace.rate * this.#latency) / 1000));
    if (this.#width === undefined) return Math.ceil(left / (2 * concurrency));
    const fitting = this.#memory / readers / this.#bytes;
    const share = left / this.#width / readers;
    // A little less than whole pages: a little more would take one more call.
    return Math.ceil(this.#width * (Math.max(FEWEST, Math.min(MOST, fitting, Math.floor(share))) - SPARE));
  }

  /** The next slice of the rest. */
  #cut(): Slice | undefined {
    const { from, to } = this.#rest;
    if (from >= to) return undefined;
    const end = Math.min(to, from + this.#span(to - from));
    const cut = new Slice(from, end);
    this.#rest = { from: end, to };
    this.#slices.push(cut);
    return cut;
  }

  /** Gives the end of a slice that turns out to be too long to others. It begins anew, as its token is for all of it. */
  #shorten(one: Slice): void {
    const index = this.#slices.indexOf(one);
    if (index < 0 || this.#settings.concurrency === 1 || !one.knowsWhere) return;
    const left = one.to - one.from;
    const isLast = index === this.#slices.length - 1 && this.#rest.from === one.to;
    const span = this.#span(isLast ? this.#rest.to - one.from : left);
    if (left <= 2 * span) return;
    const end = one.shorten(span);
    if (isLast) this.#rest = { from: one.to, to: this.#rest.to };
    else this.#slices.splice(index + 1, 0, new Slice(one.to, end));
  }
}
