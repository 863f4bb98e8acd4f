// Writes an expression in its normal spelling, which reads back as the same tree.
import { formatAddresses, parseAddresses } from "../address.ts";
import { writeQuoted } from "./delimiters.ts";
import { referencesIn } from "./fields.ts";
import { findFunction } from "./functions/registry.ts";
import { derivedField, isKnownEverywhere, isNameShaped, pseudoFields } from "./knownNames.ts";
import { writeSubstring } from "./patternText.ts";
import type { Arithmetic, Expression, FieldReference, Item, Scalar, Value } from "./syntax.ts";
import { isKeyword } from "./keywords.ts";

/** Names come in the table's spelling, lists in brackets, texts in single quotes unless they were bare. */
export function printExpression(expression: Expression): string {
  switch (expression.kind) {
    case "and":
    case "or":
      return printChain(expression.kind, expression.operands);
    case "not":
      return printNot(expression.operand);
    case "compareFields":
      return `${printReference(expression.left)} ${expression.operator} ${printRight(expression.right)}`;
    case "compare":
      return `${printReference(expression.field)} ${expression.operator} ${printValue(expression.value)}`;
    default:
      return printTest(expression, "");
  }
}

/** A condition on both fields of a pseudo-field is printed once. */
function printChain(kind: "and" | "or", operands: readonly Expression[]): string {
  return linksOf(kind, operands).join(` ${kind} `);
}

function linksOf(kind: "and" | "or", operands: readonly Expression[]): readonly string[] {
  const links: string[] = [];
  for (let i = 0; i < operands.length; i++) {
    const [one, other] = operands.slice(i, i + 2);
    if (one === undefined) break;
    const both = other === undefined ? undefined : printBoth(kind, one, other);
    links.push(both ?? inChain(one, kind));
    if (both !== undefined) i++;
  }
  return links;
}

/** A side is written as its pseudo-field. */
let asPseudo = false;

/** Two tests that are the same of both sides, as one of the pseudo-field; undefined when they are not. */
function printBoth(joint: "and" | "or", one: Expression, other: Expression): string | undefined {
  const areTests = [one, other].every(({ kind }) => kind !== "and" && kind !== "or" && kind !== "not");
  if (!areTests || !asksForSide(one, 0) || !asksForSide(other, 1)) return undefined;
  asPseudo = true;
  const texts = [one, other].map(printExpression);
  asPseudo = false;
  const [text] = texts;
  if (text === undefined || text !== texts[1]) return undefined;
  // Unequal to a pseudo-field is unequal to both sides; of bits, one side with some of them will do.
  const isUnequal = (one.kind === "compare" || one.kind === "compareFields") && one.operator === "!=";
  if (isUnequal === (joint === "and")) return text;
  return isUnequal && text.endsWith(" != 0") ? text.slice(0, -" != 0".length) : undefined;
}

/** Whether it refers to the first, or the second, field of a pseudo-field. */
function asksForSide(expression: Expression | undefined, side: 0 | 1): boolean {
  const isSide = (scalar: Scalar): boolean =>
    scalar.kind === "made" &&
    scalar.meaning.kind === "field" &&
    pseudoFields(scalar.name)?.[side] === scalar.meaning.name;
  return (
    expression !== undefined &&
    referencesIn(expression).some(({ scalar }) => scalar !== undefined && partsOf(scalar).some(isSide))
  );
}

/** The value, and all values in it. */
function partsOf(scalar: Scalar): readonly Scalar[] {
  switch (scalar.kind) {
    case "negative":
      return [scalar, ...partsOf(scalar.operand)];
    case "arithmetic":
      return [scalar, ...partsOf(scalar.left), ...partsOf(scalar.right)];
    case "call":
      return [scalar, ...scalar.arguments.flatMap(partsOf)];
    case "choice":
      return [
        scalar,
        ...scalar.cases.flatMap(({ value }) => partsOf(value)),
        ...(scalar.otherwise === undefined ? [] : partsOf(scalar.otherwise)),
      ];
    default:
      return [scalar];
  }
}

/** Writes a value in its normal spelling, which reads back as the same; its name where it has no other. */
export function printScalar(scalar: Scalar): string {
  switch (scalar.kind) {
    case "field":
      return printName(scalar.name);
    case "number":
      return scalar.text;
    case "text":
      return writeQuoted(scalar.text, "'");
    case "made": {
      const isSide = scalar.meaning.kind === "field" && !asPseudo;
      return isSide ? printScalar(scalar.meaning) : scalar.name;
    }
    case "negative":
      return printNegative(scalar.operand);
    case "arithmetic":
      return printOperation(scalar.operator, scalar.left, scalar.right);
    case "call": {
      const isEvaluated = findFunction(scalar.function)?.evaluateOnParse !== undefined;
      return `${scalar.function}(${isEvaluated ? "" : scalar.arguments.map(printScalar).join(", ")})`;
    }
    case "choice":
      return printChoice(scalar);
  }
}

/** A dash before an unknown name would be a part of it. */
function printNegative(operand: Scalar): string {
  const text = inOperation(operand, bindingOf("^"));
  const isBare = operand.kind === "field" && !isKnownEverywhere(operand.name) && !text.startsWith("`");
  return isBare ? `-(${text})` : `-${text}`;
}

/** How tightly an operator binds. A power takes what is right of it, all others what is left. */
function bindingOf(operator: Arithmetic): number {
  return { "&": 1, "+": 2, "-": 2, "*": 3, "/": 3, "%": 3, "^": 5 }[operator];
}
const SIGN = 4;

function printOperation(operator: Arithmetic, left: Scalar, right: Scalar): string {
  const binding = bindingOf(operator);
  const isPower = operator === "^";
  const before = inOperation(left, isPower ? binding + 1 : binding);
  const after = inOperation(right, isPower ? SIGN : binding + 1);
  return `${before} ${operator} ${after}`;
}

/** In parentheses where it binds less than it must. */
function inOperation(scalar: Scalar, least: number): string {
  const text = printScalar(scalar);
  const isSigned = scalar.kind === "negative" || (scalar.kind === "number" && scalar.text.startsWith("-"));
  const binding = scalar.kind === "arithmetic" ? bindingOf(scalar.operator) : isSigned ? SIGN : least;
  return binding < least ? `(${text})` : text;
}

function printChoice({ cases, otherwise }: Extract<Scalar, { kind: "choice" }>): string {
  const parts = cases.flatMap(({ when, value }) => [printExpression(when), printScalar(value)]);
  if (otherwise !== undefined) parts.push(printScalar(otherwise));
  return `${cases.length === 1 ? "if" : "case"}(${parts.join(", ")})`;
}

type PrintedTest = Extract<Expression, { kind: "in" | "contains" | "matches" | "isNull" }>;

function printTest(test: PrintedTest, not: "" | "not "): string {
  const name = printReference(test.field);
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
  const isChain = operand.kind === "or" && linksOf("or", operand.operands).length > 1;
  return kind === "and" && isChain ? `(${text})` : text;
}

function printReference({ name, scalar }: FieldReference): string {
  return scalar === undefined ? printName(name) : printScalar(scalar);
}

/** Bare where the parser would take the bare word for the same name; else in back-ticks. */
function printName(name: string): string {
  const isPlain = isNameShaped(name) && !isKeyword(name) && pseudoFields(name) === undefined;
  const isOther = derivedField(name) !== undefined || parseAddresses(name) !== undefined;
  const isSafe = isPlain && !isOther;
  return isSafe ? name : writeQuoted(name, "`");
}

/** On the right a bare word that is not known would be a text. */
function printRight(reference: FieldReference): string {
  if (reference.scalar !== undefined || isKnownEverywhere(reference.name)) return printReference(reference);
  return writeQuoted(reference.name, "`");
}

function printValue(value: Value): string {
  if (value.kind === "regex") return `/${value.source}/${value.flags}`;
  if (value.kind === "address") return value.raw;
  const written = value.kind === "number" ? value.raw : value.text;
  return value.quoted ? writeQuoted(written, "'") : written;
}

function printItem(item: Item): string {
  if (item.kind === "value") return printValue(item.value);
  if (item.kind === "file")
    return /^[^\s()[\],=!<>&|'"`]+$/.test(item.path) ? `@${item.path}` : `@${writeQuoted(item.path, "'")}`;
  return item.kind === "range" ? `${item.low}-${item.high}` : formatAddresses(item);
}
