// A period that is read page by page: how far it was read, what to request next, and what waits to be yielded. Its pages are a
// chain: each has the token that requests the next one, which is valid for the query of the first page only.
import type { EventPage, PagePart } from "./page.ts";

/** In milliseconds, without the end. */
export interface TimeWindow {
  readonly from: number;
  readonly to: number;
}

/** The window of a query or, with a token, the next page of it; and which part of that page is wanted. */
export interface PageRequest extends TimeWindow, PagePart {
  readonly token: string | undefined;
}

/** Queries that may begin where the last one began, as the service forgets its tokens at once, before that is an error. */
const MAX_FRUITLESS = 10;

export class Slice {
  readonly begin: number;
  /** The time of the latest event that was received, or the begin of the slice. */
  from: number;
  to: number;
  isUnderWay = false;
  isDone = false;
  readonly waiting: EventPage[] = [];
  /** Empty pages since the last event, or since the query began. */
  emptyRun = 0;
  /** Its query has not found anything yet. */
  isSearching = true;
  #token: string | undefined;
  /** The query that the token continues. */
  #asked: TimeWindow;
  /** Events received, those of them that have the time `from`, and those that will come again. */
  #received = 0;
  #atFrom = 0;
  #skip = 0;
  #calls = 0;
  #isOrdered = true;
  /** Events received when the query began, and how many queries before began there. */
  #receivedBefore = -1;
  #fruitless = 0;

  constructor(from: number, to: number) {
    this.begin = from;
    this.from = from;
    this.to = to;
    this.#asked = { from, to };
  }

  /** No call is under way for it. */
  get isFree(): boolean {
    return !this.isUnderWay && !this.isDone;
  }

  get isSpent(): boolean {
    return this.isDone && this.waiting.length === 0;
  }

  /** How far it was read is certain: the rest can be left to another slice. */
  get knowsWhere(): boolean {
    return this.#isOrdered && this.emptyRun === 0 && this.from > this.begin;
  }

  /** It ends before its query does. */
  get isCut(): boolean {
    return this.to < this.#asked.to;
  }

  request(): PageRequest {
    const until = this.isCut ? this.to : Number.POSITIVE_INFINITY;
    return { ...this.#asked, token: this.#token, skip: this.#skip, until };
  }

  take(page: EventPage): void {
    this.#calls++;
    if (page.text.length > 0) this.waiting.push(this.isCut ? endedAt(this.to, page) : page);
    else page.release?.();
    this.#skip -= page.skipped;
    if (page.times === undefined) this.emptyRun++;
    else this.#find(page.times, page.skipped);
    this.#received += page.events;
    // The same token again is the service's way to say that there is no more.
    const isLast = page.token === undefined || page.token === this.#token;
    this.isDone = isLast || this.#isPast(page);
    this.#token = page.token;
  }

  #find({ smallest, largest, atEnd, isOrdered }: NonNullable<EventPage["times"]>, skipped: number): void {
    this.emptyRun = 0;
    this.isSearching = false;
    // Events that come again have the time that was reached, or their order is unknown.
    if (!isOrdered || smallest < this.from) this.#isOrdered = false;
    const goesOn = smallest === this.from && largest === this.from;
    this.#atFrom = goesOn ? this.#atFrom + atEnd - skipped : atEnd;
    this.from = Math.max(this.from, largest);
  }

  /** The rest of its query belongs to other slices. */
  #isPast({ times }: EventPage): boolean {
    if (!this.isCut || times === undefined) return false;
    return (this.#isOrdered ? times.largest : times.smallest) >= this.to;
  }

  /** Begins a new query at the last event received, or at the first one where the order of events is unknown. */
  restart(): void {
    const [from, skip] = this.#isOrdered ? [this.from, this.#atFrom] : [this.begin, this.#received];
    this.#fruitless = this.#received === this.#receivedBefore ? this.#fruitless + 1 : 0;
    this.#receivedBefore = this.#received;
    this.#asked = { from, to: this.to };
    this.#skip = skip;
    this.#token = undefined;
    this.emptyRun = 0;
    this.isSearching = true;
  }

  /** Whether a refused token may have become too old: another query may get further. */
  get mayRestart(): boolean {
    return this.#token !== undefined && this.#fruitless < MAX_FRUITLESS;
  }

  /** Moves the end to a time; returns the old end. The chain continues: what comes after that time is left out. */
  cut(to: number): number {
    const before = this.to;
    this.to = to;
    return before;
  }

  /** Milliseconds that a call covers; undefined while unknown. */
  callWidth(): number | undefined {
    const covered = (this.isDone ? this.to : Math.min(this.from, this.to)) - this.begin;
    // The last page is half full, more or less.
    return covered > 0 ? covered / (this.isDone ? this.#calls - 0.5 : this.#calls) : undefined;
  }
}

/** The page without events from this time on. */
function endedAt(end: number, page: EventPage): EventPage {
  const { times } = page;
  return times === undefined ? page : { ...page, times: { ...times, largest: Math.min(times.largest, end - 1) } };
}
