// Texts by their numbers, from 1: their bytes one after the other. Numbers come from the kernel, which reads columns of tables, or from
// whoever adds texts one by one.
import { GrowingWords } from "@flowlogs/base/growingWords";
import type { Kernel } from "@flowlogs/kernel/kernel";

export interface NumberedTexts {
  readonly bytes: Uint8Array;
  /** Where each text ends. */
  readonly ends: Uint32Array;
}

const decoder = new TextDecoder();

/** Where a text starts among the bytes. */
function startOfText({ ends }: NumberedTexts, number: number): number {
  return number < 2 ? 0 : (ends[number - 2] ?? 0);
}

export function textAt(texts: NumberedTexts, number: number): string {
  return decoder.decode(texts.bytes.subarray(startOfText(texts, number), texts.ends[number - 1]));
}

/** Puts the texts into the kernel's memory. Returns the position of { u32 at; u32 length } of each. */
export function placeTexts(kernel: Kernel, texts: NumberedTexts): number {
  const { at } = kernel.place(texts.bytes);
  const found = new Uint32Array(texts.ends.length * 2);
  let start = 0;
  for (let i = 0, to = 0; i < texts.ends.length; i++) {
    const end = texts.ends[i] ?? 0;
    found[to++] = at + start;
    found[to++] = end - start;
    start = end;
  }
  return placeWords(kernel, found);
}

/** Puts words into the kernel's memory. Returns their position. */
export function placeWords(kernel: Kernel, words: Uint32Array): number {
  const at = kernel.allocate(words.length * 4);
  kernel.words().set(words, at / 4);
  return at;
}

const encoder = new TextEncoder();

/** Texts that are added one by one. */
export class TextList {
  readonly #texts: Uint8Array[] = [];
  readonly #ends = new GrowingWords();

  /** Returns its number. */
  add(text: string): number {
    const bytes = encoder.encode(text);
    this.#ends.push((this.#ends.last(1) ?? 0) + bytes.length);
    return this.#texts.push(bytes);
  }

  numbered(): NumberedTexts {
    const ends = this.#ends.words();
    const bytes = new Uint8Array(ends.at(-1) ?? 0);
    let at = 0;
    for (const text of this.#texts) {
      bytes.set(text, at);
      at += text.length;
    }
    return { bytes, ends };
  }
}
