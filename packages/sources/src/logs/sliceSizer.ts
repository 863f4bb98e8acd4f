// Decides how long a slice should be, and whether another one may begin, by what the pages so far have shown. The last page of
// each query is not full, and some services begin each query with empty pages; a single reader of the whole window pays for
// that once. So that many readers make at most twice the calls of one, a query may begin for each page that one reader would
// have fetched too, and a few before there are any.
import type { EventPage } from "./page.ts";
import type { RateLimiter } from "@flowlogs/aws/rateLimiter";
import type { Slice } from "./slice.ts";

/** Pages of a slice: with fewer, the last page of each, half empty, would cost too many calls; more take memory. */
const [MIN_PAGES, MAX_PAGES] = [2, 8];
const SPARE = 0.15;

export class SliceSizer {
  readonly #pace: RateLimiter;
  readonly #concurrency: number;
  readonly #memory: number;
  /** Milliseconds of a call, and of the window that it covers; bytes of a page; as far as known. */
  #latency = 0;
  #width: number | undefined;
  #bytes = 1 << 20;
  /** Queries that began, and pages that one reader would have fetched too, if no query began with empty ones. */
  #queries = 1;
  #pages = 0;
  /** Minimum empty pages before the first event of a query, and maximum empty pages in a row before any event. */
  #lead: number | undefined;
  #longestRun = 0;

  constructor(pace: RateLimiter, concurrency: number, memory: number) {
    this.#pace = pace;
    this.#concurrency = concurrency;
    this.#memory = memory;
  }

  /** Another query may begin. */
  get mayBegin(): boolean {
    const lead = this.#lead ?? 0;
    const pages = this.#pages - this.#queries * lead;
    return this.#queries < pages / (1 + lead) + this.#readers;
  }

  begun(): void {
    this.#queries++;
  }

  /** A query replaces another, whose last empty pages come again. */
  restarted({ emptyRun }: Slice): void {
    this.#queries++;
    this.#pages -= emptyRun;
  }

  /** Takes the duration of a call into account, in milliseconds. */
  addLatency(milliseconds: number): void {
    this.#latency = this.#latency === 0 ? milliseconds : (3 * this.#latency + milliseconds) / 4;
  }

  /** Gives a slice its next page, and learns from it. */
  learn(slice: Slice, page: EventPage): void {
    if (page.times !== undefined) {
      if (slice.isSearching) this.#lead = Math.min(slice.emptyRun, this.#lead ?? Number.POSITIVE_INFINITY);
      this.#longestRun = Math.max(this.#longestRun, slice.emptyRun);
    }
    if (page.text.length > this.#bytes / 2) this.#bytes = page.text.length;
    slice.take(page);
    if (!slice.isDone) this.#pages++;
    const width = slice.callWidth();
    if (width !== undefined) this.#width = this.#width === undefined ? width : (this.#width + width) / 2;
  }

  /** A slice has had more empty pages than any before an event. */
  isLost({ emptyRun }: Slice): boolean {
    return emptyRun > 2 * this.#longestRun + 1;
  }

  /** Milliseconds that a slice should cover; `left`: those that are not assigned yet. */
  span(left: number): number {
    if (this.#width === undefined) return left;
    const width = this.#width * (1 + (this.#lead ?? 0));
    const fitting = this.#memory / this.#readers / this.#bytes;
    const share = left / width / this.#readers;
    // A little less than whole pages: a little more would take one more call.
    return Math.ceil(width * (Math.max(MIN_PAGES, Math.min(MAX_PAGES, fitting, Math.floor(share))) - SPARE));
  }

  /** As many readers as there will be concurrent calls. */
  get #readers(): number {
    return Math.min(this.#concurrency, 1 + Math.ceil((this.#pace.rate * this.#latency) / 1000));
  }
}
