// A label of a field as a value that is worked out from the field: a choice by its keys. Whoever asks another engine puts it there in
// place of the table.
import type { Problem } from "@flowlogs/base/problem";
import type { Item, Scalar, ScalarCase } from "../expression/syntax.ts";
import { findField } from "../field.ts";
import { AddressKeys } from "./addressKeys.ts";
import { Chains } from "./chains.ts";
import { ColumnTextKeys } from "./columnTextKeys.ts";
import { ownerOf } from "./sourceOwner.ts";
import type { LabelKeys, LabelSource } from "./labelSource.ts";
import { keysFor } from "./lookups.ts";
import { TextKeys } from "./textKeys.ts";

/** Keys that a choice has at most: engines look at one after the other, and limit the length of a question. */
const MOST_KEYS = 200;

export interface ChoiceOptions {
  readonly field: string;
  readonly label: string;
  readonly sources: readonly LabelSource[];
  readonly refuse: (where: string, problem: Problem) => never;
}

/** The label of the first source that has one, as the kernel finds it; or why no choice says the same. */
export function labelChoice({ field, label, sources, refuse }: ChoiceOptions): Scalar | string {
  const cases: ScalarCase[] = [];
  for (const source of sources) {
    const keys = keysFor(source, field);
    const place = source.labels.indexOf(label);
    if (keys === undefined || place < 0) continue;
    const items = itemsOf(source, keys, { field, refuse });
    if (typeof items === "string") return items;
    const more = casesOf(source, place, field, items);
    if (typeof more === "string") return more;
    cases.push(...more);
  }
  if (cases.length === 0) return `no key of ${field} has a ${label}`;
  return { kind: "choice", cases };
}

type KeyItem = readonly [item: Item, entry: number];

/** The keys as members of a list, each with its entry; or why there is no such list. */
function itemsOf(
  source: LabelSource,
  keys: LabelKeys,
  { field, refuse }: Pick<ChoiceOptions, "field" | "refuse">,
): readonly KeyItem[] | string {
  if (source.isDated) return `labels of ${source.name} are in force for a time`;
  const isTable = keys instanceof AddressKeys || keys instanceof TextKeys || keys instanceof ColumnTextKeys;
  if (!isTable) return `${source.name} is a database of networks`;
  if (keys.count > MOST_KEYS) return `${source.name} has more than ${MOST_KEYS} keys`;
  const owner = ownerOf(source, refuse);
  const chains = new Chains((entry) => owner.validityOf(entry));
  if (keys instanceof AddressKeys)
    return Array.from(keys.ranges(chains, owner), ([range, entry]): KeyItem => [
      { kind: "addresses", ...range },
      entry,
    ]);
  const kind = findField(field)?.kind;
  if (kind !== "text" && kind !== "integer") return `the keys of ${source.name} are texts, and ${field} is not`;
  return Array.from(keys.texts(chains, owner)).flatMap(([key, entry]): readonly KeyItem[] => {
    if (kind === "text") return [[{ kind: "value", value: { kind: "text", text: key, quoted: true } }, entry]];
    // No record has a number that is spelled in another way.
    if (!/^(?:0|[1-9]\d{0,17})$/.test(key)) return [];
    return [[{ kind: "value", value: { kind: "number", text: key, quoted: false, raw: key } }, entry]];
  });
}

/** A case for each text of the label; or why there are none. */
function casesOf(
  source: LabelSource,
  place: number,
  field: string,
  items: readonly KeyItem[],
): readonly ScalarCase[] | string {
  const lists = new Map<string, Item[]>();
  for (const [item, entry] of items) {
    const json = source.jsonAt(entry, place);
    if (json === undefined) continue;
    const list = lists.get(json);
    if (list === undefined) lists.set(json, [item]);
    else list.push(item);
  }
  const cases: ScalarCase[] = [];
  for (const [json, list] of lists) {
    const value: unknown = JSON.parse(json);
    if (typeof value !== "string") return `labels of ${source.name} are not all texts`;
    const when = { kind: "in", field: { kind: "field", name: field, from: 0, to: 0 }, items: list } as const;
    cases.push({ when, value: { kind: "text", text: value } });
  }
  return cases;
}
