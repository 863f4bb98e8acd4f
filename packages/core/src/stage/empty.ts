// What a grouped record would be if nothing had been there: its keys as they are, counts and sums 0, and null for what
// nothing has none of, such as a mean.
import { fields, keyFor } from "../field.ts";
import { membersOf } from "../text/member.ts";

/** The texts before and after the bin. */
export interface EmptyRecord {
  readonly before: string;
  readonly after: string;
}

/** A record like this one with other values, but for the keys; the fields named `zero` become 0. */
export function emptyRecord(line: string, keys: readonly string[], zero: readonly string[]): EmptyRecord {
  const members = membersOf(line) ?? [];
  const all = members.map(({ key }) => key);
  const kept = keys.map((name) => keyFor(name, all));
  const zeros = zero.flatMap((name) => keyFor(name, all) ?? []);
  const texts = members.flatMap(({ key, from, to }) => {
    if (key === "bin") return [];
    return kept.includes(key) ? line.slice(from, to) : `${JSON.stringify(key)}:${emptyValue(key, zeros)}`;
  });
  const place = members.findIndex(({ key }) => key === "bin");
  const behind = place < 0 ? [] : texts.splice(place);
  return {
    before: `{${texts.map((text) => `${text},`).join("")}"bin":`,
    after: `${behind.map((text) => `,${text}`).join("")}}`,
  };
}

/** An aggregate by its text, or something computed of some. */
export function isCall(name: string): boolean {
  return name.includes("(");
}

function emptyValue(name: string, zero: readonly string[]): "0" | "null" {
  return zero.includes(name) || counters.has(name) || isZeroOfNothing(name) ? "0" : "null";
}

/** Names under which counts and sums usually go. */
const counters: ReadonlySet<string> = new Set([
  "flows",
  "records",
  "count",
  ...fields.flatMap(({ name, role }) => (role === "count" ? name : [])),
]);

/** Counts and sums, and their sums, differences, products, and quotients by numbers: `sum(bytes)*8/300`. */
function isZeroOfNothing(name: string): boolean {
  const plain = name
    .replaceAll(/\s/g, "")
    .replaceAll(/\b(?:count|sum|count_distinct|approx_count_distinct)\((?:[^()]|\((?:[^()]|\([^()]*\))*\))*\)/gi, "Z");
  return /^(?:[\d.]+\*)*Z(?:[*/][\d.]+|\*Z)*(?:[+-](?:[\d.]+\*)*Z(?:[*/][\d.]+|\*Z)*)*$/.test(plain);
}
