// What a column without `as` is called: the text of its expression, as Logs Insights shows it.
import type { QueryPlace } from "../refusal.ts";
import { unitOf } from "./periods.ts";
import type { QueryNode } from "./syntax.ts";

/** The name of a field, or the text without the blanks that mean nothing; `bin( 30 min)` is bin(30m). */
export function columnName(query: string, value: QueryNode, { from, to }: QueryPlace): string {
  if (value.kind === "field") return value.name;
  const parts =
    query.slice(from, to).match(/"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|`(?:[^`\\]|\\.)*`|#[^\n]*|[^"'`#]+/g) ?? [];
  const text = parts
    .filter((part) => !part.startsWith("#"))
    .map((part) => (/^["'`]/.test(part) ? part : part.replace(/\s+/g, " ").replace(/ ?([(),+*/<>=^%[\]-]) ?/g, "$1")))
    .join("")
    .trim();
  return text.replace(/(?<![\w"'])bin\((\d+) ?([a-z]+)\)/gi, (_, count: string, unit: string) => {
    return `bin(${count}${unitOf(unit.toLowerCase())?.ours ?? unit})`;
  });
}
