// How many others each end has conversations with, where the ports do not say which of the two is the server: the kernel counts them
// when the first conversation asks.
import type { Kernel } from "@flowlogs/kernel/kernel";
import { CONVERSATION_KEY } from "@flowlogs/kernel/opcodes";
import { portRanks } from "./client.ts";

export class EndPeers {
  readonly #kernel: Kernel;
  #ranks = 0;
  #isCounted = false;

  constructor(kernel: Kernel) {
    this.#kernel = kernel;
  }

  /** Those of the first, or the second, end of a conversation, in the kernel's order. */
  of(conversation: number, isFirst: boolean): number {
    const kernel = this.#kernel;
    if (this.#ranks === 0) this.#ranks = kernel.place(portRanks()).at;
    // The memory is that of the ranks, by its owner's name.
    if (!this.#isCounted) kernel.countPeers(this.#ranks, this.#ranks);
    this.#isCounted = true;
    const key = kernel.words()[(conversation + CONVERSATION_KEY) >>> 2] ?? 0;
    return kernel.peersOf(key, isFirst) >>> 0;
  }

  /** Others are open from now on. */
  forget(): void {
    if (this.#isCounted) this.#kernel.release(this.#ranks);
    this.#isCounted = false;
  }
}
