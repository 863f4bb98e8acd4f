// Writes lines of a batch anew without some of their members, in memory of its own.
import type { Batch } from "../batch.ts";
import type { Kernel } from "@flowlogs/kernel/kernel";
import { withoutMember } from "../text/member.ts";

export class LineRewriter {
  readonly #kernel: Kernel;
  /** For a line that is written anew, and for the values that are decoded from it. */
  #line = 0;
  #decoded = 0;
  #size = 0;

  constructor(kernel: Kernel) {
    this.#kernel = kernel;
  }

  /** Takes the members out of the line of a row, until the next one is rewritten. */
  remove(batch: Batch, row: number, keys: readonly string[]): void {
    const text = keys.reduce(withoutMember, new TextDecoder().decode(batch.line(row)));
    const bytes = new TextEncoder().encode(`${text}\n`);
    if (bytes.length > this.#size) {
      this.#size = 2 * bytes.length;
      this.#line = this.#kernel.allocate(this.#size);
      this.#decoded = this.#kernel.allocate(this.#size);
    }
    this.#kernel.bytes().set(bytes, this.#line);
    this.#kernel.replaceRow(this.#line, row, this.#decoded);
  }
}
