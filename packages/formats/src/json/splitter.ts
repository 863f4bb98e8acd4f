// Splits a stream of JSON text into its values, whatever is between them: objects and strings, also inside of one list around
// all of them. Of a document's "events" and of the rows of its "results", which may be larger than memory, each element is a
// value. Broken values are reported, and the search goes on with the next object. The inside of a value is not validated.

import { DocumentKeys } from "./documentKeys.ts";
import { JsonBuffer } from "./jsonBuffer.ts";
import { BACKSLASH, CLOSE, CLOSE_LIST, COLON, COMMA, NEWLINE, OPEN, OPEN_LIST, QUOTE } from "./jsonBytes.ts";
import { readMessages } from "./firehose.ts";

/** The most bytes of a value; a longer one is dropped and reported, as a line would be. */
const LIMIT = 16 * 1024 * 1024;
const DEPTH_LIMIT = 512;
/** A longer string is neither a key that matters nor a status. */
const MAX_KEY = 32;
/** Bytes at the start of an object that never ends by which the next object of the same kind is found. */
const PREFIX_LENGTH = 10;

/** What is being read: between values, a value, bytes that are not JSON, up to the next object, after a string. */
const [BETWEEN, VALUE, STRAY, SEEK, AFTER_STRING] = [0, 1, 2, 3, 4] as const;

interface SplitterEvents {
  /** The messages of objects with nothing but a message, as lines; if missing, such objects are values like others. */
  messages?(lines: Uint8Array): void;
  /** The text of a value, valid until the call returns. */
  value(bytes: Uint8Array): void;
  broken(reason: string, detail: string, bytes?: Uint8Array): void;
  /** The status of the query, in a document with rows. */
  status?(status: string): void;
}

export class JsonSplitter {
  readonly #events: SplitterEvents;
  readonly #buffer = new JsonBuffer();
  /** The position of the next byte to read. */
  #at = 0;
  /** The start of the current value, -1 when it is not kept. */
  #start = -1;
  #mode: number = BETWEEN;
  #depth = 0;
  /** The number of brackets that are open around the values. */
  #base = 0;
  /** The start of the current string, -1 outside of strings. */
  #stringAt = -1;
  /** The last byte that is not white space. */
  #last = 0;
  readonly #keys = new DocumentKeys();
  /** The values are lists, the rows of a document. */
  #hasRows = false;
  /** The number of lists that are open around all values. */
  #lists = 0;
  #hasBegun = false;
  /** A string is a value only before the first object. */
  #takesStrings = true;
  #stringEnd = 0;
  /** The first newline from `#at` on, or the end. */
  #newline = 0;

  constructor(events: SplitterEvents) {
    this.#events = events;
  }

  room(): Uint8Array {
    return this.#buffer.room();
  }

  advance(length: number): void {
    const noNewline = this.#newline === this.#buffer.end;
    this.#buffer.end += length;
    if (noNewline) this.#newline = this.#buffer.find(NEWLINE, this.#newline);
    this.#scan();
    this.#compact();
  }

  /** There are no more bytes. */
  finish(): void {
    let isReported = false;
    if (this.#mode === AFTER_STRING) this.#close(this.#stringEnd);
    while (!isReported && this.#mode === VALUE && this.#start >= 0) {
      const from = this.#start;
      isReported = !this.#restart("JSON cut short", "an object is not closed");
      if (isReported) {
        const rest = this.#buffer.bytes.subarray(from, this.#buffer.end);
        this.#events.broken("JSON cut short", "an object is not closed", rest);
      } else this.#scan();
    }
    const isOpen = this.#base > 0 || this.#lists > 0 || (this.#mode === VALUE && this.#start < 0);
    if (isOpen && !isReported) this.#events.broken("JSON cut short", "the document is not closed");
    if (this.#mode === STRAY) this.#endStray();
  }

  #scan(): void {
    while (this.#at < this.#buffer.end) {
      if (this.#stringAt >= 0) {
        if (!this.#skipString()) break;
        continue;
      }
      const byte = this.#buffer.bytes[this.#at] ?? 0;
      if (this.#mode === VALUE) this.#inValue(byte);
      else if (this.#mode === BETWEEN) this.#between(byte);
      else if (this.#mode === AFTER_STRING) this.#afterString(byte);
      else if (this.#mode === SEEK && byte !== OPEN) this.#at++;
      else if (this.#mode === STRAY && byte !== OPEN && byte !== NEWLINE) this.#at++;
      else if (this.#mode === STRAY) this.#endStray();
      else this.#mode = BETWEEN;
    }
    if (this.#mode !== VALUE || this.#start < 0 || this.#buffer.end - this.#start <= LIMIT) return;
    if (this.#restart("JSON cut short", "an object is not closed")) this.#scan();
    else {
      this.#events.broken("value too long", `longer than ${LIMIT / 1024 / 1024} MiB`);
      this.#start = -1;
    }
  }

  #between(byte: number): void {
    if (byte === OPEN) {
      this.#takesStrings = false;
      if (this.#readMessages()) return;
      this.#begin(1);
    } else if (byte === QUOTE && this.#takesStrings) {
      this.#begin(0);
      this.#stringAt = this.#at;
    } else if (byte === OPEN_LIST && this.#hasRows) this.#begin(1);
    else if (byte === CLOSE_LIST && this.#base > 0) {
      // The end of the events: the rest of the document is skipped.
      this.#base -= 2;
      this.#depth = this.#base + 1;
      this.#mode = VALUE;
      this.#hasRows = false;
    } else if (byte === OPEN_LIST && this.#base === 0) this.#lists++;
    else if (byte === CLOSE_LIST) this.#lists = Math.max(0, this.#lists - 1);
    else if (byte > 32 && byte !== COMMA && byte !== OPEN_LIST && !this.#isByteOrderMark(byte)) {
      this.#mode = STRAY;
      this.#start = this.#at;
      return;
    }
    this.#at++;
  }

  /** Reads objects with nothing but a message; false when there are none here. */
  #readMessages(): boolean {
    const found =
      this.#events.messages === undefined ? undefined : readMessages(this.#buffer.bytes, this.#at, this.#buffer.end);
    if (found === undefined) return false;
    this.#hasBegun = true;
    this.#at = found.end;
    if (this.#newline < this.#at) this.#newline = this.#buffer.find(NEWLINE, this.#at);
    this.#events.messages?.(found.lines);
    return true;
  }

  /** A byte order mark, before all values. */
  #isByteOrderMark(byte: number): boolean {
    return !this.#hasBegun && (byte === 0xef || byte === 0xbb || byte === 0xbf);
  }

  /** A string is a value unless a colon follows: then it is a key. */
  #afterString(byte: number): void {
    if (byte === COLON) this.#mode = STRAY;
    else if (byte > 32) this.#close(this.#stringEnd);
    else this.#at++;
  }

  #begin(depth: number): void {
    this.#hasBegun = true;
    this.#mode = VALUE;
    this.#start = this.#at;
    this.#depth = this.#base + depth;
    this.#keys.begin();
    this.#last = 0;
  }

  #inValue(byte: number): void {
    if (byte <= 32) {
      this.#at++;
      return;
    }
    if (byte === QUOTE || byte === COMMA || byte === OPEN_LIST) this.#keys.pass();
    if (byte === QUOTE) this.#stringAt = this.#at;
    else if (byte === OPEN || byte === OPEN_LIST) {
      if (byte === OPEN && this.#isAbandoned()) return;
      this.#depth++;
      if (byte === OPEN_LIST && this.#entersList()) return;
      if (this.#depth > this.#base + DEPTH_LIMIT)
        this.#abandon("nested too deeply", "more than 512 levels of objects and arrays");
    } else if (byte === CLOSE || byte === CLOSE_LIST) this.#depth--;
    this.#last = byte;
    this.#at++;
    if (this.#mode === VALUE && this.#depth === this.#base && this.#stringAt < 0) this.#close(this.#at);
  }

  /** The current value ends at `end`. */
  #close(end: number): void {
    this.#mode = BETWEEN;
    if (this.#start >= 0) this.#events.value(this.#buffer.bytes.subarray(this.#start, end));
    this.#start = -1;
  }

  /**
   * A list opens: true if its elements are the values, so that the document around it is not kept. The rows of a query are
   * recognised at the first one.
   */
  #entersList(): boolean {
    const elements = this.#keys.openList(this.#depth - this.#base, this.#last === OPEN_LIST);
    if (elements === undefined) return false;
    this.#hasRows = elements === "rows";
    if (elements === "rows") this.#depth--;
    else this.#at++;
    this.#base = this.#depth;
    this.#mode = BETWEEN;
    this.#start = -1;
    return true;
  }

  /** An object at the start of a line without a comma, colon or bracket before it: the previous one was never closed. */
  #isAbandoned(): boolean {
    if (this.#at > 0 && this.#buffer.bytes[this.#at - 1] !== NEWLINE) return false;
    if (this.#last === COMMA || this.#last === OPEN_LIST || this.#last === COLON) return false;
    this.#abandon("JSON cut short", "an object is not closed at the end of its line");
    return true;
  }

  #abandon(reason: string, detail: string): void {
    if (this.#start >= 0) this.#events.broken(reason, detail, this.#buffer.bytes.subarray(this.#start, this.#at));
    this.#start = -1;
    this.#stringAt = -1;
    this.#mode = SEEK;
  }

  #endStray(): void {
    this.#events.broken("not JSON", "expected an object", this.#buffer.bytes.subarray(this.#start, this.#at));
    this.#start = -1;
    this.#mode = SEEK;
  }

  /** If an object that never ends contains the start of another one of its kind, that begins a new value; else false. */
  #restart(reason: string, detail: string): boolean {
    const prefix = this.#buffer.bytes.subarray(this.#start, Math.min(this.#start + PREFIX_LENGTH, this.#buffer.end));
    const found = this.#buffer.bytes.subarray(0, this.#buffer.end).indexOf(prefix, this.#start + 1);
    if (found < 0) return false;
    this.#events.broken(reason, detail, this.#buffer.bytes.subarray(this.#start, found));
    this.#start = -1;
    this.#stringAt = -1;
    this.#at = found;
    this.#newline = this.#buffer.find(NEWLINE, found);
    this.#mode = BETWEEN;
    return true;
  }

  /** Skips to the end of the string; false when that has not arrived yet. */
  #skipString(): boolean {
    const from = Math.max(this.#at, this.#stringAt + 1);
    const quote = this.#buffer.find(QUOTE, from);
    if (this.#newline < from) this.#newline = this.#buffer.find(NEWLINE, from);
    if (this.#newline < quote) {
      this.#at = this.#newline;
      this.#abandon("not JSON", "a string continues past the end of the line");
      return true;
    }
    let backslashes = 0;
    while (quote - backslashes > from && this.#buffer.bytes[quote - 1 - backslashes] === BACKSLASH) backslashes++;
    if (quote === this.#buffer.end) {
      // An odd number of backslashes escapes the byte that follows.
      this.#at = quote - (backslashes % 2);
      return false;
    }
    this.#at = quote + 1;
    if (backslashes % 2 === 1) return true;
    this.#takeString();
    this.#stringAt = -1;
    this.#last = QUOTE;
    if (this.#depth === this.#base) {
      this.#mode = AFTER_STRING;
      this.#stringEnd = this.#at;
    }
    return true;
  }

  /** A string that has ended may be a key of the document, or the status of its query. */
  #takeString(): void {
    if (this.#depth !== this.#base + 1 || this.#at - this.#stringAt > MAX_KEY) return;
    const text = this.#buffer.bytes.toString("latin1", this.#stringAt, this.#at);
    if (this.#keys.takeString(text)) this.#events.status?.(text.slice(1, -1));
  }

  /** Moves the bytes that are still needed to the front. */
  #compact(): void {
    // Of a long string in a value that is not kept, its last bytes are enough.
    if (this.#start < 0 && this.#stringAt >= 0) this.#stringAt = Math.max(this.#stringAt, this.#at - 2 * MAX_KEY);
    const needed = this.#start >= 0 ? this.#start : this.#stringAt >= 0 ? Math.min(this.#stringAt, this.#at) : this.#at;
    if (needed === 0) return;
    this.#buffer.drop(needed);
    this.#at -= needed;
    this.#newline -= needed;
    this.#stringEnd -= needed;
    if (this.#start >= 0) this.#start -= needed;
    if (this.#stringAt >= 0) this.#stringAt -= needed;
  }
}
