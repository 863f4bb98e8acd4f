// Many names looked up among many keys: what keyFor of field.ts finds, in a step each.
import { identityOf } from "./field.ts";

export class FieldIndex {
  readonly #keys: readonly string[];
  readonly #places: ReadonlyMap<string, number>;
  /** By what all names of a field have in common; made when a name is spelled like none of the keys. */
  #byIdentity: ReadonlyMap<string, number> | undefined;

  constructor(keys: readonly string[]) {
    this.#keys = keys;
    this.#places = firstPlaces(keys);
  }

  /** Index of the key that a name means: the one with this spelling, else the first that is the same field, or -1. */
  placeOf(name: string): number {
    const place = this.#places.get(name);
    if (place !== undefined) return place;
    this.#byIdentity ??= firstPlaces(this.#keys.map(identityOf));
    return this.#byIdentity.get(identityOf(name)) ?? -1;
  }
}

/** The first index of each text. */
export function firstPlaces(texts: readonly string[]): Map<string, number> {
  // Of equal keys a map takes the last: that is the first from after.
  return new Map(texts.map((text, place): [string, number] => [text, place]).toReversed());
}
