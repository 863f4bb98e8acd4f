// Epoch seconds of times as records have them; unusual ones are read once, however often they come.
import { ByteTexts } from "./byteTexts.ts";
import { secondsAt } from "./secondsAt.ts";

export class TimeTexts {
  readonly #texts = new ByteTexts();
  readonly #seconds = new Map<number, number>();

  /** The time at [start, end); NaN: it is none. */
  at(bytes: Uint8Array, start: number, end: number): number {
    const usual = secondsAt(bytes, start, end);
    if (!Number.isNaN(usual)) return usual;
    const text = this.#texts.numberOf(bytes, start, end);
    let seconds = this.#seconds.get(text);
    if (seconds === undefined) this.#seconds.set(text, (seconds = secondsOf(this.#texts.text(text))));
    return seconds;
  }
}

function secondsOf(text: string | undefined): number {
  if (text === undefined) return Number.NaN;
  return /^-?\d+(?:\.\d+)?$/.test(text) ? Number(text) : Date.parse(text) / 1000;
}
