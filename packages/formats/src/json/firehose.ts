// Objects that hold nothing but a message, one after the other, as Firehose writes them: their texts are put together as
// lines without making anything of each object. What is not plainly that is left to pieces.ts.
import { BACKSLASH, CLOSE, COMMA, NEWLINE, OPEN, QUOTE } from "./jsonBytes.ts";

const [FIRST_PLAIN, LAST_PLAIN] = [32, 126];
const BEGINNING = Buffer.from('{"message":"');

/** Objects in a row that were read. */
export interface Messages {
  /** Their texts, each with a newline, put together where the objects stood. */
  readonly lines: Uint8Array;
  /** The end of the last one. */
  readonly end: number;
}

/** Reads whole objects of the kind from `from` on, as long as one follows the other; undefined when there is none. */
export function takeMessages(buffer: Buffer, from: number, end: number): Messages | undefined {
  let behind = from;
  let to = from;
  for (let at = from; begins(buffer, at, end); at = afterBlanks(buffer, behind, end)) {
    const text = at + BEGINNING.length;
    const quote = endOfText(buffer, text, end);
    // An object in it is a record.
    if (
      quote === text ||
      buffer[text] === OPEN ||
      quote + 1 >= end ||
      buffer[quote] !== QUOTE ||
      buffer[quote + 1] !== CLOSE
    )
      break;
    buffer.copyWithin(to, text, quote);
    to += quote - text;
    buffer[to++] = NEWLINE;
    behind = quote + 2;
  }
  return behind === from ? undefined : { lines: buffer.subarray(from, to), end: behind };
}

function begins(buffer: Buffer, at: number, end: number): boolean {
  if (at + BEGINNING.length > end) return false;
  for (let index = 0; index < BEGINNING.length; index++) if (buffer[at + index] !== BEGINNING[index]) return false;
  return true;
}

/** The first byte from `at` on that is no plain character of a text, or the end. */
function endOfText(buffer: Buffer, at: number, end: number): number {
  for (let index = at; index < end; index++) {
    const byte = buffer[index] ?? 0;
    if (byte < FIRST_PLAIN || byte > LAST_PLAIN || byte === QUOTE || byte === BACKSLASH) return index;
  }
  return end;
}

/** Past what may stand between two values. */
function afterBlanks(buffer: Buffer, at: number, end: number): number {
  let index = at;
  for (; index < end; index++) {
    const byte = buffer[index] ?? 0;
    if (byte > 32 && byte !== COMMA) break;
  }
  return index;
}
