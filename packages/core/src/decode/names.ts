// The names that a stage wants, laid out for the kernel, which finds the key of each;
// and what keys those were.
import { identityOf, spellingsOf } from "../field.ts";
import type { Kernel } from "@flowlogs/kernel/kernel";
import { ReusedRegion } from "@flowlogs/kernel/reusedRegion";
import { WantedIndex } from "./wantedIndex.ts";
import { KEY_LIMIT, MARK_SIZE, SEEN_KEY, SEEN_LENGTH } from "@flowlogs/kernel/opcodes";

/** Offset of the first key of a tie; the other one follows. */
const TIE = 8;
/** A name that is longer has one spelling. */
const LONGEST = 4000;

const encoder = new TextEncoder();

interface Spelling {
  readonly text: Uint8Array;
  readonly column: number;
}

export class WantedNames {
  readonly #kernel: Kernel;
  #names: readonly string[] = [];
  readonly #tables: Record<"names" | "spellings", ReusedRegion>;
  readonly #texts: ReusedRegion;
  #marks = 0;
  #markCount = 0;
  /** Where a column is absent, another one that has the same field takes its place: of each that has some, these. */
  #others: ReadonlyMap<number, readonly number[]> = new Map();
  /** The columns of each field, by what all its names have in common. */
  #columns: ReadonlyMap<string, readonly number[]> = new Map();
  readonly #index: WantedIndex;

  constructor(kernel: Kernel) {
    this.#kernel = kernel;
    this.#index = new WantedIndex(kernel);
    this.#tables = { names: new ReusedRegion(kernel), spellings: new ReusedRegion(kernel) };
    this.#texts = new ReusedRegion(kernel);
  }

  /** Has the kernel look for these; those that are `exact` are keys, and no other spelling is theirs. */
  set(names: readonly string[], exact: ReadonlySet<string>): void {
    const kernel = this.#kernel;
    this.#names = names;
    const identities = names.map(identityOf);
    this.#columns = columnsOf(identities);
    const sameAs = (column: number): readonly number[] => this.#columns.get(identities[column] ?? "") ?? [];
    const isLoose = names.map((name) => !exact.has(name) && name.length < LONGEST);
    // Of several names of one field the first takes the keys that are spelled like none of them.
    const takers = names.flatMap((name, column) => {
      const first = sameAs(column).find((other) => isLoose[other]);
      return first === column ? [{ name, column }] : [];
    });
    this.#others = new Map(
      names.flatMap((_, column) => {
        const others = isLoose[column] === true ? sameAs(column).filter((other) => other !== column) : [];
        return others.length === 0 ? [] : [[column, others] as const];
      }),
    );
    const spellings = takers.flatMap(({ name, column }) =>
      spellingsOf(name).map((text): Spelling => ({ text: encoder.encode(text), column })),
    );
    const texts = [...names.map((name) => encoder.encode(name)), ...spellings.map(({ text }) => text)];
    const places = this.#placeTexts(texts);
    const named = this.#placeTable(this.#tables.names, places.slice(0, names.length).flat());
    const entries = spellings.flatMap(({ column }, i) => [...(places[names.length + i] ?? []), column]);
    const spelt = this.#placeTable(this.#tables.spellings, entries);
    const [marks, slotCount] = [this.#clearMarks(names.length), this.#index.slotsFor(texts)];
    kernel.setWanted(named, names.length, spelt, spellings.length, marks, this.#index.at, slotCount);
  }

  /** Writes the texts; where each is, and its length. */
  #placeTexts(texts: readonly Uint8Array[]): (readonly number[])[] {
    const kernel = this.#kernel;
    let at = this.#texts.of(texts.reduce((sum, text) => sum + text.length, 0));
    return texts.map((text) => {
      kernel.bytes().set(text, at);
      at += text.length;
      return [at - text.length, text.length];
    });
  }

  #placeTable(region: ReusedRegion, entries: readonly number[]): number {
    const at = region.of(entries.length * 4);
    this.#kernel.words().set(entries, at / 4);
    return at;
  }

  #clearMarks(count: number): number {
    if (count > this.#markCount) {
      // More than is needed: names may come one by one, and memory is not given back.
      this.#markCount = this.#markCount === 0 ? count : 2 * count;
      this.#marks = this.#kernel.allocate(this.#markCount * MARK_SIZE);
    }
    this.#kernel.bytes().fill(0, this.#marks, this.#marks + count * MARK_SIZE);
    return this.#marks;
  }

  /** After a scan: copies a field with several wanted names to each of their columns. */
  spread(): void {
    for (const [column, others] of this.#others) {
      for (const other of others) this.#kernel.replaceAbsent(other, column);
    }
  }

  /** The records with two keys that a name means equally well, and the first such pair. */
  ties(): { records: number; pair: readonly [string, string] } | undefined {
    const kernel = this.#kernel;
    if (kernel.ties.value === 0) return undefined;
    const at = kernel.tie.value >>> 0;
    const [length = 0, otherLength = 0] = kernel.words().subarray(at / 4);
    const [first, other] = [at + TIE, at + TIE + KEY_LIMIT];
    const pair = [kernel.text(first, first + length), kernel.text(other, other + otherLength)] as const;
    return { records: kernel.ties.value, pair };
  }

  /** Whether some record had what the name means. */
  isThere(name: string): boolean {
    return this.#columns.get(identityOf(name))?.some((column) => this.keyOf(column) !== undefined) === true;
  }

  /** The key by which the data has a column, undefined as long as no record had it. */
  keyOf(column: number): string | undefined {
    const seenKey = this.#seen(column);
    if (seenKey !== undefined) return seenKey;
    return this.#others.get(column)?.flatMap((other) => this.#seen(other) ?? [])[0];
  }

  #seen(column: number): string | undefined {
    if (this.#marks === 0 || column >= this.#names.length) return undefined;
    const mark = this.#marks + column * MARK_SIZE;
    const length = this.#kernel.words()[(mark + SEEN_LENGTH) / 4] ?? 0;
    if (length === 0) return undefined;
    // A key that is as long as there is room for may have been cut: it is called as it was asked for.
    if (length - 1 >= KEY_LIMIT) return this.#names[column];
    return this.#kernel.text(mark + SEEN_KEY, mark + SEEN_KEY + length - 1);
  }
}

/** The columns of each identity, in order. */
function columnsOf(identities: readonly string[]): Map<string, number[]> {
  const columns = new Map<string, number[]>();
  for (const [column, identity] of identities.entries()) {
    const same = columns.get(identity);
    if (same === undefined) columns.set(identity, [column]);
    else same.push(column);
  }
  return columns;
}
