// A stretch of time that is read page by page: how far it has come, what to ask next, and what waits to be given out.
import type { Page } from "./page.ts";

/** From when to when in milliseconds, the end not in it. */
export interface Window {
  readonly from: number;
  readonly to: number;
}

export interface PageRequest extends Window {
  readonly token: string | undefined;
  /** Events at the start of the page that were had already. */
  readonly skip: number;
}

/** The service no longer knows the token, which lives for a day. */
export class StaleToken extends Error {}

export class Slice {
  /** The time of the last event that was had, or where the slice begins. */
  from: number;
  to: number;
  isUnderWay = false;
  isDone = false;
  readonly waiting: Page[] = [];
  readonly #begin: number;
  #token: string | undefined;
  /** Where the chain of pages begins that the token goes on with: a token is for one query. */
  #asked: number;
  /** Events of the time `from` that were had. */
  #had = 0;
  /** Those of them that will come again. */
  #skip = 0;
  #calls = 0;

  constructor(from: number, to: number) {
    this.#begin = from;
    this.#asked = from;
    this.from = from;
    this.to = to;
  }

  /** Nothing is asked for it just now. */
  get isFree(): boolean {
    return !this.isUnderWay && !this.isDone;
  }

  get isSpent(): boolean {
    return this.isDone && this.waiting.length === 0;
  }

  /** Its next request is for a first page. */
  get isFresh(): boolean {
    return this.#token === undefined;
  }

  /** How far it has come is known, or it has only just begun: it can begin anew there without much loss. */
  get knowsWhere(): boolean {
    return this.from > this.#begin || this.#calls === 1;
  }

  request(): PageRequest {
    return { from: this.#asked, to: this.to, token: this.#token, skip: this.#skip };
  }

  take(page: Page): void {
    this.#calls++;
    if (page.text.length > 0) this.waiting.push(page);
    this.#skip -= page.skipped;
    const { last } = page;
    if (last !== undefined) {
      const goesOn = last.time === this.from && !this.isFresh;
      this.#had = goesOn ? this.#had + last.count : last.count;
      this.from = last.time;
    }
    // A token that comes back is the service's way to say that there is no more.
    this.isDone = page.token === undefined || page.token === this.#token;
    this.#token = page.token;
  }

  /** Asks for a first page again, from the last event on. */
  restart(): void {
    this.#token = undefined;
    this.#asked = this.from;
    this.#skip = this.#had;
  }

  /** Ends so many milliseconds from where it is; where it ended before. */
  shorten(span: number): number {
    const before = this.to;
    this.to = this.from + span;
    this.restart();
    return before;
  }

  /** Milliseconds that a page of it covers; undefined as long as that cannot be told. */
  pageWidth(): number | undefined {
    // The last page is half full, more or less.
    const covered = (this.isDone ? this.to : this.from) - this.#begin;
    return covered > 0 ? covered / (this.isDone ? this.#calls - 0.5 : this.#calls) : undefined;
  }
}
