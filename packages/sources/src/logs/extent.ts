// How long a slice should be, and whether another one may be begun, by what the pages so far have shown. Each query has a
// last page that is not full, and some services begin each with empty pages; one reader of the whole window pays that
// once. So that many readers take no more than twice the calls of one, a query may be begun for each page that one
// reader would have had to fetch too, and a few before there are any.
import type { EventPage } from "./page.ts";
import type { RateLimiter } from "@flowlogs/aws/rateLimiter";
import type { Slice } from "./slice.ts";

/** Pages of a slice: with fewer, the last one of each, half empty, would cost too many calls; more take memory. */
const [FEWEST, MOST] = [2, 8];
const SPARE = 0.15;

export class Extent {
  readonly #pace: RateLimiter;
  readonly #concurrency: number;
  readonly #memory: number;
  /** Milliseconds of a call, and of the window that it covers; bytes of a page; as far as is known. */
  #latency = 0;
  #width: number | undefined;
  #bytes = 1 << 20;
  /** Queries that were begun, and pages that one reader would have had to fetch too, if no query began with empty ones. */
  #queries = 1;
  #pages = 0;
  /** Empty pages before the first event of a query, at least, and in a row before an event, at most. */
  #lead: number | undefined;
  #longestRun = 0;

  constructor(pace: RateLimiter, concurrency: number, memory: number) {
    this.#pace = pace;
    this.#concurrency = concurrency;
    this.#memory = memory;
  }

  /** Another query may be begun. */
  get mayOpen(): boolean {
    const lead = this.#lead ?? 0;
    const pages = this.#pages - this.#queries * lead;
    return this.#queries < pages / (1 + lead) + this.#readers;
  }

  opened(): void {
    this.#queries++;
  }

  /** A query takes over from another one, whose last empty pages come again. */
  restarted({ emptyRun }: Slice): void {
    this.#queries++;
    this.#pages -= emptyRun;
  }

  /** Milliseconds that a call took. */
  took(milliseconds: number): void {
    this.#latency = this.#latency === 0 ? milliseconds : (3 * this.#latency + milliseconds) / 4;
  }

  /** Gives a slice its next page, and learns from it. */
  learn(one: Slice, page: EventPage): void {
    if (page.times !== undefined) {
      if (one.isSearching) this.#lead = Math.min(one.emptyRun, this.#lead ?? Number.POSITIVE_INFINITY);
      this.#longestRun = Math.max(this.#longestRun, one.emptyRun);
    }
    if (page.text.length > this.#bytes / 2) this.#bytes = page.text.length;
    one.take(page);
    if (!one.isDone) this.#pages++;
    const width = one.callWidth();
    if (width !== undefined) this.#width = this.#width === undefined ? width : (this.#width + width) / 2;
  }

  /** More empty pages came than ever did before an event. */
  isLost({ emptyRun }: Slice): boolean {
    return emptyRun > 2 * this.#longestRun + 1;
  }

  /** Milliseconds that a slice should cover when so many are left to be shared out. */
  span(left: number): number {
    if (this.#width === undefined) return left;
    const width = this.#width * (1 + (this.#lead ?? 0));
    const fitting = this.#memory / this.#readers / this.#bytes;
    const share = left / width / this.#readers;
    // A little less than whole pages: a little more would take one more call.
    return Math.ceil(width * (Math.max(FEWEST, Math.min(MOST, fitting, Math.floor(share))) - SPARE));
  }

  /** As many as there will be calls under way. */
  get #readers(): number {
    return Math.min(this.#concurrency, 1 + Math.ceil((this.#pace.rate * this.#latency) / 1000));
  }
}
