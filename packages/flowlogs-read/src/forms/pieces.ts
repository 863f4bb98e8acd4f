// Cuts a stream of JSON text into the values in it, whatever stands between them: objects and texts, also in a list around
// all of them, and one by one the elements of a document's "events", which may be too large to be held. What is broken is
// handed on as such; after it the next object is looked for. Whether a value is JSON inside is not looked at.

import { takeMessages } from "./messages.ts";

const QUOTE = 34;
const COMMA = 44;
const COLON = 58;
const OPEN_LIST = 91;
const BACKSLASH = 92;
const CLOSE_LIST = 93;
const OPEN = 123;
const CLOSE = 125;
const NEWLINE = 10;

/** Bytes asked for in one read. */
const CHUNK = 262_144;
/** A value of more bytes is left out, as a line would be. */
const LIMIT = 16 * 1024 * 1024;
const DEPTH_LIMIT = 512;
/** So many bytes of an object that never ends tell another one of its kind. */
const SIGN = 10;

const BETWEEN = 0;
const VALUE = 1;
const STRAY = 2;
const SEEK = 3;
const BEHIND_TEXT = 4;

interface PieceEvents {
  /** The texts of objects that hold nothing but a message, as lines; without it they are values like others. */
  messages?(lines: Uint8Array): void;
  /** A value, as it stands; good until this returns. */
  value(bytes: Uint8Array): void;
  broken(reason: string, detail: string, bytes?: Uint8Array): void;
}

export class JsonPieces {
  readonly #events: PieceEvents;
  #buffer = Buffer.alloc(2 * CHUNK);
  #end = 0;
  /** What is read next. */
  #at = 0;
  /** Where the value at hand starts, -1 when nothing of it is kept. */
  #start = -1;
  #mode = BETWEEN;
  #depth = 0;
  /** So many brackets are open around the values. */
  #base = 0;
  #stringAt = -1;
  /** The last byte that is no blank. */
  #last = 0;
  #isEventsKey = false;
  #begun = false;
  /** A text is a value only where no object came before. */
  #takesTexts = true;
  #textEnd = 0;
  /** The first newline from `#at` on, or the end. */
  #newline = 0;

  constructor(events: PieceEvents) {
    this.#events = events;
  }

  room(): Uint8Array {
    if (this.#buffer.length - this.#end < CHUNK) {
      const larger = Buffer.alloc(2 * this.#buffer.length);
      this.#buffer.copy(larger, 0, 0, this.#end);
      this.#buffer = larger;
    }
    return this.#buffer.subarray(this.#end, this.#end + CHUNK);
  }

  advance(length: number): void {
    const noNewline = this.#newline === this.#end;
    this.#end += length;
    if (noNewline) this.#newline = this.#find(NEWLINE, this.#newline);
    this.#scan();
    this.#compact();
  }

  /** There are no more bytes. */
  finish(): void {
    while (this.#mode === VALUE && this.#start >= 0) {
      const from = this.#start;
      if (this.#restart("JSON cut short", "an object is not closed")) this.#scan();
      else {
        this.#events.broken("JSON cut short", "an object is not closed", this.#buffer.subarray(from, this.#end));
        break;
      }
    }
    const isOpen = this.#base > 0 || (this.#mode === VALUE && this.#start < 0);
    if (isOpen) this.#events.broken("JSON cut short", "the document is not closed");
    if (this.#mode === STRAY) this.#endStray();
    if (this.#mode === BEHIND_TEXT) this.#close(this.#textEnd);
  }

  #scan(): void {
    while (this.#at < this.#end) {
      if (this.#stringAt >= 0) {
        if (!this.#passString()) break;
        continue;
      }
      const byte = this.#buffer[this.#at] ?? 0;
      if (this.#mode === VALUE) this.#inValue(byte);
      else if (this.#mode === BETWEEN) this.#between(byte);
      else if (this.#mode === BEHIND_TEXT) this.#behindText(byte);
      else if (this.#mode === SEEK && byte !== OPEN) this.#at++;
      else if (this.#mode === STRAY && byte !== OPEN && byte !== NEWLINE) this.#at++;
      else if (this.#mode === STRAY) this.#endStray();
      else this.#mode = BETWEEN;
    }
    if (this.#mode !== VALUE || this.#start < 0 || this.#end - this.#start <= LIMIT) return;
    if (this.#restart("JSON cut short", "an object is not closed")) this.#scan();
    else {
      this.#events.broken("value too long", `longer than ${LIMIT / 1024 / 1024} MiB`);
      this.#start = -1;
    }
  }

  #between(byte: number): void {
    if (byte === OPEN) {
      this.#takesTexts = false;
      if (this.#takeMessages()) return;
      this.#begin(1);
    } else if (byte === QUOTE && this.#takesTexts) {
      this.#begin(0);
      this.#stringAt = this.#at;
    } else if (byte === CLOSE_LIST && this.#base > 0) {
      // The end of the events: what the document says behind them is passed over.
      this.#base -= 2;
      this.#depth = this.#base + 1;
      this.#mode = VALUE;
    } else if (byte > 32 && byte !== COMMA && byte !== OPEN_LIST && byte !== CLOSE_LIST && !this.#isMark(byte)) {
      this.#mode = STRAY;
      this.#start = this.#at;
      return;
    }
    this.#at++;
  }

  /** Whether there were any; what follows them is next. */
  #takeMessages(): boolean {
    const found = this.#events.messages === undefined ? undefined : takeMessages(this.#buffer, this.#at, this.#end);
    if (found === undefined) return false;
    this.#begun = true;
    this.#at = found.end;
    if (this.#newline < this.#at) this.#newline = this.#find(NEWLINE, this.#at);
    this.#events.messages?.(found.lines);
    return true;
  }

  /** A byte order mark, before all values. */
  #isMark(byte: number): boolean {
    return !this.#begun && (byte === 0xef || byte === 0xbb || byte === 0xbf);
  }

  /** A text is a value when it is not the key of another one. */
  #behindText(byte: number): void {
    if (byte === COLON) this.#mode = STRAY;
    else if (byte > 32) this.#close(this.#textEnd);
    else this.#at++;
  }

  #begin(depth: number): void {
    this.#begun = true;
    this.#mode = VALUE;
    this.#start = this.#at;
    this.#depth = this.#base + depth;
    this.#isEventsKey = false;
    this.#last = 0;
  }

  #inValue(byte: number): void {
    if (byte <= 32) {
      this.#at++;
      return;
    }
    if (byte === QUOTE) this.#stringAt = this.#at;
    else if (byte === OPEN || byte === OPEN_LIST) {
      if (byte === OPEN && this.#isAbandoned()) return;
      this.#depth++;
      if (byte === OPEN_LIST && this.#isEventsKey && this.#depth === this.#base + 2) this.#enterEvents();
      if (this.#depth > this.#base + DEPTH_LIMIT) this.#abandon("nested too deeply", "more than 512 objects and lists");
    } else if (byte === CLOSE || byte === CLOSE_LIST) this.#depth--;
    if (byte !== COLON) this.#isEventsKey = false;
    this.#last = byte;
    this.#at++;
    if (this.#mode === VALUE && this.#depth === this.#base && this.#stringAt < 0) this.#close(this.#at);
  }

  /** The value at hand ends there. */
  #close(end: number): void {
    this.#mode = BETWEEN;
    if (this.#start >= 0) this.#events.value(this.#buffer.subarray(this.#start, end));
    this.#start = -1;
  }

  /** The list that was opened holds events: they are the values, and the document itself is not kept. */
  #enterEvents(): void {
    this.#base = this.#depth;
    this.#mode = BETWEEN;
    this.#start = -1;
  }

  /** An object at the start of a line that nothing leads to: the one before it was never closed. */
  #isAbandoned(): boolean {
    if (this.#at > 0 && this.#buffer[this.#at - 1] !== NEWLINE) return false;
    if (this.#last === COMMA || this.#last === OPEN_LIST || this.#last === COLON) return false;
    this.#abandon("JSON cut short", "an object is not closed at the end of its line");
    return true;
  }

  #abandon(reason: string, detail: string): void {
    if (this.#start >= 0) this.#events.broken(reason, detail, this.#buffer.subarray(this.#start, this.#at));
    this.#start = -1;
    this.#stringAt = -1;
    this.#mode = SEEK;
  }

  #endStray(): void {
    this.#events.broken("not JSON", "expected an object", this.#buffer.subarray(this.#start, this.#at));
    this.#start = -1;
    this.#mode = SEEK;
  }

  /** The next object of the same kind inside one that never ends begins a new value, if there is one. */
  #restart(reason: string, detail: string): boolean {
    const sign = this.#buffer.subarray(this.#start, Math.min(this.#start + SIGN, this.#end));
    const found = this.#buffer.subarray(0, this.#end).indexOf(sign, this.#start + 1);
    if (found < 0) return false;
    this.#events.broken(reason, detail, this.#buffer.subarray(this.#start, found));
    this.#start = -1;
    this.#stringAt = -1;
    this.#at = found;
    this.#newline = this.#find(NEWLINE, found);
    this.#mode = BETWEEN;
    return true;
  }

  /** Goes behind the end of the string; false when it is not there yet. */
  #passString(): boolean {
    const from = Math.max(this.#at, this.#stringAt + 1);
    const quote = this.#find(QUOTE, from);
    if (this.#newline < from) this.#newline = this.#find(NEWLINE, from);
    if (this.#newline < quote) {
      this.#at = this.#newline;
      this.#abandon("not JSON", "a text goes over the end of the line");
      return true;
    }
    let backslashes = 0;
    while (this.#buffer[quote - 1 - backslashes] === BACKSLASH) backslashes++;
    if (quote === this.#end) {
      // Their number is only known with what follows.
      this.#at = quote - backslashes;
      return false;
    }
    this.#at = quote + 1;
    if (backslashes % 2 === 1) return true;
    this.#isEventsKey =
      this.#depth === this.#base + 1 && this.#buffer.toString("latin1", this.#stringAt, this.#at) === '"events"';
    this.#stringAt = -1;
    this.#last = QUOTE;
    if (this.#depth === this.#base) {
      this.#mode = BEHIND_TEXT;
      this.#textEnd = this.#at;
    }
    return true;
  }

  /** The first such byte from `from` on, or the end. */
  #find(byte: number, from: number): number {
    const found = this.#buffer.subarray(0, this.#end).indexOf(byte, from);
    return found < 0 ? this.#end : found;
  }

  /** Moves what is still needed to the front. */
  #compact(): void {
    const keep = this.#start >= 0 ? this.#start : this.#stringAt >= 0 ? Math.min(this.#stringAt, this.#at) : this.#at;
    if (keep === 0) return;
    this.#buffer.copyWithin(0, keep, this.#end);
    this.#end -= keep;
    this.#at -= keep;
    this.#newline -= keep;
    this.#textEnd -= keep;
    if (this.#start >= 0) this.#start -= keep;
    if (this.#stringAt >= 0) this.#stringAt -= keep;
  }
}
