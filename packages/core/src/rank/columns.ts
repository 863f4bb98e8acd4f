// The columns that ranking needs: the fields that records are sorted and grouped by, and after them what is computed.
import { findAggregate } from "../aggregate/functions/registry.ts";
import { firstPlaces } from "../fieldIndex.ts";
import { endOfParentheses } from "../expression/delimiters.ts";
import { fieldsOfScalar } from "../expression/fields.ts";
import type { Scalar } from "../expression/syntax.ts";
import { fields as knownFields, findField } from "../field.ts";
import { APART } from "./nullsApart.ts";
import type { SortColumn } from "./sorter.ts";

export interface RankKey {
  /** A field, or what is computed of fields. */
  readonly value: Scalar;
  readonly descending: boolean;
}

export class RankColumns {
  readonly #keys: readonly RankKey[];
  readonly #per: readonly string[];
  /** The fields that the user named. */
  readonly named: readonly string[];
  /** The fields that the records must have in their batches, and those of them that the user did not name: they are keys. */
  readonly fields: readonly string[];
  readonly exact: readonly string[];
  /** What is computed, by the names of the columns. */
  readonly computed: ReadonlyMap<string, Scalar>;
  /** The columns that are filled here: with what is computed, and with what keeps records apart. */
  readonly filled: readonly string[];

  /** `others`: fields that are needed for something else; `isApart`: records with null in a field of `per` have no group. */
  constructor(keys: readonly RankKey[], per: readonly string[], others: readonly string[], isApart: boolean) {
    this.#keys = keys;
    this.#per = per;
    this.named = [...new Set([...keys.flatMap(({ value }) => fieldsOfScalar(value)), ...per])];
    const named = new Set(this.named);
    this.exact = others.filter((name) => !named.has(name));
    this.fields = [...this.named, ...new Set(this.exact)];
    const values = keys.flatMap(({ value }, i): [string, Scalar][] =>
      value.kind === "field" ? [] : [[nameOfComputed(i), value]],
    );
    this.computed = new Map(values);
    this.filled = [...this.computed.keys(), ...(isApart ? [APART] : [])];
  }

  /** The columns to sort by, of batches with these fields. */
  sortedBy(fields: readonly string[]): SortColumn[] {
    const places = firstPlaces(fields);
    return this.#keys.map(({ value, descending }, i) => {
      // What is computed comes after a field that happens to have its name.
      if (value.kind !== "field") return { column: fields.lastIndexOf(nameOfComputed(i)), descending };
      return { column: places.get(value.name) ?? -1, descending };
    });
  }

  /** The columns whose values make a group. */
  groupedBy(fields: readonly string[]): number[] {
    const places = firstPlaces(fields);
    return this.#per.map((name) => places.get(name) ?? -1);
  }
}

function nameOfComputed(key: number): string {
  return `key ${key + 1}`;
}

/** Fields of which a sum means something, by name: what counts something in a flow. */
export const additiveFields: readonly string[] = [
  "flows",
  ...knownFields.filter(({ role }) => role === "count").map(({ name }) => name),
];

/** Whether sums of the field mean something: it is a sum or a count itself, or counts something in a flow. */
export function isAdditive(name: string): boolean {
  const [, word = ""] = /^(\w+)\(/.exec(name) ?? [];
  const gives = findAggregate(word)?.function.gives;
  if (gives === "sum" || gives === "count") return endOfParentheses(name, word.length) === name.length;
  return additiveFields.includes(findField(name)?.name ?? name);
}
