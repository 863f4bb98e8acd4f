// Tables of answers in the kernel's memory, one for each kind of answer: truths, numbers, texts.
import type { Kernel } from "@flowlogs/kernel/kernel";

export interface AnswerStore<Answer> {
  /** Keeps an answer at its number; the bytes that it takes. */
  put(place: number, answer: Answer): number;
  /** Puts the answers of these ids (a number + 1; 0: no answer) into a column of truths, a vector, a column. */
  lookUp(ids: number, out: number): void;
  /** No answer is wanted any more. */
  forget(): void;
}

export type Answers<Answer> = (kernel: Kernel, count: number) => AnswerStore<Answer>;

export const truthAnswers: Answers<boolean> = (kernel, count) => {
  const table = kernel.allocate(count);
  return {
    put(place, answer) {
      kernel.bytes().fill(answer ? 1 : 0, table + place, table + place + 1);
      return 1;
    },
    lookUp: (ids, truth) => kernel.lookUpTruth(ids, table, truth),
    forget: () => undefined,
  };
};

export const numberAnswers: Answers<number | undefined> = (kernel, count) => {
  const table = kernel.allocate(count * 8);
  return {
    put(place, answer = Number.NaN) {
      const at = table / 8 + place;
      kernel.doubles().fill(Number.isFinite(answer) ? answer : Number.NaN, at, at + 1);
      return 8;
    },
    lookUp: (ids, vector) => kernel.lookUpNumbers(ids, table, vector),
    forget: () => undefined,
  };
};

/** Bytes of texts that are allocated at once. */
const CHUNK = 65_536;
const TEXT = 0x8000_0000;

export const textAnswers: Answers<string | undefined> = (kernel, count) => {
  const table = kernel.allocate(count * 8);
  const encoder = new TextEncoder();
  let chunks = [{ at: 0, size: 0 }];
  let chunk = 0;
  let used = 0;
  /** Room for this number of bytes: in a chunk that is there, else in a new one. */
  function reserve(size: number): number {
    for (let current = chunks[chunk]; ; current = chunks[++chunk]) {
      if (current === undefined) {
        const length = Math.max(CHUNK, size);
        current = { at: kernel.allocate(length), size: length };
        chunks.push(current);
      }
      if (size <= current.size - used) {
        used += size;
        return current.at + used - size;
      }
      used = 0;
    }
  }
  return {
    put(place, answer) {
      const bytes = answer === undefined ? undefined : encoder.encode(answer);
      // A byte after each text, so that reading one never runs into the next; an empty one has a place too.
      const at = bytes === undefined ? 0 : reserve(bytes.length + 1);
      const end = bytes === undefined ? 0 : at + bytes.length + TEXT;
      if (bytes !== undefined) {
        kernel.bytes().set(bytes, at);
        kernel.bytes().fill(0, at + bytes.length, at + bytes.length + 1);
      }
      kernel.words().set([at, end], (table + place * 8) / 4);
      return 8 + (bytes?.length ?? 0);
    },
    lookUp: (ids, column) => kernel.lookUpSpans(ids, table, column),
    forget() {
      chunk = 0;
      used = 0;
    },
  };
};
