// From the values of a query to expressions of flow-filter.
import { compileCall } from "./functions.ts";
import type { ArithmeticOperator, QueryNode } from "./syntax.ts";
import { quoted } from "../texts.ts";
import { asNumber, ATOM, atom, bound, type QueryValue, type World } from "./value.ts";

const bindings: Readonly<Record<ArithmeticOperator, number>> = { "+": 2, "-": 2, "*": 3, "/": 3, "%": 3, "^": 5 };
const SIGN = 4;

/** Throws QueryRefusal. */
export function compileValue(node: QueryNode, world: World): QueryValue {
  switch (node.kind) {
    case "field":
      return world.field(node);
    case "number":
      return { ...atom(node.text, "number"), literal: node.text };
    case "text":
      return { ...atom(quoted(node.text), "text"), literal: node.text };
    case "negative":
      return compileNegative(node.operand, world);
    case "arithmetic":
      return compileArithmetic(node, world);
    case "call":
      return world.aggregate(node) ?? compileCall(node, world);
    case "star":
      return world.refuse(node, '"*" is for count(*)');
    case "period":
      return world.refuse(node, "a length of time is for bin, datefloor and dateceil");
    default:
      return atom(`if(${world.holds(node)}, 1, 0)`, "number");
  }
}

function compileNegative(operand: QueryNode, world: World): QueryValue {
  const value = asNumber(world.value(operand), operand, world);
  if (value.literal !== undefined) return { ...atom(`-${value.literal}`, "number"), literal: `-${value.literal}` };
  const text = `-(${value.text})`;
  return { text, kind: "number", nulls: [text], binding: SIGN };
}

function compileArithmetic(
  { operator, left, right }: Extract<QueryNode, { kind: "arithmetic" }>,
  world: World,
): QueryValue {
  const [a, b] = [left, right].map((side) => asNumber(world.value(side), side, world));
  if (a === undefined || b === undefined) throw new TypeError("an operation has two sides");
  const binding = bindings[operator];
  const text = `${bound(a, operator === "^" ? ATOM : binding)} ${operator} ${bound(b, operator === "^" ? ATOM : binding + 1)}`;
  return { text, kind: "number", nulls: [text], binding };
}
