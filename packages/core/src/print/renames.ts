// The kind of --rename: old=new, with commas between several.
import { isProblem, problemAt, type Problem } from "@flowlogs/base/problem";
import { listParts } from "../expression/delimiters.ts";
import { identityOf } from "../field.ts";
import { firstTwice, nameAt } from "../expression/parse/optionKinds.ts";

/** One column by another name. */
export interface Rename {
  readonly from: string;
  readonly to: string;
}

export const renames = {
  placeholder: "RENAME,...",
  topic: "fields",
  parse: parseRenames,
  join: (lists: readonly (readonly Rename[])[]) => checked(lists.flat()),
};

function parseRenames(text: string): readonly Rename[] | Problem {
  const found: Rename[] = [];
  for (const { from, to } of listParts(text)) {
    const rename = parseRename(text, from, to);
    if (isProblem(rename)) return rename;
    found.push(rename);
  }
  return checked(found);
}

function parseRename(text: string, from: number, to: number): Rename | Problem {
  // An aggregate may have an = within its parentheses, and a new name none.
  const equals = text.lastIndexOf("=", to - 1);
  if (equals < from) return problemAt(text, from, to, "the new name is missing", "write it as srcaddr=source");
  const old = nameAt(text, from, equals);
  if (isProblem(old)) return old;
  const name = text.slice(equals + 1, to).trim();
  return name === "" ? problemAt(text, from, to, "the new name is missing") : { from: old, to: name };
}

function checked(list: readonly Rename[]): readonly Rename[] | Problem {
  const twice =
    firstTwice(list.map((rename) => identityOf(rename.from))) ?? firstTwice(list.map((rename) => rename.to));
  return twice === undefined ? list : { problem: `"${twice}" is named twice` };
}
