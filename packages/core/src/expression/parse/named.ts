// Named expressions, as in `:blocked and bytes > 1MB`: configuration files name them, and here they are read in place.
import type { Expression } from "../syntax.ts";
import type { NamedText } from "@flowlogs/base/named";
import { nearest } from "@flowlogs/base/nearest";
import { isProblem, type Problem } from "@flowlogs/base/problem";
import { adoptedNames } from "../adoptedNames.ts";
import type { Token } from "./token.ts";
import { advance, type Cursor, type ExpressionOptions, peek, problemOf } from "./cursor.ts";

/** The named lists that an expression refers to, as in `in @office`. */
export function namedListsIn(expression: Expression): ReadonlyMap<string, NamedText> {
  const found = new Map<string, NamedText>();
  const { lists } = adoptedNames();
  const visit = (value: unknown): void => {
    if (typeof value !== "object" || value === null) return;
    const path = "kind" in value && value.kind === "file" && "path" in value ? String(value.path) : undefined;
    const list = path === undefined ? undefined : lists.get(path);
    if (path !== undefined && list !== undefined) found.set(path, list);
    for (const part of Object.values(value)) visit(part);
  };
  visit(expression);
  return found;
}

export type ParseText = (text: string, options: ExpressionOptions) => Expression | Problem;

/** The expression whose name is at the cursor; undefined where there is none. */
export function parseNamed(cursor: Cursor, parse: ParseText): Expression | Problem | undefined {
  const token = peek(cursor);
  const [, name] = (token.kind === "word" ? /^:([A-Za-z][\w-]*)$/.exec(token.text) : null) ?? [];
  if (name === undefined) return undefined;
  advance(cursor);
  const { naming = [] } = cursor.options;
  const fault = (problem: string, advice?: string): Problem => problemOf(cursor, token, problem, advice);
  const { expressions } = adoptedNames();
  const entry = expressions.get(name);
  if (entry === undefined) return fault(`no expression is called :${name}`, adviceFor(name));
  const { text, origin, rival } = entry;
  if (rival !== undefined) return fault(`:${name} is not the same in ${origin} and ${rival}`, "rename one of them");
  if (naming.includes(name)) return fault(`:${name} contains itself, by ${[...naming, name].join(", ")}`);
  const inner = parse(text, { ...cursor.options, now: cursor.now, naming: [...naming, name] });
  return isProblem(inner) ? { ...inner, problem: `in :${name} of ${origin}: ${inner.problem}` } : placed(inner, token);
}

/** Where a name stands is asked in the outer text. */
function placed(inner: Expression, { from, to }: Token): Expression {
  const place = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(place);
    if (typeof value !== "object" || value === null || Object.getPrototypeOf(value) !== Object.prototype) return value;
    const copy = Object.fromEntries(Object.entries(value).map(([key, it]) => [key, place(it)]));
    return "from" in copy && "to" in copy ? { ...copy, from, to } : copy;
  };
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- a copy with other places
  return place(inner) as Expression;
}

function adviceFor(name: string): string {
  const names = [...adoptedNames().expressions.keys()];
  if (names.length === 0) return "a configuration file may name it, in its section expressions";
  const near = nearest(name, names);
  return near === undefined ? `there are ${names.map((it) => `:${it}`).join(", ")}` : `did you mean :${near}?`;
}
