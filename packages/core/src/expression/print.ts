// Writes an expression in its normal spelling, which reads back as the same tree. Also says which fields it needs.
import { formatAddresses } from "../address.ts";
import { canonicalName } from "../field.ts";
import { writeQuoted } from "./enclosed.ts";
import { isKnownEverywhere, isNameShaped, pseudoFields, suggestOperand } from "./operand.ts";
import { writeSubstring } from "./pattern.ts";
import type { Expression, FieldReference, Item, Value } from "./syntax.ts";
import { isKeyword } from "./token.ts";

/** Names come in the table's spelling, lists in brackets, texts in single quotes unless they were bare. */
export function printExpression(expression: Expression): string {
  switch (expression.kind) {
    case "and":
    case "or":
      return expression.operands.map((operand) => inChain(operand, expression.kind)).join(` ${expression.kind} `);
    case "not":
      return printNot(expression.operand);
    case "compareFields":
      return `${printName(expression.left)} ${expression.operator} ${printKnownName(expression.right)}`;
    case "compare":
      return `${printName(expression.field)} ${expression.operator} ${printValue(expression.value)}`;
    default:
      return printTest(expression, "");
  }
}

/** The names of the fields that the expression asks for, each once, in the order of their first use. */
export function fieldsOf(expression: Expression): string[] {
  return [...new Set(namesIn(expression))];
}

function namesIn(expression: Expression): string[] {
  switch (expression.kind) {
    case "and":
    case "or":
      return expression.operands.flatMap(namesIn);
    case "not":
      return namesIn(expression.operand);
    case "compareFields":
      return [expression.left.name, expression.right.name];
    default:
      return [expression.field.name];
  }
}

type Test = Extract<Expression, { kind: "in" | "contains" | "matches" | "isNull" }>;

function printTest(test: Test, not: "" | "not "): string {
  const name = printName(test.field);
  switch (test.kind) {
    case "in":
      return `${name} ${not}in [${test.items.map(printItem).join(", ")}]`;
    case "contains":
      return `${name} ${not}like ${writeQuoted(writeSubstring(test.text), "'")}`;
    case "matches":
      return `${name} ${not === "" ? "=~" : "!~"} /${test.source}/${test.flags}`;
    default:
      return `${name} is ${not}null`;
  }
}

function printNot(operand: Expression): string {
  switch (operand.kind) {
    case "and":
    case "or":
      return `not (${printExpression(operand)})`;
    case "not":
    case "compare":
    case "compareFields":
      return `not ${printExpression(operand)}`;
    default:
      return printTest(operand, "not ");
  }
}

function inChain(operand: Expression, kind: "and" | "or"): string {
  const text = printExpression(operand);
  return kind === "and" && operand.kind === "or" ? `(${text})` : text;
}

/** Bare where the parser would take the bare word for the same name; else in back-ticks. */
function printName(reference: FieldReference): string {
  const { name } = reference;
  const isPlain = isNameShaped(name) && !isKeyword(name) && pseudoFields(name) === undefined;
  const isSafe = isPlain && canonicalName(name) === name && suggestOperand(name) === undefined;
  return isSafe ? name : writeQuoted(name, "`");
}

/** On the right a bare word that is not known would be a text. */
function printKnownName(reference: FieldReference): string {
  return isKnownEverywhere(reference.name) ? printName(reference) : writeQuoted(reference.name, "`");
}

function printValue(value: Value): string {
  if (value.kind === "regex") return `/${value.source}/${value.flags}`;
  if (value.kind === "address") return value.raw;
  const written = value.kind === "number" ? value.raw : value.text;
  return value.quoted ? writeQuoted(written, "'") : written;
}

function printItem(item: Item): string {
  if (item.kind === "value") return printValue(item.value);
  return item.kind === "range" ? `${item.low}-${item.high}` : formatAddresses(item);
}
