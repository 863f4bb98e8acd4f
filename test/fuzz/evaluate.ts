// What an expression means, record by record, in the plainest way: for the comparison with the columns of the filter.
import { isIP, isIPv4 } from "node:net";
import type { Address } from "../../packages/core/src/address.ts";
import { findField } from "../../packages/core/src/field.ts";
import type {
  Comparison,
  Expression,
  FieldReference,
  Item,
  Value as Literal,
} from "../../packages/core/src/expression/syntax.ts";
import { compareNumbers, isNumeric, type Node, valueOf } from "./reference.ts";
import { isWorkedOut, numberOf as numberOfScalar, textOf as textOfScalar } from "./scalar.ts";

type Members = ReadonlyMap<string, Node>;

/** Does the expression hold for the record? */
export function holds(expression: Expression, members: Members): boolean {
  return truthOf(expression, members) === true;
}

/** True, false, or undefined where that is unknown. */
function truthOf(expression: Expression, members: Members): boolean | undefined {
  switch (expression.kind) {
    case "and":
    case "or": {
      const truths = expression.operands.map((operand) => truthOf(operand, members));
      const deciding = expression.kind === "or";
      if (truths.includes(deciding)) return deciding;
      return truths.includes(undefined) ? undefined : !deciding;
    }
    case "not": {
      const truth = truthOf(expression.operand, members);
      return truth === undefined ? undefined : !truth;
    }
    case "isNull":
      return textOf(members, expression.field) === undefined;
    case "compareFields":
      return holdsBetween(expression.operator, members, expression.left, expression.right);
    default:
      if (isWorkedOut(expression.field.scalar)) return holdsForNumber(expression, numberOf(members, expression.field));
      return holdsForText(expression, textOf(members, expression.field));
  }
}

function textOf(members: Members, { name, scalar }: FieldReference): string | undefined {
  return scalar === undefined ? valueOf(members, name)?.text : textOfScalar(scalar, members, holds);
}

function numberOf(members: Members, field: FieldReference): number | undefined {
  return numberOfScalar(field.scalar ?? field, members, holds);
}

type Test = Extract<Expression, { kind: "compare" | "in" | "contains" | "matches" }>;

/** What was worked out is a double, and what it is compared with is taken for one. */
function holdsForNumber(test: Test, number: number | undefined): boolean | undefined {
  if (number === undefined) return undefined;
  if (test.kind === "compare" && test.value.kind === "number") {
    return satisfies(test.operator, number - Number(test.value.text));
  }
  if (test.kind !== "in") return holdsForText(test, String(number));
  return test.items.some((item) => {
    if (item.kind === "range") return number >= Number(item.low) && number <= Number(item.high);
    return item.kind === "value" && item.value.kind === "number" && number === Number(item.value.text);
  });
}

function holdsForText(test: Test, text: string | undefined): boolean | undefined {
  if (text === undefined) return undefined;
  const isTextField = findField(test.field.name)?.kind === "text";
  switch (test.kind) {
    case "compare":
      return compareLiteral(test.operator, text, test.value, isTextField);
    case "in":
      return test.items.some((item) => isItem(text, item, isTextField));
    case "contains":
      return text.includes(test.text);
    case "matches":
      return new RegExp(test.source, test.flags).test(text);
  }
}

function satisfies(operator: Comparison, order: number): boolean {
  switch (operator) {
    case "=":
      return order === 0;
    case "!=":
      return order !== 0;
    case "<":
      return order < 0;
    case "<=":
      return order <= 0;
    case ">":
      return order > 0;
    case ">=":
      return order >= 0;
  }
}

/** Unknown where the two have no order; they differ all the same. */
function compareLiteral(
  operator: Comparison,
  text: string,
  literal: Literal,
  isTextField: boolean,
): boolean | undefined {
  const isEquality = operator === "=" || operator === "!=";
  if (literal.kind === "regex") throw new Error("a regular expression stands in no tree");
  if (literal.kind === "text") return satisfies(operator, orderTexts(text, literal.text));
  if (literal.kind === "number" && isTextField) return satisfies(operator, orderTexts(text, literal.raw));
  if (literal.kind === "number") {
    return isNumeric(text) ? satisfies(operator, compareNumbers(text, literal.text)) : withoutOrder(operator);
  }
  const address = readAddress(text);
  if (address === undefined) return withoutOrder(operator);
  if (!isEquality) return satisfies(operator, orderAddresses(address, keyOf(literal.low)));
  return isWithin(address, keyOf(literal.low), keyOf(literal.high)) === (operator === "=");
}

function withoutOrder(operator: Comparison): boolean | undefined {
  return operator === "=" || operator === "!=" ? operator === "!=" : undefined;
}

function isItem(text: string, item: Item, isTextField: boolean): boolean {
  if (item.kind === "value") return compareLiteral("=", text, item.value, isTextField) === true;
  if (item.kind === "range") {
    return isNumeric(text) && compareNumbers(text, item.low) >= 0 && compareNumbers(text, item.high) <= 0;
  }
  if (item.kind === "file") throw new Error("a file is not in the record");
  const address = readAddress(text);
  return address !== undefined && isWithin(address, keyOf(item.low), keyOf(item.high));
}

/** Two values of a record: as numbers when both are, else as addresses when both are, else as texts. */
function holdsBetween(
  operator: Comparison,
  members: Members,
  a: FieldReference,
  b: FieldReference,
): boolean | undefined {
  if (isWorkedOut(a.scalar) || isWorkedOut(b.scalar)) {
    const [one, other] = [numberOf(members, a), numberOf(members, b)];
    return one === undefined || other === undefined ? undefined : satisfies(operator, one - other);
  }
  const [left, right] = [textOf(members, a), textOf(members, b)];
  if (left === undefined || right === undefined) return undefined;
  if (isNumeric(left) && isNumeric(right)) return satisfies(operator, compareNumbers(left, right));
  if (isNumeric(left) !== isNumeric(right) && withoutOrder(operator) === undefined) return undefined;
  const from = readAddress(left);
  const to = readAddress(right);
  const order = from !== undefined && to !== undefined ? orderAddresses(from, to) : orderTexts(left, right);
  return satisfies(operator, order);
}

function orderTexts(left: string, right: string): number {
  return Buffer.compare(Buffer.from(left), Buffer.from(right));
}

/** The family, then the number; of one length, so that they sort as texts do. */
function keyOf({ family, high, low }: Address): string {
  return `${family} ${((high << 64n) | low).toString(16).padStart(32, "0")}`;
}

function orderAddresses(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0;
}

function isWithin(address: string, low: string, high: string): boolean {
  return address.charAt(0) === low.charAt(0) && address >= low && address <= high;
}

/** An address as a key, read by spelling it out in full. */
export function readAddress(text: string): string | undefined {
  if (isIP(text) === 0 || text.includes("%")) return undefined;
  if (isIPv4(text)) return `4 ${hexOfFour(text).padStart(32, "0")}`;
  const tail = /[^:]*\.[^:]*$/.exec(text)?.[0];
  const four = tail === undefined ? "" : hexOfFour(tail);
  const groups = tail === undefined ? text : text.slice(0, -tail.length) + `${four.slice(0, 4)}:${four.slice(4)}`;
  const [head = "", rest] = groups.split("::");
  const before = head === "" ? [] : head.split(":");
  const after = rest === undefined || rest === "" ? [] : rest.split(":");
  const zeros = Array.from({ length: 8 - before.length - after.length }, () => "0");
  const hex = [...before, ...zeros, ...after]
    .map((group) => group.padStart(4, "0"))
    .join("")
    .toLowerCase();
  const isMapped = hex.startsWith("00000000000000000000ffff");
  return isMapped ? `4 ${hex.slice(24).padStart(32, "0")}` : `6 ${hex}`;
}

function hexOfFour(text: string): string {
  return text
    .split(".")
    .map((octet) => Number(octet).toString(16).padStart(2, "0"))
    .join("");
}
