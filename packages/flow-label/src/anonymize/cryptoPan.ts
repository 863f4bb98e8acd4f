// Crypto-PAn (Xu, Fan, Ammar, Moon: "Prefix-preserving IP address anonymization", ICNP 2002): addresses that begin with the same
// bits are replaced by addresses that begin with as many bits the same. Each bit is turned over or not by AES of the bits before it.
import { createCipheriv } from "node:crypto";
import type { Address } from "@flowlogs/core";

export const KEY_BYTES = 32;

const BLOCK = 16;
const WORDS = { 4: 1, 6: 4 } as const;
const WORD_BITS = 32;

export class CryptoPan {
  readonly #cipher: ReturnType<typeof createCipheriv>;
  /** Of four words, the highest first. */
  readonly #pad: readonly number[];
  readonly #blocks = Buffer.alloc(BLOCK * WORD_BITS);

  /** `key`: 16 bytes for AES, and 16 that become the padding. */
  constructor(key: Uint8Array) {
    if (key.length !== KEY_BYTES) throw new Error(`a key has ${KEY_BYTES} bytes`);
    // One block at a time is what the paper needs: no block depends on another one.
    this.#cipher = createCipheriv("aes-128-ecb", key.subarray(0, BLOCK), null).setAutoPadding(false);
    const pad = this.#cipher.update(key.subarray(BLOCK));
    this.#pad = [0, 4, 8, 12].map((at) => pad.readUInt32BE(at));
  }

  replace(address: Address): Address {
    const { family } = address;
    const words = wordsOf(address);
    const replaced = Array.from({ length: WORDS[family] }, (_, place) => this.#replaceWord(words, place));
    const number = replaced.reduce((sum, word) => (sum << 32n) | BigInt(word), 0n);
    return { family, high: number >> 64n, low: BigInt.asUintN(64, number) };
  }

  /** Each bit of a word is turned over or not by the block of all bits before it, and the padding. */
  #replaceWord(words: readonly number[], place: number): number {
    const blocks = this.#blocks;
    const [word = 0, pad = 0] = [words[place], this.#pad[place]];
    for (let bit = 0; bit < WORD_BITS; bit++) {
      const rest = 0xffff_ffff >>> bit;
      for (let other = 0; other < 4; other++) {
        const whole = other < place ? words[other] : this.#pad[other];
        const mixed = ((word & ~rest) | (pad & rest)) >>> 0;
        blocks.writeUInt32BE(other === place ? mixed : (whole ?? 0), bit * BLOCK + other * 4);
      }
    }
    const answers = this.#cipher.update(blocks);
    let turned = 0;
    for (let bit = 0; bit < WORD_BITS; bit++) turned = (turned << 1) | ((answers[bit * BLOCK] ?? 0) >> 7);
    return (word ^ turned) >>> 0;
  }
}

function wordsOf({ family, high, low }: Address): readonly number[] {
  if (family === 4) return [Number(low)];
  return [high >> 32n, high, low >> 32n, low].map((it) => Number(BigInt.asUintN(32, it)));
}
