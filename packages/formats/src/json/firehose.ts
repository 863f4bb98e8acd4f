// A fast path for files of Firehose: objects with nothing but a message, one after the other. Their messages are joined as
// lines in place, without parsing each object. splitter.ts takes everything else.
import { BACKSLASH, CLOSE, COMMA, NEWLINE, OPEN, QUOTE } from "./jsonBytes.ts";

const [FIRST_PLAIN, LAST_PLAIN] = [32, 126];
const BEGINNING = Buffer.from('{"message":"');

/** The objects that were read. */
interface MessageRun {
  /** Their messages, each with a newline, in the memory where the objects were. */
  readonly lines: Uint8Array;
  /** The end of the last object. */
  readonly end: number;
}

/** Reads complete objects of this kind from `from` on, as long as one follows the other; undefined when there is none. */
export function readMessages(buffer: Buffer, from: number, end: number): MessageRun | undefined {
  let done = from;
  let to = from;
  for (let at = from; begins(buffer, at, end); at = afterBlanks(buffer, done, end)) {
    const text = at + BEGINNING.length;
    const quote = endOfText(buffer, text, end);
    // A message that is an object is a record, which splitter.ts takes.
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
    done = quote + 2;
  }
  return done === from ? undefined : { lines: buffer.subarray(from, to), end: done };
}

function begins(buffer: Buffer, at: number, end: number): boolean {
  if (at + BEGINNING.length > end) return false;
  for (let index = 0; index < BEGINNING.length; index++) if (buffer[at + index] !== BEGINNING[index]) return false;
  return true;
}

/** The first byte from `at` on that ends the plain part of a string, or the end. */
function endOfText(buffer: Buffer, at: number, end: number): number {
  for (let index = at; index < end; index++) {
    const byte = buffer[index] ?? 0;
    if (byte < FIRST_PLAIN || byte > LAST_PLAIN || byte === QUOTE || byte === BACKSLASH) return index;
  }
  return end;
}

/** The first byte from `at` on that is not white space or a comma. */
function afterBlanks(buffer: Buffer, at: number, end: number): number {
  let index = at;
  for (; index < end; index++) {
    const byte = buffer[index] ?? 0;
    if (byte > 32 && byte !== COMMA) break;
  }
  return index;
}
