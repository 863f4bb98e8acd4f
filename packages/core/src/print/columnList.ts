// The columns to print as a user writes them: `srcaddr`, `bytes/packets as bpp`, `srcaddr as source`.
import { columnAt } from "../aggregate/column.ts";
import { type DelimitedPart, listParts } from "../expression/delimiters.ts";
import { firstTwice, joinLists, nameAt } from "../expression/parse/optionKinds.ts";
import type { Scalar } from "../expression/syntax.ts";
import { isProblem, type Problem, problemAt } from "@flowlogs/base/problem";

/** A column of the output. */
export interface PrintColumn {
  /** What it is called. */
  readonly name: string;
  /** Its values, where they are not those of the field of that name. */
  readonly scalar?: Scalar;
}

/** The option kind for columns, each a field or a value with a name. */
export const columnList = {
  placeholder: "COLUMN,...",
  parse: parseColumns,
  join: (lists: readonly (readonly PrintColumn[])[]) => joinLists(lists, ({ name }) => name),
};

function parseColumns(text: string): readonly PrintColumn[] | Problem {
  const columns: PrintColumn[] = [];
  for (const part of listParts(text)) {
    const column = columnOf(text, part);
    if (isProblem(column)) return column;
    columns.push(column);
    const twice = firstTwice(columns.map(({ name }) => name));
    if (twice !== undefined) return problemAt(text, part.from, part.to, `"${twice}" is in the list twice`);
  }
  return columns;
}

function columnOf(text: string, { from, to }: DelimitedPart): PrintColumn | Problem {
  // The last `as` outside of back-ticks names the column.
  const [, body, alias = ""] = /^([^]*\S)\s+as\s+(`(?:[^`\\]|\\.)*`|[^\s`]+)\s*$/i.exec(text.slice(from, to)) ?? [];
  if (body === undefined) {
    const name = nameAt(text, from, to);
    return isProblem(name) ? name : { name };
  }
  const start = text.lastIndexOf(alias, to);
  const name = alias.startsWith("`") ? nameAt(text, start, start + alias.length) : alias;
  if (isProblem(name)) return name;
  const lead = body.length - body.trimStart().length;
  const value = columnAt(
    text,
    from + lead,
    from + body.length,
    body.trim().startsWith("`") && /^`[^`]*`$/.test(body.trim()),
  );
  if (isProblem(value)) return value;
  return { name, scalar: value.scalar ?? { kind: "field", name: value.field, from: 0, to: 0 } };
}
