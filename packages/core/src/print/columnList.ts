// The columns to print as a user writes them: `srcaddr`, `bytes/packets as bpp`, `srcaddr as source`, `*`, `-account_id`.
import { identityOf } from "../field.ts";
import { columnAt } from "../aggregate/column.ts";
import { type DelimitedPart, listParts } from "../expression/delimiters.ts";
import { nameAt } from "../expression/parse/optionKinds.ts";
import type { Scalar } from "../expression/syntax.ts";
import { isProblem, type Problem, problemAt } from "@flowlogs/base/problem";

/** A column of the output. */
export interface PrintColumn {
  /** What it is called. */
  readonly name: string;
  /** Its values, where they are not those of the field of that name. */
  readonly scalar?: Scalar;
  /** In place of a column: all fields of the records that the list does not name, or one that is not among those. */
  readonly role?: "rest" | "leftOut";
}

const REST: PrintColumn = { name: "*", role: "rest" };

/** The option kind for columns, each a field or a value with a name; `*` are all others, but for those after a `-`. */
export const columnList = {
  placeholder: "COLUMN,...",
  topic: "fields",
  parse: parseColumns,
  join(lists: readonly (readonly PrintColumn[])[]): readonly PrintColumn[] | Problem {
    const columns = lists.flat();
    const twice = columns.find(repetition());
    return twice === undefined ? columns : { problem: `"${twice.name}" is named twice` };
  },
};

/** The whole list; undefined where it names a field to leave out, and nothing of which it could be. */
export function completeColumns(columns: readonly PrintColumn[]): readonly PrintColumn[] | undefined {
  const left = columns.filter(({ role }) => role === "leftOut");
  if (left.length === 0 || columns.some(({ role }) => role === "rest")) return columns;
  return left.length === columns.length ? [REST, ...columns] : undefined;
}

/** A test whether a column has the name of one that was tested before, or is named and left out, be it in two spellings. */
function repetition(): (column: PrintColumn) => boolean {
  const names = new Set<string>();
  const roles = new Map<string, PrintColumn["role"]>();
  return ({ name, role }) => {
    const identity = identityOf(name);
    const isContradiction = roles.has(identity) && roles.get(identity) !== role;
    roles.set(identity, role);
    return isContradiction || names.size === names.add(name).size;
  };
}

function parseColumns(text: string): readonly PrintColumn[] | Problem {
  const columns: PrintColumn[] = [];
  const isRepeated = repetition();
  for (const part of listParts(text)) {
    const column = columnOf(text, part);
    if (isProblem(column)) return column;
    columns.push(column);
    if (isRepeated(column)) {
      return problemAt(text, part.from, part.to, `"${column.name}" is in the list twice`);
    }
  }
  return columns;
}

function columnOf(text: string, { from, to }: DelimitedPart): PrintColumn | Problem {
  // The last `as` outside of back-ticks names the column.
  const [, body, alias = ""] = /^([^]*\S)\s+as\s+(`(?:[^`\\]|\\.)*`|[^\s`]+)\s*$/i.exec(text.slice(from, to)) ?? [];
  if (body === undefined) {
    const lead = /^\s*(\*\s*$|-)/.exec(text.slice(from, to));
    if (lead !== null && lead[1] !== "-") return REST;
    const name = nameAt(text, from + (lead?.[0].length ?? 0), to);
    if (isProblem(name)) return name;
    return lead === null ? { name } : { name, role: "leftOut" };
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
