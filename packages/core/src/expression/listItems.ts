// Lists from files as members of an expression, for those that hand it on to another engine. What a line means next to a field is
// as in evaluate/listFiles.ts.
import { parseAddresses } from "../address.ts";
import { findField } from "../field.ts";
import { isProblem, type Problem } from "@flowlogs/base/problem";
import { fieldKindOf } from "./functions/resultKind.ts";
import { type LiteralList, misfit, readEntry } from "./parse/literal.ts";
import type { Expression, FieldReference, Item } from "./syntax.ts";

/** More members make a query that engines do not take. */
const MOST = 1000;

/** Every `in @FILE` with the members of the file; or what is wrong with it. `load` gives all bytes of a file. */
export function withListItems(expression: Expression, load: (path: string) => Uint8Array): Expression | Problem {
  const problems: Problem[] = [];
  const membersOf = (field: FieldReference) => (item: Item) => {
    if (item.kind !== "file") return [item];
    const read = listItems(item.path, new TextDecoder().decode(load(item.path)), field);
    if (!isProblem(read)) return read;
    problems.push(read);
    return [];
  };
  const visit = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(visit);
    if (typeof value !== "object" || value === null || Object.getPrototypeOf(value) !== Object.prototype) return value;
    if (isList(value))
      return { ...value, field: visit(value.field), items: value.items.flatMap(membersOf(value.field)) };
    return Object.fromEntries(Object.entries(value).map(([key, it]) => [key, visit(it)]));
  };
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- a copy with other members of lists
  const read = visit(expression) as Expression;
  return problems[0] ?? read;
}

function isList(value: object): value is Extract<Expression, { kind: "in" }> {
  return "kind" in value && value.kind === "in" && "items" in value;
}

function listItems(path: string, text: string, { name, scalar }: FieldReference): readonly Item[] | Problem {
  const values = { label: name, field: scalar === undefined ? findField(name) : fieldKindOf(scalar) };
  const items: Item[] = [];
  for (const [index, line] of text.split("\n").entries()) {
    const entry = line.replace(/(^|[\0-\u0020])#.*/s, "").replaceAll(/^[\0-\u0020]+|[\0-\u0020]+$/g, "");
    const isOne = values.field === undefined || values.field.kind === "text";
    for (const word of isOne ? [entry] : line.replace(/#.*/, "").split(/[\s,;]+/)) {
      if (word === "") continue;
      const item = itemOf(word, values);
      if (item === undefined) {
        const { problem, advice } = misfit(`"${word}"`, word, values);
        return { problem: `${path}:${index + 1}: ${problem}`, advice };
      }
      items.push(item);
    }
  }
  if (items.length <= MOST) return items;
  const problem = `${path} has ${items.length} members, and a query has at most ${MOST} of a list`;
  return { problem, advice: "leave --engine out, or make a table of the list there" };
}

/** Next to an unknown key a line is what it looks like. */
function itemOf(word: string, values: LiteralList): Item | undefined {
  const kind = values.field?.kind;
  const text: Item = { kind: "value", value: { kind: "text", text: word, quoted: true } };
  if (kind === "text") return text;
  const addresses = kind === "address" || kind === undefined ? parseAddresses(word) : undefined;
  if (addresses !== undefined) return { kind: "addresses", ...addresses };
  if (kind === "address") return undefined;
  const range = readEntry(word, values);
  if (range !== undefined) return { kind: "range", ...range };
  return kind === undefined ? text : undefined;
}
