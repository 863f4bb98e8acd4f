// Texts by numbers, in the order in which they came first. They are kept and found as bytes, so that a text that comes a
// million times costs nothing, and one that is never shown is never decoded.
import { NumberList } from "./numberList.ts";

const decoder = new TextDecoder("utf-8", { ignoreBOM: true });
/** In place of a text: null. */
const NULL_NUMBER = 0;
/** A text that is not there. */
const ABSENT = -1;

export class ByteTexts {
  #bytes: Uint8Array;
  /** Where each text ends, and the next one begins. */
  readonly #ends: NumberList;
  /** Open addressing: the numbers, 0 for a free place. */
  #places: Uint32Array;
  /** The text that was found last. */
  #last = 0;

  /** `room`: for how many texts there is room at first. */
  constructor(room = 512) {
    this.#bytes = new Uint8Array(8 * room);
    this.#ends = new NumberList(true, room);
    this.#places = new Uint32Array(2 * room);
    this.#ends.push(0);
  }

  /** How many texts there are. */
  get count(): number {
    return this.#ends.length - 1;
  }

  /** The number of the text at [start, end); `start` 0: null. A new text gets the next number, or -1 if `isOpen` is false. */
  numberOf(bytes: Uint8Array, start: number, end: number, isOpen = true): number {
    if (start === 0) return NULL_NUMBER;
    // Many columns have the same text again and again.
    if (this.#last > 0 && this.#isSame(this.#last, bytes, start, end)) return this.#last;
    const mask = this.#places.length - 1;
    let place = hashOf(bytes, start, end) & mask;
    for (let number; (number = this.#places[place] ?? 0) !== 0; place = (place + 1) & mask) {
      if (this.#isSame(number, bytes, start, end)) return (this.#last = number);
    }
    if (!isOpen) return ABSENT;
    return this.#add(bytes.subarray(start, end), place);
  }

  /** A text by its number; undefined for null. */
  text(number: number): string | undefined {
    if (number === NULL_NUMBER) return undefined;
    return decoder.decode(this.#bytes.subarray(this.#ends.at(number - 1), this.#ends.at(number)));
  }

  #isSame(number: number, bytes: Uint8Array, start: number, end: number): boolean {
    let at = this.#ends.at(number - 1);
    if (this.#ends.at(number) - at !== end - start) return false;
    for (let i = start; i < end; i++, at++) if (this.#bytes[at] !== bytes[i]) return false;
    return true;
  }

  #add(text: Uint8Array, place: number): number {
    const number = this.#ends.length;
    const at = this.#ends.at(number - 1);
    if (at + text.length > this.#bytes.length) {
      const larger = new Uint8Array(Math.max(2 * this.#bytes.length, at + text.length));
      larger.set(this.#bytes);
      this.#bytes = larger;
    }
    this.#bytes.set(text, at);
    this.#ends.push(at + text.length);
    this.#places[place] = number;
    if (number * 2 > this.#places.length) this.#grow();
    return number;
  }

  #grow(): void {
    const places = new Uint32Array(2 * this.#places.length);
    const mask = places.length - 1;
    for (let number = 1; number < this.#ends.length; number++) {
      let place = hashOf(this.#bytes, this.#ends.at(number - 1), this.#ends.at(number)) & mask;
      while (places[place] !== 0) place = (place + 1) & mask;
      places[place] = number;
    }
    this.#places = places;
  }
}

/** FNV-1a. */
function hashOf(bytes: Uint8Array, start: number, end: number): number {
  let hash = 0x811c9dc5;
  for (let i = start; i < end; i++) hash = Math.imul(hash ^ (bytes[i] ?? 0), 0x01000193);
  return (hash ^ (hash >>> 15)) >>> 0;
}
