// The grammar of values and conditions, from the operators that bind least to those that bind most.
import type { Reader } from "../reader.ts";
import type { ArithmeticOperator, ComparisonOperator, QueryNode, Pattern } from "./syntax.ts";

/** Limit of nesting, far from the end of the stack. */
const DEPTH = 200;
let depth = 0;

/** Reads a condition or a value. Throws QueryRefusal. */
export function parseValue(reader: Reader): QueryNode {
  if (depth >= DEPTH) reader.refuse(reader.next, "the expression is nested too deeply");
  depth++;
  try {
    return parseOr(reader);
  } finally {
    depth--;
  }
}

function parseOr(reader: Reader): QueryNode {
  return parseJoined(reader, "or", () => parseJoined(reader, "and", () => parseNot(reader)));
}

function parseJoined(reader: Reader, kind: "and" | "or", parse: () => QueryNode): QueryNode {
  let left = parse();
  while (reader.accept(kind) !== undefined) {
    const right = parse();
    left = { kind, left, right, ...reader.since(left.from) };
  }
  return left;
}

function parseNot(reader: Reader): QueryNode {
  const { from } = reader.next;
  let count = 0;
  while (reader.accept("not") !== undefined) count++;
  let operand = parseComparison(reader);
  for (; count > 0; count--) operand = { kind: "not", operand, ...reader.since(from) };
  return operand;
}

const comparisons: readonly ComparisonOperator[] = ["=", "!=", "<", "<=", ">", ">="];

function parseComparison(reader: Reader): QueryNode {
  const left = parseSum(reader);
  const operator = comparisons.find((it) => reader.is(it));
  if (operator !== undefined) {
    reader.take();
    const right = parseSum(reader);
    return { kind: "compare", operator, left, right, ...reader.since(left.from) };
  }
  const isNegated = reader.is("not") && reader.isFollowing("in", "like");
  if (isNegated) reader.take();
  const test = parseTest(reader, left);
  if (test === undefined) return left;
  return isNegated ? { kind: "not", operand: test, ...reader.since(left.from) } : test;
}

function parseTest(reader: Reader, operand: QueryNode): QueryNode | undefined {
  if (reader.accept("in") !== undefined) {
    const items = parseList(reader);
    return { kind: "in", operand, items, ...reader.since(operand.from) };
  }
  if (reader.accept("like", "=~") === undefined) return undefined;
  const pattern = parsePattern(reader, "a text in quotes or /a regular expression/");
  return { kind: "like", operand, pattern, ...reader.since(operand.from) };
}

export function parsePattern(reader: Reader, what: string): Pattern {
  const { kind, text, from, to } = reader.next;
  if (kind !== "text" && kind !== "regex") reader.missing(what);
  reader.take();
  return { kind, text, from, to };
}

function parseList(reader: Reader): readonly QueryNode[] {
  if (reader.is("(") && reader.isFollowing("source")) {
    reader.refuse(reader.following, "flow-query does not have sub-queries", "write the values as a list: in [1, 2]");
  }
  reader.expect("[", 'a list, such as ["a", "b"],');
  const items: QueryNode[] = [];
  do {
    const item = parseSigned(reader);
    const literal = item.kind === "negative" ? item.operand : item;
    if (literal.kind !== "number" && literal.kind !== "text") reader.refuse(item, "a list holds texts and numbers");
    items.push(item);
  } while (reader.accept(",") !== undefined);
  reader.expect("]", '"," or "]"');
  return items;
}

const sums: readonly ArithmeticOperator[] = ["+", "-"];
const products: readonly ArithmeticOperator[] = ["*", "/", "%"];

function parseSum(reader: Reader): QueryNode {
  return parseOperations(reader, sums, () => parseOperations(reader, products, () => parseSigned(reader)));
}

function parseOperations(reader: Reader, operators: readonly ArithmeticOperator[], parse: () => QueryNode): QueryNode {
  let left = parse();
  for (;;) {
    const operator = operators.find((it) => reader.is(it));
    if (operator === undefined) return left;
    reader.take();
    const right = parse();
    left = { kind: "arithmetic", operator, left, right, ...reader.since(left.from) };
  }
}

function parseSigned(reader: Reader): QueryNode {
  const sign = reader.accept("-");
  if (sign === undefined) return parsePower(reader);
  const operand = parseSigned(reader);
  return { kind: "negative", operand, ...reader.since(sign.from) };
}

function parsePower(reader: Reader): QueryNode {
  const left = parseAtom(reader);
  if (reader.accept("^") === undefined) return left;
  const right = parseSigned(reader);
  return { kind: "arithmetic", operator: "^", left, right, ...reader.since(left.from) };
}

/** Words that are no names. */
const reserved = new Set("and or not in like as by asc desc".split(" "));

function parseAtom(reader: Reader): QueryNode {
  const { kind, text, from, to } = reader.next;
  if (reader.accept("(") !== undefined) {
    const inside = parseValue(reader);
    reader.expect(")", 'an operator or ")"');
    return inside;
  }
  if (kind === "number" || kind === "text") {
    reader.take();
    return { kind, text, from, to };
  }
  if (kind === "key" || (kind === "word" && !reserved.has(text.toLowerCase()))) {
    reader.take();
    return kind === "word" && reader.is("(") ? parseCall(reader, text, from) : { kind: "field", name: text, from, to };
  }
  return reader.missing("a field or a value");
}

function parseCall(reader: Reader, name: string, from: number): QueryNode {
  reader.take();
  const values: QueryNode[] = [];
  if (reader.is("*")) {
    const { from: at, to } = reader.take();
    values.push({ kind: "star", from: at, to });
  } else if (!reader.is(")")) {
    do values.push(parseArgument(reader));
    while (reader.accept(",") !== undefined);
  }
  reader.expect(")", '"," or ")"');
  return { kind: "call", name, values, ...reader.since(from) };
}

/** Besides values, lengths of time: `5m`, `30 min`. */
function parseArgument(reader: Reader): QueryNode {
  const { kind, text, from } = reader.next;
  const isApart = kind === "number" && reader.following.kind === "word" && /^[a-z]+$/i.test(reader.following.text);
  if (kind !== "period" && !isApart) return parseValue(reader);
  reader.take();
  const [, digits = "", letters = ""] = /^(\d+)([A-Za-z]*)$/.exec(text) ?? [];
  if (digits === "") return reader.missing("a whole number of units");
  const unit = isApart ? reader.take().text : letters;
  return { kind: "period", count: Number(digits), unit: unit.toLowerCase(), ...reader.since(from) };
}
