// Cuts a stream of JSON text into the values in it, whatever stands between them: objects and texts, also in a list around
// all of them, and one by one the elements of a document's "events", and the rows of its "results", which may be too large to
// be held. What is broken is handed on as such; after it the next object is looked for. Whether a value is JSON inside is not
// looked at.

import { DocumentKeys } from "./documentKeys.ts";
import { JsonBuffer } from "./jsonBuffer.ts";
import { BACKSLASH, CLOSE, CLOSE_LIST, COLON, COMMA, NEWLINE, OPEN, OPEN_LIST, QUOTE } from "./jsonBytes.ts";
import { takeMessages } from "./firehose.ts";

/** A value of more bytes is left out, as a line would be: they are dropped as they come. */
const LIMIT = 16 * 1024 * 1024;
const DEPTH_LIMIT = 512;
/** A string of more bytes is neither a key that matters nor a status. */
const LONGEST = 32;
/** So many bytes of an object that never ends tell another one of its kind. */
const SIGN = 10;

const [BETWEEN, VALUE, STRAY, SEEK, BEHIND_TEXT] = [0, 1, 2, 3, 4] as const;

interface PieceEvents {
  /** The texts of objects that hold nothing but a message, as lines; without it they are values like others. */
  messages?(lines: Uint8Array): void;
  /** A value, as it stands; good until this returns. */
  value(bytes: Uint8Array): void;
  broken(reason: string, detail: string, bytes?: Uint8Array): void;
  /** What a document with rows says of the query that they are of. */
  status?(status: string): void;
}

export class JsonSplitter {
  readonly #events: PieceEvents;
  readonly #buffer = new JsonBuffer();
  /** What is read next. */
  #at = 0;
  /** Where the value at hand starts, -1 when nothing of it is kept. */
  #start = -1;
  #mode: number = BETWEEN;
  #depth = 0;
  /** So many brackets are open around the values. */
  #base = 0;
  #stringAt = -1;
  /** The last byte that is no blank. */
  #last = 0;
  readonly #keys = new DocumentKeys();
  /** The values are lists, the rows of a document. */
  #hasRows = false;
  /** Lists that are open around all values. */
  #lists = 0;
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
    let isTold = false;
    if (this.#mode === BEHIND_TEXT) this.#close(this.#textEnd);
    while (!isTold && this.#mode === VALUE && this.#start >= 0) {
      const from = this.#start;
      isTold = !this.#restart("JSON cut short", "an object is not closed");
      if (!isTold) this.#scan();
      else
        this.#events.broken(
          "JSON cut short",
          "an object is not closed",
          this.#buffer.bytes.subarray(from, this.#buffer.end),
        );
    }
    const isOpen = this.#base > 0 || this.#lists > 0 || (this.#mode === VALUE && this.#start < 0);
    if (isOpen && !isTold) this.#events.broken("JSON cut short", "the document is not closed");
    if (this.#mode === STRAY) this.#endStray();
  }

  #scan(): void {
    while (this.#at < this.#buffer.end) {
      if (this.#stringAt >= 0) {
        if (!this.#passString()) break;
        continue;
      }
      const byte = this.#buffer.bytes[this.#at] ?? 0;
      if (this.#mode === VALUE) this.#inValue(byte);
      else if (this.#mode === BETWEEN) this.#between(byte);
      else if (this.#mode === BEHIND_TEXT) this.#behindText(byte);
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
      this.#takesTexts = false;
      if (this.#takeMessages()) return;
      this.#begin(1);
    } else if (byte === QUOTE && this.#takesTexts) {
      this.#begin(0);
      this.#stringAt = this.#at;
    } else if (byte === OPEN_LIST && this.#hasRows) this.#begin(1);
    else if (byte === CLOSE_LIST && this.#base > 0) {
      // The end of the events: what the document says behind them is passed over.
      this.#base -= 2;
      this.#depth = this.#base + 1;
      this.#mode = VALUE;
      this.#hasRows = false;
    } else if (byte === OPEN_LIST && this.#base === 0) this.#lists++;
    else if (byte === CLOSE_LIST) this.#lists = Math.max(0, this.#lists - 1);
    else if (byte > 32 && byte !== COMMA && byte !== OPEN_LIST && !this.#isMark(byte)) {
      this.#mode = STRAY;
      this.#start = this.#at;
      return;
    }
    this.#at++;
  }

  /** Whether there were any; what follows them is next. */
  #takeMessages(): boolean {
    const found =
      this.#events.messages === undefined ? undefined : takeMessages(this.#buffer.bytes, this.#at, this.#buffer.end);
    if (found === undefined) return false;
    this.#begun = true;
    this.#at = found.end;
    if (this.#newline < this.#at) this.#newline = this.#buffer.find(NEWLINE, this.#at);
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
      if (byte === OPEN_LIST && this.#enters()) return;
      if (this.#depth > this.#base + DEPTH_LIMIT)
        this.#abandon("nested too deeply", "more than 512 levels of objects and arrays");
    } else if (byte === CLOSE || byte === CLOSE_LIST) this.#depth--;
    this.#last = byte;
    this.#at++;
    if (this.#mode === VALUE && this.#depth === this.#base && this.#stringAt < 0) this.#close(this.#at);
  }

  /** The value at hand ends there. */
  #close(end: number): void {
    this.#mode = BETWEEN;
    if (this.#start >= 0) this.#events.value(this.#buffer.bytes.subarray(this.#start, end));
    this.#start = -1;
  }

  /**
   * Whether the list that is opened holds the values, and the document itself is not kept: its events, or its rows, which
   * begin with the first of them.
   */
  #enters(): boolean {
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

  /** An object at the start of a line that nothing leads to: the one before it was never closed. */
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

  /** The next object of the same kind inside one that never ends begins a new value, if there is one. */
  #restart(reason: string, detail: string): boolean {
    const sign = this.#buffer.bytes.subarray(this.#start, Math.min(this.#start + SIGN, this.#buffer.end));
    const found = this.#buffer.bytes.subarray(0, this.#buffer.end).indexOf(sign, this.#start + 1);
    if (found < 0) return false;
    this.#events.broken(reason, detail, this.#buffer.bytes.subarray(this.#start, found));
    this.#start = -1;
    this.#stringAt = -1;
    this.#at = found;
    this.#newline = this.#buffer.find(NEWLINE, found);
    this.#mode = BETWEEN;
    return true;
  }

  /** Goes behind the end of the string; false when it is not there yet. */
  #passString(): boolean {
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
      // An odd one belongs to what follows.
      this.#at = quote - (backslashes % 2);
      return false;
    }
    this.#at = quote + 1;
    if (backslashes % 2 === 1) return true;
    this.#takeString();
    this.#stringAt = -1;
    this.#last = QUOTE;
    if (this.#depth === this.#base) {
      this.#mode = BEHIND_TEXT;
      this.#textEnd = this.#at;
    }
    return true;
  }

  /** A string that ends may be a key of the document, or say how its query stands. */
  #takeString(): void {
    if (this.#depth !== this.#base + 1 || this.#at - this.#stringAt > LONGEST) return;
    const text = this.#buffer.bytes.toString("latin1", this.#stringAt, this.#at);
    if (this.#keys.takeString(text)) this.#events.status?.(text.slice(1, -1));
  }

  /** Moves what is still needed to the front. */
  #compact(): void {
    // Of a long string in what is left out, it will do to know that it is one.
    if (this.#start < 0 && this.#stringAt >= 0) this.#stringAt = Math.max(this.#stringAt, this.#at - 2 * LONGEST);
    const keep = this.#start >= 0 ? this.#start : this.#stringAt >= 0 ? Math.min(this.#stringAt, this.#at) : this.#at;
    if (keep === 0) return;
    this.#buffer.drop(keep);
    this.#at -= keep;
    this.#newline -= keep;
    this.#textEnd -= keep;
    if (this.#start >= 0) this.#start -= keep;
    if (this.#stringAt >= 0) this.#stringAt -= keep;
  }
}
