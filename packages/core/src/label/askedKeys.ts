// Keys of a source that is asked while the records go by, such as DNS: all addresses of a batch together. The answers go into the
// kernel's memory as the labels of other sources do; the entry of a row is its number, from 1.
import { formatAddress, parseAddress } from "../address.ts";
import { type Batch, ROW_LIMIT } from "../batch.ts";
import type { Kernel } from "@flowlogs/kernel/kernel";

export interface AddressAnswers {
  /** Bytes that an answer takes at most, as JSON. */
  readonly longest: number;
  /** Answers by the address, as `formatAddress` writes it; an address without one is left out. May wait. */
  answersFor(addresses: ReadonlySet<string>): ReadonlyMap<string, string>;
  /** No more batches: tells what is to be told. */
  finish(): void;
}

/** Where the answers for a field are. */
interface AnswerColumn {
  readonly field: string;
  readonly entries: number;
  readonly values: number;
}

interface AnswerPlace {
  readonly at: number;
  readonly length: number;
}

const encoder = new TextEncoder();

export class AskedKeys {
  readonly kind = "asked";
  readonly #answers: AddressAnswers;
  /** The texts of a batch in the kernel's memory, and how much of it there is. */
  #texts = 0;
  #capacity = 0;

  constructor(answers: AddressAnswers) {
    this.#answers = answers;
  }

  get longest(): number {
    return this.#answers.longest;
  }

  /** Room for the values of a field. */
  static placeValues(kernel: Kernel): number {
    return kernel.allocate(ROW_LIMIT * 8);
  }

  /**
   * Finds the entries of all rows of these fields, and puts their values where the kernel looks for them. `odd` takes values that are
   * not addresses, with their fields.
   */
  find(batch: Batch, columns: readonly AnswerColumn[], odd: (field: string, value: string) => void): void {
    const known = new Map<string, string | undefined>();
    const addresses = columns.map(({ field }) => addressesOf(batch, field, known, odd));
    const wanted = new Set([...known.values()].filter((address) => address !== undefined));
    const answers = wanted.size === 0 ? new Map<string, string>() : this.#answers.answersFor(wanted);
    const places = this.#place(batch.kernel, answers);
    for (const [i, column] of columns.entries()) fill(batch, column, addresses[i] ?? [], places);
  }

  finish(): void {
    this.#answers.finish();
  }

  #place(kernel: Kernel, answers: ReadonlyMap<string, string>): ReadonlyMap<string, AnswerPlace> {
    const texts = Array.from(
      answers,
      ([address, answer]) => [address, encoder.encode(JSON.stringify(answer))] as const,
    );
    const size = texts.reduce((sum, [, text]) => sum + text.length, 0);
    if (size > this.#capacity) {
      // Memory is not given back.
      this.#capacity = 2 * size;
      this.#texts = kernel.allocate(this.#capacity);
    }
    const places = new Map<string, AnswerPlace>();
    let at = this.#texts;
    for (const [address, text] of texts) {
      if (text.length > this.longest) throw new Error("an answer is longer than its longest");
      kernel.bytes().set(text, at);
      places.set(address, { at, length: text.length });
      at += text.length;
    }
    return places;
  }
}

/** The address of each selected row; undefined where it has none. `known`: addresses by their texts. */
function addressesOf(
  batch: Batch,
  field: string,
  known: Map<string, string | undefined>,
  odd: (field: string, value: string) => void,
): readonly (string | undefined)[] {
  const column = batch.columnOf(field);
  if (column < 0) return [];
  return Array.from({ length: batch.selected }, (_, place) => {
    const span = batch.value(batch.rowAt(place), column);
    if (span === undefined || span.start === span.end) return undefined;
    const text = batch.kernel.text(span.start, span.end);
    if (!known.has(text)) {
      const address = parseAddress(text);
      known.set(text, address && formatAddress(address));
    }
    if (known.get(text) === undefined) odd(field, text);
    return known.get(text);
  });
}

function fill(
  batch: Batch,
  { entries, values }: AnswerColumn,
  addresses: readonly (string | undefined)[],
  places: ReadonlyMap<string, AnswerPlace>,
): void {
  const words = batch.kernel.words();
  words.fill(0, entries / 4, entries / 4 + batch.rows);
  for (const [place, address] of addresses.entries()) {
    const text = address === undefined ? undefined : places.get(address);
    if (text === undefined) continue;
    const row = batch.rowAt(place);
    words[entries / 4 + row] = row + 1;
    words[values / 4 + row * 2] = text.at;
    words[values / 4 + row * 2 + 1] = text.length;
  }
}
