// Finds the labels of a batch: for each field and source the entry of each row, and where the texts of the labels are.
import { type Batch, ROW_LIMIT } from "../batch.ts";
import { findField } from "../field.ts";
import type { Problem } from "@flowlogs/base/problem";
import type { Kernel } from "@flowlogs/kernel/kernel";
import { AskedKeys } from "./askedKeys.ts";
import { Chains } from "./chains.ts";
import { ownerOf } from "./sourceOwner.ts";
import type { LabelKeys, LabelSource } from "./labelSource.ts";

/** Keys that lie in the kernel's memory before the first record comes. */
type TableKeys = Exclude<LabelKeys, AskedKeys>;

/** A field whose values are looked up in a source. */
interface LabelLookup {
  readonly field: string;
  readonly kind: TableKeys["kind"];
  readonly table: number;
  /** What was found for the addresses that came lately. */
  readonly answers: number;
  /** Where the entries of a batch go. */
  readonly entries: number;
  /** It is the one that counts the field's values that are not addresses. */
  readonly countsOdd: boolean;
  /** For entries that are in force for a time. */
  readonly chains: { readonly chains: number; readonly versions: number } | undefined;
}

type PlacedKeys = Pick<LabelLookup, "table" | "answers" | "chains">;

/** Where the labels of one field and one source are. */
export interface LabelColumn {
  readonly field: string;
  readonly label: string;
  readonly entries: number;
  readonly values: number;
  readonly longest: number;
}

/** The keys of a source for a field; undefined: it has none for it. */
export function keysFor({ keys }: LabelSource, field: string): LabelKeys | undefined {
  const known = findField(field);
  const any = keys.get("*");
  if (known === undefined) return any ?? keys.get("address") ?? keys.values().next().value;
  if (known.kind === "address") return keys.get("address") ?? any;
  return keys.get(known.name) ?? (known.role === undefined ? undefined : keys.get(known.role)) ?? any;
}

export class Lookups {
  readonly columns: readonly LabelColumn[];
  /** Records with a label for a field, by the field. */
  readonly labeled = new Map<string, number>();
  /** Values that were to be addresses and are not, and one of them. */
  readonly odd: { count: number; example: string | undefined } = { count: 0, example: undefined };
  readonly #lookups: readonly LabelLookup[];
  /** What is asked for each batch. */
  readonly #asked = new Map<AskedKeys, LabelColumn[]>();
  /** By the fields: the rows of the batch that have an entry. */
  readonly #truths: ReadonlyMap<string, number>;
  readonly #kernel: Kernel;

  constructor(
    kernel: Kernel,
    fields: readonly string[],
    sources: readonly LabelSource[],
    refuse: (where: string, problem: Problem) => never,
  ) {
    this.#kernel = kernel;
    this.#truths = new Map(fields.map((field) => [field, kernel.allocate(ROW_LIMIT)]));
    const lookups: LabelLookup[] = [];
    const columns: LabelColumn[] = [];
    for (const source of sources) {
      const placeTable = tablesOf(kernel, source, refuse);
      // Before the values, which then have the room that tables need for a while.
      for (const keys of fields.map((field) => keysFor(source, field))) {
        if (keys !== undefined && keys.kind !== "asked") placeTable(keys);
      }
      const places = source.place(kernel);
      for (const field of fields) {
        const keys = keysFor(source, field);
        if (keys === undefined) continue;
        const entries = kernel.allocate(ROW_LIMIT * 4);
        if (keys.kind === "asked") {
          const [label = ""] = source.labels;
          const column = { field, label, entries, values: AskedKeys.placeValues(kernel), longest: keys.longest };
          columns.push(column);
          this.#asked.set(keys, [...(this.#asked.get(keys) ?? []), column]);
          continue;
        }
        const countsOdd = keys.kind === "address" && !lookups.some((it) => it.field === field && it.countsOdd);
        lookups.push({ field, kind: keys.kind, entries, countsOdd, ...placeTable(keys) });
        for (const [i, place] of places.entries()) {
          columns.push({ field, label: source.labels[i] ?? "", entries, ...place });
        }
      }
    }
    this.#lookups = lookups;
    this.columns = columns;
  }

  /** Finds the entries of all rows. `time`: the field with the time. */
  find(batch: Batch, time: string): void {
    const kernel = this.#kernel;
    const timeColumn = batch.columnOf(time);
    for (const truth of this.#truths.values()) kernel.bytes().fill(0, truth, truth + batch.rows);
    for (const { field, kind, table, answers, entries, chains, countsOdd } of this.#lookups) {
      const column = batch.columnOf(field);
      if (column < 0) {
        kernel.bytes().fill(0, entries, entries + batch.rows * 4);
        continue;
      }
      if (kind === "address") kernel.labelAddresses(column, table, answers, entries);
      else kernel.labelTexts(column, table, entries);
      if (countsOdd && kernel.oddAddresses.value !== 0) this.#countOdd(batch, column);
      if (chains !== undefined) kernel.dateEntries(entries, chains.chains, chains.versions, timeColumn);
      this.#mark(field, entries);
    }
    for (const [keys, columns] of this.#asked) {
      keys.find(batch, columns, (field, value) => {
        if (!this.#lookups.some((it) => it.field === field && it.countsOdd)) this.#addOdd(1, value);
      });
      for (const { field, entries } of columns) this.#mark(field, entries);
    }
  }

  #countOdd(batch: Batch, column: number): void {
    const { oddAddresses, oddAddress } = this.#kernel;
    const span = batch.value(oddAddress.value, column);
    this.#addOdd(oddAddresses.value, span === undefined ? "" : this.#kernel.text(span.start, span.end));
  }

  #addOdd(count: number, example: string): void {
    this.odd.count += count;
    this.odd.example ??= example;
  }

  #mark(field: string, entries: number): void {
    const more = this.#kernel.markLabeled(entries, this.#truths.get(field) ?? 0) >>> 0;
    this.labeled.set(field, (this.labeled.get(field) ?? 0) + more);
  }

  /** No more batches. */
  finish(): void {
    for (const keys of this.#asked.keys()) keys.finish();
  }

  /** The truth of rows that have an entry for some field. */
  anyEntry(): number {
    const [first = 0, ...others] = this.#truths.values();
    for (const truth of others) this.#kernel.orTruth(first, truth);
    return first;
  }

  /** Whether a row has an entry for a field. */
  hasEntry(field: string, row: number): boolean {
    return this.#kernel.bytes()[(this.#truths.get(field) ?? 0) + row] === 1;
  }
}

/** Puts the tables of a source into memory, each once. */
function tablesOf(
  kernel: Kernel,
  source: LabelSource,
  refuse: (where: string, problem: Problem) => never,
): (keys: TableKeys) => PlacedKeys {
  const known = new Map<TableKeys, PlacedKeys>();
  const owner = ownerOf(source, refuse);
  return (keys) => {
    const placed = known.get(keys) ?? placeKeys();
    known.set(keys, placed);
    return placed;

    function placeKeys(): PlacedKeys {
      const chains = new Chains((entry) => owner.validityOf(entry));
      const table = keys.place(kernel, chains, owner);
      const answers = keys.kind === "address" ? kernel.allocateZeros(kernel.answersSize()) : 0;
      return { table, answers, chains: chains.isEmpty ? undefined : chains.place(kernel) };
    }
  };
}
