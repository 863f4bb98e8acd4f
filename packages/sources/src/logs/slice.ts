// A stretch of time that is read page by page: how far it has come, what to ask next, and what waits to be given out. Its
// pages are a chain: each has the token that asks for the next one, which is good for the query of the first one only.
import type { EventPage, PagePart } from "./page.ts";

/** From when to when in milliseconds, the end not in it. */
export interface TimeWindow {
  readonly from: number;
  readonly to: number;
}

/** What is asked for: the window of a query or, with a token, the next page of it; and what is wanted of that page. */
export interface PageRequest extends TimeWindow, PagePart {
  readonly token: string | undefined;
}

/** Queries that begin where the last one began, as the service forgets its tokens at once, before that is a fault. */
const FRUITLESS = 10;

export class Slice {
  readonly begin: number;
  /** The time of the latest event that was had, or where the slice begins. */
  from: number;
  to: number;
  isUnderWay = false;
  isDone = false;
  readonly waiting: EventPage[] = [];
  /** Empty pages since an event was had, or since its query began. */
  emptyRun = 0;
  /** Nothing was found by its query yet. */
  isSearching = true;
  #token: string | undefined;
  /** The query that the token goes on with. */
  #asked: TimeWindow;
  /** Events that were had, those of them that have the time `from`, and those that will come again. */
  #had = 0;
  #atFrom = 0;
  #skip = 0;
  #calls = 0;
  #isOrdered = true;
  /** Events that were had when the query began, and how many queries before began there. */
  #before = -1;
  #fruitless = 0;

  constructor(from: number, to: number) {
    this.begin = from;
    this.from = from;
    this.to = to;
    this.#asked = { from, to };
  }

  /** Nothing is asked for it just now. */
  get isFree(): boolean {
    return !this.isUnderWay && !this.isDone;
  }

  get isSpent(): boolean {
    return this.isDone && this.waiting.length === 0;
  }

  /** How far it has come is known: what is behind that can be left to others. */
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
    this.#had += page.events;
    // A token that comes back is the service's way to say that there is no more.
    const isLast = page.token === undefined || page.token === this.#token;
    this.isDone = isLast || this.#isPast(page);
    this.#token = page.token;
  }

  #find({ smallest, largest, atEnd, isOrdered }: NonNullable<EventPage["times"]>, skipped: number): void {
    this.emptyRun = 0;
    this.isSearching = false;
    // Where events come again, the first ones are of the time that was reached, or nothing can be said of their order.
    if (!isOrdered || smallest < this.from) this.#isOrdered = false;
    const goesOn = smallest === this.from && largest === this.from;
    this.#atFrom = goesOn ? this.#atFrom + atEnd - skipped : atEnd;
    this.from = Math.max(this.from, largest);
  }

  /** All that its query gives from now on belongs to others. */
  #isPast({ times }: EventPage): boolean {
    if (!this.isCut || times === undefined) return false;
    return (this.#isOrdered ? times.largest : times.smallest) >= this.to;
  }

  /** Begins a query anew at the last event that was had, or where that does not tell what was had, at the first one. */
  restart(): void {
    const [from, skip] = this.#isOrdered ? [this.from, this.#atFrom] : [this.begin, this.#had];
    this.#fruitless = this.#had === this.#before ? this.#fruitless + 1 : 0;
    this.#before = this.#had;
    this.#asked = { from, to: this.to };
    this.#skip = skip;
    this.#token = undefined;
    this.emptyRun = 0;
    this.isSearching = true;
  }

  /** Whether a token that is not known may be one that has become too old: another query may get further. */
  get mayRestart(): boolean {
    return this.#token !== undefined && this.#fruitless < FRUITLESS;
  }

  /** Ends at a time; where it ended before. The chain goes on: what comes after that time is left out. */
  cut(to: number): number {
    const before = this.to;
    this.to = to;
    return before;
  }

  /** Milliseconds that a call covers; undefined as long as that cannot be told. */
  callWidth(): number | undefined {
    const covered = (this.isDone ? this.to : Math.min(this.from, this.to)) - this.begin;
    // The last page is half full, more or less.
    return covered > 0 ? covered / (this.isDone ? this.#calls - 0.5 : this.#calls) : undefined;
  }
}

/** A page as those see it who get no events from this time on. */
function endedAt(end: number, page: EventPage): EventPage {
  const { times } = page;
  return times === undefined ? page : { ...page, times: { ...times, largest: Math.min(times.largest, end - 1) } };
}
