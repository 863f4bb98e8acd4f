// The columns of an answer, as flow-fmt is asked for them.
import { quoted } from "../texts.ts";
import { ATOM, bound, nameOf, type QueryValue } from "./value.ts";

export interface Column {
  readonly name: string;
  readonly value: QueryValue;
  /** `parse` made it. */
  readonly isParsed?: boolean;
  /** It is one of the columns of the last `stats`. */
  readonly isGrouped?: boolean;
}

/** Times as Logs Insights shows them. */
const TIME = "'%F %T.%L'";

/** The select list; undefined where the records have these columns, by these names and no others. */
export function selectWords(columns: readonly Column[], grouped: number | undefined): string | undefined {
  const words = columns.map(({ name, value }) => {
    if (value.kind === "time") return `formatDate(${value.text}, ${TIME}) as ${nameOf(name)}`;
    const isOwn = value.text === name || value.text === quoted(name, "`");
    if (isOwn) return nameOf(name);
    // A comma in a text alone would begin the next column.
    const text = value.literal === undefined ? bound(value, ATOM) : `(${value.text})`;
    return `${text} as ${nameOf(name)}`;
  });
  const isWhole =
    columns.length === grouped &&
    columns.every(({ isGrouped }) => isGrouped) &&
    words.every((word, i) => word === nameOf(columns[i]?.name ?? ""));
  return isWhole ? undefined : words.join(", ");
}

/**
 * The fields by which records are told apart. What is computed has to be a field first: then `select` writes these and the
 * others that the query uses.
 */
export function keyColumns(
  keys: readonly QueryValue[],
  used: ReadonlySet<string>,
): { readonly names: readonly string[]; readonly select: string | undefined } {
  const names = keys.map((key, i) => (isField(key) ? key.text : `\`key ${i + 1}\``));
  if (keys.every(isField)) return { names, select: undefined };
  const made = keys.flatMap((key, i) => (isField(key) ? [] : [`${bound(key, ATOM)} as ${names[i] ?? ""}`]));
  return { names, select: [...new Set(["start", ...used]), ...made].join(", ") };
}

function isField({ text }: QueryValue): boolean {
  return /^\w+$|^`[^`]*`$/.test(text);
}
