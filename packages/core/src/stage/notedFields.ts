// What the kernel notes of fields while it replaces addresses (kernel/assembly/scan/notedFields.ts): their memory, and their names.
import type { Kernel } from "@flowlogs/kernel/kernel";
import { NOTED_FIELD, TEXT_SLOT } from "@flowlogs/kernel/opcodes";

/** Fields that are told by name: records whose keys are addresses have any number of different ones. */
const LIMIT = 1024;
const SLOT_BITS = 11;
const KEYS_SIZE = 65_536;

interface NotedResult {
  /** The names of the fields in which addresses were replaced. */
  readonly replaced: readonly string[];
  /** Fields that still have addresses, and in how many records. */
  readonly left: readonly { readonly name: string; readonly records: number }[];
  /** Of the fields after the first `after`, whose names are not known: whether addresses were replaced, and values that still have some. */
  readonly others: { readonly after: number; readonly areReplaced: boolean; readonly left: number };
}

export class NotedFields {
  readonly #kernel: Kernel;
  readonly #fields: number;

  constructor(kernel: Kernel) {
    this.#kernel = kernel;
    this.#fields = kernel.allocateZeros(LIMIT * NOTED_FIELD);
    const slots = kernel.allocateZeros(2 ** SLOT_BITS * TEXT_SLOT);
    kernel.openFields(this.#fields, LIMIT, slots, SLOT_BITS, kernel.allocate(KEYS_SIZE), KEYS_SIZE);
  }

  read(): NotedResult {
    const kernel = this.#kernel;
    const [words, doubles] = [kernel.words(), kernel.doubles()];
    const replaced = new Set<string>();
    const left = new Map<string, number>();
    for (let i = 0; i < kernel.fieldCount.value >>> 0; i++) {
      const at = this.#fields + i * NOTED_FIELD;
      const [, , start = 0, end = 0, , isReplaced] = words.subarray(at / 4, at / 4 + 6);
      const name = nameOf(kernel.text(start, end));
      const records = doubles[at / 8] ?? 0;
      if (isReplaced === 1) replaced.add(name);
      if (records > 0) left.set(name, (left.get(name) ?? 0) + records);
    }
    return {
      replaced: [...replaced],
      left: Array.from(left, ([name, records]) => ({ name, records })),
      others: { after: LIMIT, areReplaced: kernel.otherReplaced.value !== 0, left: kernel.otherLeft.value },
    };
  }
}

/** Of a key as it is written. */
function nameOf(key: string): string {
  return key.includes("\\") ? String(JSON.parse(`"${key}"`)) : key;
}
