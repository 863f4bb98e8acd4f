// The files that are in place: their paths are printed, if that is wanted, in an order that does not depend on which was ready first.
import type { PlacedFile } from "./placement.ts";

export class PlacedFiles {
  readonly #list: ((text: string) => void) | undefined;
  #paths: string[] = [];
  /** How many of them were there before. */
  alreadyThere = 0;

  constructor(list: ((text: string) => void) | undefined) {
    this.#list = list;
  }

  add({ path, isKept, wasThere }: PlacedFile): void {
    if (wasThere) this.alreadyThere++;
    if (this.#list !== undefined && !isKept) this.#paths.push(path);
  }

  /** Prints those since the last time. */
  print(): void {
    const paths = this.#paths.toSorted();
    this.#paths = [];
    if (paths.length > 0) this.#list?.(`${paths.join("\n")}\n`);
  }
}
