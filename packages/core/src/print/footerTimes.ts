// From when to when the records of an output are, by the columns that have times.
import type { Batch } from "../batch.ts";
import { formatInZone } from "../time/zone.ts";
import { printKindOf } from "./printKind.ts";
import type { Look } from "./look.ts";

export class FooterTimes {
  readonly #look: Look;
  #first = Number.POSITIVE_INFINITY;
  #last = Number.NEGATIVE_INFINITY;

  constructor(look: Look) {
    this.#look = look;
  }

  take(batch: Batch, keys: readonly string[]): void {
    for (const [column, key] of keys.entries()) {
      if (printKindOf(key).kind !== "time") continue;
      for (let place = 0; place < batch.selected; place++) {
        const span = batch.value(batch.rowAt(place), column);
        if (span !== undefined) this.#meet(batch.kernel.text(span.start, span.end), span.text);
      }
    }
  }

  #meet(text: string, isText: boolean): void {
    const seconds = isText ? Date.parse(text) / 1000 : Number(text);
    if (!Number.isFinite(seconds)) return;
    this.#first = Math.min(this.#first, seconds);
    this.#last = Math.max(this.#last, seconds);
  }

  /** Undefined where no record has a time. */
  text(): string | undefined {
    if (this.#first > this.#last) return undefined;
    const [from, to] = [this.#first, this.#last].map((seconds) => formatInZone(this.#look.zone, seconds * 1000));
    return from === to ? from : `${from} to ${to}`;
  }
}
