// The different addresses of records, and what Crypto-PAn replaces them by. The kernel keeps them; here is their memory, which is bounded,
// and the way to the cipher, many addresses at once.
import type { Kernel } from "@flowlogs/kernel/kernel";
import { REPLACED_ADDRESS } from "@flowlogs/kernel/opcodes";

/** What Crypto-PAn needs of AES. */
export interface PrefixCipher {
  /** 16 bytes. */
  readonly pad: Uint8Array;
  /** Each 16 bytes on their own. */
  encrypt(blocks: Uint8Array): Uint8Array;
}

/** Addresses that are remembered: 2^18, with their texts 18 MiB. With more of them all are forgotten, and computed again. */
const LIMIT_BITS = 18;
/** Blocks for 128 IPv4 or 32 IPv6 addresses: they stay in the processor's cache. */
const BLOCKS_SIZE = 65_536;

export class ReplacedAddresses {
  readonly #kernel: Kernel;
  readonly #cipher: PrefixCipher;
  readonly #pad: number;
  readonly #blocks: number;
  /** There is room for 2^bits addresses. */
  #bits = LIMIT_BITS;
  /** Addresses that have their replacement. */
  #done = 0;

  constructor(kernel: Kernel, cipher: PrefixCipher) {
    this.#kernel = kernel;
    this.#cipher = cipher;
    this.#pad = kernel.place(cipher.pad).at;
    this.#blocks = kernel.allocate(BLOCKS_SIZE);
    this.#open();
  }

  #open(): void {
    const kernel = this.#kernel;
    const limit = 2 ** this.#bits;
    // Memory that was never used costs nothing until it is.
    const addresses = kernel.allocateZeros(limit * REPLACED_ADDRESS);
    const slots = kernel.allocateZeros(2 * limit * 4);
    kernel.openAddresses(addresses, limit, slots, this.#bits + 1, this.#pad);
    this.#done = 0;
  }

  /** Computes what replaces the addresses that are new. */
  replace(): void {
    const kernel = this.#kernel;
    const count = kernel.addressCount.value >>> 0;
    while (this.#done < count) {
      const end = kernel.writeBlocks(this.#done, this.#blocks, this.#blocks + BLOCKS_SIZE) >>> 0;
      const to = kernel.blocksTo.value >>> 0;
      kernel.bytes().set(this.#cipher.encrypt(kernel.bytes().subarray(this.#blocks, end)), this.#blocks);
      kernel.takeBlocks(this.#done, to, this.#blocks);
      this.#done = to;
    }
  }

  /** There is no room for a new address. `areAll`: all that there are may be needed at once. */
  makeRoom(areAll: boolean): void {
    if (areAll) {
      this.#bits++;
      this.#open();
    } else {
      this.#kernel.forgetAddresses();
      this.#done = 0;
    }
  }
}
