// What the kinds of option values read, written again in the normal spelling: each text is read back as the same tree.
import type { Aggregate } from "./aggregate/aggregate.ts";
import type { AggregateCall, Formula, Operator } from "./aggregate/formula.ts";
import type { GroupKey } from "./aggregate/key.ts";
import { type DerivedResult, type GroupResult, isDerived } from "./aggregate/result.ts";
import { withoutSpaces, writeQuoted } from "./expression/delimiters.ts";
import { findFunction } from "./expression/functions/registry.ts";
import { workingOf } from "./expression/functions/resultKind.ts";
import { isKeyword } from "./expression/keywords.ts";
import { printExpression, printScalar } from "./expression/print.ts";
import type { Scalar } from "./expression/syntax.ts";
import type { PrintColumn } from "./print/columnList.ts";
import type { SortKey } from "./rank/keys.ts";
import type { Duration } from "./time/duration.ts";

export { type AggregateCall, callsOf, type Formula } from "./aggregate/formula.ts";
export type { GroupKey } from "./aggregate/key.ts";
export { type GroupResult, isDerived } from "./aggregate/result.ts";
export { formatAddress, formatAddresses } from "./address.ts";
export { translate as toRe2 } from "./regex/translate.ts";
export { fieldsOf, fieldsOfScalar } from "./expression/fields.ts";
export { withListItems } from "./expression/listItems.ts";
export { keyFor } from "./field.ts";
export { printExpression, printScalar };
export type {
  Comparison,
  FieldReference,
  Item as ExpressionItem,
  Scalar,
  Value as ExpressionValue,
} from "./expression/syntax.ts";

/** The value that a call is short for, where it is: `toMillis(start)` is start * 1000. */
export function shortFor({ function: name, arguments: values }: Extract<Scalar, { kind: "call" }>): Scalar | undefined {
  const called = findFunction(name);
  const works = called === undefined ? undefined : workingOf(called, values);
  return works !== undefined && "expand" in works ? works.expand(values) : undefined;
}

/** A name in a list of fields: between back-ticks where more than letters are in it, but for `sum(bytes)`. */
export function printFieldName(name: string): string {
  const isPlain = /^[A-Za-z_][\w.]*(?:\([\w.]*\))?$/.test(name) && !isKeyword(name);
  return isPlain ? name : writeQuoted(name, "`");
}

export function printKey(key: GroupKey): string {
  if (key.network !== undefined) {
    return withAlias(printNetwork(key.network), key.name);
  }
  if (key.scalar === undefined && key.column === key.name) return printScalar(fieldOf(key.column));
  return withAlias(printScalar(key.scalar ?? fieldOf(key.column)), key.name);
}

export function printSortKey({ value, direction }: SortKey): string {
  return direction === undefined ? printValue(value) : `${printValue(value)} ${direction}`;
}

export function printColumn({ name, scalar, role }: PrintColumn): string {
  if (role === "rest") return "*";
  if (role === "leftOut") return `-${printFieldName(name)}`;
  return scalar === undefined ? printFieldName(name) : `${printScalar(scalar)} as ${printFieldName(name)}`;
}

export function printResult(result: GroupResult): string {
  return withAlias(isDerived(result) ? printDerived(result) : printFormula(result.formula), result.name);
}

/** In the largest unit of which it is a whole number. */
export function printDuration(duration: Duration): string {
  if ("months" in duration) return `${duration.months}mo`;
  const milliseconds = Math.round(duration.seconds * 1000);
  const units = { d: 86_400_000, h: 3_600_000, m: 60_000, s: 1000 };
  const [unit, size] = Object.entries(units).find(([, it]) => milliseconds % it === 0) ?? ["ms", 1];
  return `${milliseconds / size}${unit}`;
}

/** `srcaddr/24`, `srcaddr/24/56`: /64 is what IPv6 addresses have without a length of their own. */
function printNetwork({ field, four, six }: NonNullable<GroupKey["network"]>): string {
  const lengths = six === 64 ? String(four) : four === 32 ? `/${six}` : `${four}/${six}`;
  return `${printFieldName(field)}/${lengths}`;
}

/** Where nobody says how a result is called, that is its text. */
function withAlias(text: string, name: string): string {
  return withoutSpaces(text) === name ? text : `${text} as ${printFieldName(name)}`;
}

function fieldOf(name: string): Scalar {
  return { kind: "field", name, from: 0, to: 0 };
}

/** Aggregates are called by their texts. */
function printValue(value: Scalar): string {
  return value.kind === "field" && value.name.includes("(") ? printFieldName(value.name) : printScalar(value);
}

function printDerived({ scalar, aggregates }: DerivedResult): string {
  return aggregates.reduce(
    (text, { name }) => text.replaceAll(writeQuoted(name, "`"), () => name),
    printScalar(scalar),
  );
}

const bindings: Readonly<Record<Operator, number>> = { "+": 1, "-": 1, "*": 2, "/": 2 };

function printFormula(formula: Aggregate["formula"]): string {
  switch (formula.kind) {
    case "call":
      return printCall(formula);
    case "number":
      return printNumber(formula.value);
    case "negative":
      return `-${inFormula(formula.operand, 2 + 1)}`;
    case "operation": {
      const binding = bindings[formula.operator];
      return `${inFormula(formula.left, binding)} ${formula.operator} ${inFormula(formula.right, binding + 1)}`;
    }
  }
}

/** In parentheses where it binds less than it must. */
function inFormula(formula: Formula, least: number): string {
  const text = printFormula(formula);
  return formula.kind === "operation" && bindings[formula.operator] < least ? `(${text})` : text;
}

/** Without an exponent, whose sign would be an operator. */
function printNumber(value: bigint | number): string {
  const text = String(value);
  return text.includes("e") ? Number(value).toFixed(20).replace(/0+$/, "") : text;
}

function printCall({ function: called, field, scalar, percent, where }: AggregateCall): string {
  const condition = where === undefined ? "" : printExpression(where);
  const argument = field === undefined ? "" : printScalar(scalar ?? fieldOf(field));
  const short = `p${percent}`;
  const isShort = called.percent?.inName.test(short) === true;
  const parts = [argument, ...(percent === undefined || isShort ? [] : [percent])].join(", ");
  const inside = argument === "" ? condition : condition === "" ? parts : `${parts} where ${condition}`;
  return `${isShort ? short : called.name}(${inside})`;
}
