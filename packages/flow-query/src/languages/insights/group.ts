// The `stats` of a query as flow-group.
import { checked } from "./functions.ts";
import { columnFor } from "./names.ts";
import type { Scope } from "./scope.ts";
import type { QueryCommand, QueryItem } from "./syntax.ts";
import { quoted } from "../texts.ts";
import { atom, ATOM, bound, nameOf, type QueryValue } from "./value.ts";

interface StatsWords {
  readonly words: readonly string[];
  /** The columns of the result, the keys first. */
  readonly columns: ReadonlyMap<string, QueryValue>;
}

/** Throws QueryRefusal. */
export function groupWords({ items, by }: Extract<QueryCommand, { kind: "stats" }>, scope: Scope): StatsWords {
  const columns = new Map<string, QueryValue>();
  const add = (item: QueryItem, value: QueryValue): string => {
    if (columns.has(item.name)) {
      scope.refuse(item, `two columns are called "${item.name}"`, "give one of them another name with as");
    }
    const name = columnFor(item.name, value, columns.size);
    const text = quoted(name, "`");
    columns.set(item.name, atom(text, value.kind, value.nulls.length === 0 ? [] : [text]));
    return name === value.text ? name : `${bound(value, ATOM)} as ${nameOf(name)}`;
  };
  const keys = by.map((item) => {
    if (item.value.kind === "call" && item.value.name.toLowerCase() === "bin" && !scope.isLog) {
      scope.refuse(
        item,
        "bin needs @timestamp, which the stats before does not have",
        "group by the column of its bin",
      );
    }
    const value = scope.value(item.value);
    checked(value.text, item.value, scope);
    if (value.literal !== undefined) scope.refuse(item, "a constant does not group");
    return add(item, value);
  });
  const results = items.map((item) => {
    const value = scope.grouped.value(item.value);
    if (value.literal !== undefined) scope.refuse(item, "an aggregate is missing", "write one such as count(*)");
    return add(item, value);
  });
  return { words: [...(keys.length === 0 ? [] : ["--by", keys.join(", "), "--keep-null"]), ...results], columns };
}
