// The parameters of a query: `:NAME`, as in other languages, becomes `$NAME`, as DuckDB has it, and its value is bound to that:
// it never becomes part of the text. Places stay where they are.
import { type Problem, problemAt } from "@flowlogs/base/problem";

/** A query with its parameters as DuckDB has them. */
export interface BoundQuery {
  /** As long as the text of the user. */
  readonly text: string;
  /** By the names that DuckDB has for them. */
  readonly values: ReadonlyMap<string, string>;
}

/** What may look like a parameter, and is not: texts, names and comments; then parameters, but neither casts nor slices. */
const places = new RegExp(
  [
    String.raw`[eE]'(?:[^'\\]|\\[^]|'')*'`,
    "'(?:[^']|'')*'",
    '"(?:[^"]|"")*"',
    String.raw`\$(\w*)\$[^]*?\$\1\$`,
    String.raw`--[^\n]*`,
    String.raw`/\*[^]*?\*/`,
    String.raw`(?<![\w:'")\]}]|[\w)\]]\[):(?<name>[A-Za-z][\w-]*)`,
    String.raw`\$(?<own>[A-Za-z]\w*)`,
  ].join("|"),
  "g",
);

/** The query with its values, or what is wrong with these. */
export function bindQuery(query: string, given: ReadonlyMap<string, string>): BoundQuery | Problem {
  const names = new Map<string, string>();
  const values = new Map<string, string>();
  for (const [name, value] of given) {
    const known = names.get(bound(name));
    if (known !== undefined)
      return { problem: `:${known} and :${name} are the same name in SQL`, advice: "rename one" };
    names.set(bound(name), name);
    values.set(bound(name), value);
  }
  const used = new Set<string>();
  const text = query.replaceAll(places, (whole, ...found) => {
    const { name, own = name }: { name?: string; own?: string } = found.at(-1);
    if (own === undefined || !values.has(bound(own))) return whole;
    used.add(bound(own));
    return name === undefined ? whole : `$${name.replaceAll("-", "_")}`;
  });
  const unused = [...names].find(([key]) => !used.has(key))?.[1];
  if (unused === undefined) return { text, values };
  return {
    problem: `the query has no :${unused}`,
    advice: `write :${unused} where the value belongs, outside of texts`,
  };
}

/** A syntax error at a colon is more likely a parameter without a value. */
export function withoutValue(query: string, from: number): Problem | undefined {
  const [whole, name] = /^:([A-Za-z][\w-]*)/.exec(query.slice(from)) ?? [];
  if (whole === undefined || name === undefined) return undefined;
  return problemAt(query, from, from + whole.length, `${whole} has no value`, `give it one with --set ${name}=VALUE`);
}

/** DuckDB does not tell names apart by case, and has no hyphens in them. */
function bound(name: string): string {
  return name.replaceAll("-", "_").toLowerCase();
}
