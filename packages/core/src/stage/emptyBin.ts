// What a grouped record would be if nothing had been there: its keys as they are, counts and sums 0, and null for what
// nothing has none of, such as a mean.
import type { DerivedResult } from "../aggregate/result.ts";
import { keyFor } from "../field.ts";
import type { Problem } from "@flowlogs/base/problem";
import { membersOf } from "../text/member.ts";
import { type GroupedColumns, resultOfNothing } from "./groupedColumns.ts";

/** The texts before and after the bin. */
export interface EmptyRecord {
  readonly before: string;
  readonly after: string;
}

/** A record like this one without anything in it. A Problem when one of its results is undefined then. */
export function emptyRecord(
  line: string,
  { time, keys }: GroupedColumns,
  { zero, nulls }: { readonly zero: readonly string[]; readonly nulls: readonly string[] },
  derive: (result: DerivedResult, aggregates: string) => string | undefined,
): EmptyRecord | Problem {
  const members = membersOf(line) ?? [];
  const all = members.map(({ key }) => key);
  const meant = (names: readonly string[]): string[] => names.flatMap((name) => keyFor(name, all) ?? []);
  const [unchanged, zeros, empties] = [meant(keys), meant(zero), meant(nulls)];
  const unclear: string[] = [];
  const texts = members.flatMap(({ key, from, to }) => {
    if (key === time) return [];
    if (unchanged.includes(key)) return line.slice(from, to);
    const value = resultOfNothing(key, zeros, empties, derive);
    if (value === undefined) unclear.push(key);
    return `${JSON.stringify(key)}:${value ?? "null"}`;
  });
  if (unclear.length > 0) return unclearProblem(unclear);
  const place = members.findIndex(({ key }) => key === time);
  const behind = place < 0 ? [] : texts.splice(place);
  return {
    before: `{${texts.map((text) => `${text},`).join("")}${JSON.stringify(time)}:`,
    after: `${behind.map((text) => `,${text}`).join("")}}`,
  };
}

function unclearProblem(names: readonly string[]): Problem {
  const list = names.join(",");
  const what = names.length === 1 ? `"${list}" needs a value` : `"${names.join('", "')}" need a value`;
  return {
    problem: `${what} in an empty bin`,
    advice: `give --zero ${list} for counts and sums, --null ${list} for others`,
  };
}
