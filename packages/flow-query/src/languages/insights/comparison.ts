// Comparisons. Logs Insights compares texts that are numbers as numbers ('8088' is 8088), and all other texts sign by sign:
// names of services and prefixes of networks, which flow-filter knows, are just texts there.
import { isCanonicalAddress, isExactly, isNumeral, quoted } from "../texts.ts";
import type { ComparisonOperator, QueryNode } from "./syntax.ts";
import { asNumber, type QueryValue, type World, subject, type Test } from "./value.ts";

const turned: Readonly<Record<ComparisonOperator, ComparisonOperator>> = {
  "=": "=",
  "!=": "!=",
  "<": ">",
  "<=": ">=",
  ">": "<",
  ">=": "<=",
};

/** Throws QueryRefusal. */
export function compare(node: Extract<QueryNode, { kind: "compare" }>, world: World): Test {
  const left = world.value(node.left);
  const right = world.value(node.right);
  if (left.literal !== undefined && right.literal !== undefined) {
    world.refuse(node, "two constants are compared", "one of them should be a field");
  }
  if (right.literal !== undefined)
    return withLiteral({ value: left, node: node.left }, node.operator, right, node, world);
  if (left.literal !== undefined)
    return withLiteral({ value: right, node: node.right }, turned[node.operator], left, node, world);
  return ofValues(left, node.operator, right, node, world);
}

/** Whether a value is one of a list. */
export function equalsOneOf({ operand, items }: Extract<QueryNode, { kind: "in" }>, world: World): Test {
  const value = world.value(operand);
  if (value.literal !== undefined) world.refuse(operand, "a constant is not a field");
  const tests = items.map((item) => withLiteral({ value, node: operand }, "=", world.value(item), item, world).text);
  const start = `${subject(value)} = `;
  const isPlain = tests.every((test) => test.startsWith(start));
  const text = isPlain
    ? `${subject(value)} in [${tests.map((test) => test.slice(start.length)).join(", ")}]`
    : tests.map((test) => `(${test})`).join(" or ");
  return { text, nulls: value.nulls };
}

function withLiteral(
  { value, node }: { readonly value: QueryValue; readonly node: QueryNode },
  operator: ComparisonOperator,
  right: QueryValue,
  place: QueryNode,
  world: World,
): Test {
  const literal = right.literal ?? "";
  const isEqual = operator === "=" || operator === "!=";
  const { kind, nulls } = value;
  if (isNumeral(literal) && isNumber(value, right, isEqual)) {
    return { text: `${subject(asNumber(value, place, world))} ${operator} ${literal}`, nulls };
  }
  if (!isEqual) {
    world.refuse(
      place,
      `${operator} compares numbers`,
      `"${literal}" and what it is compared with are not both numbers`,
    );
  }
  const isAddress = kind === "address" && isCanonicalAddress(literal);
  if (
    isAddress ||
    kind === "text" ||
    (kind !== "number" && kind !== "time" && kind !== "address" && !/[/:]/.test(literal))
  ) {
    return { text: `${subject(value)} ${operator} ${quoted(literal)}`, nulls };
  }
  if (kind === "number" || kind === "time" || kind === "address") {
    const what = { number: "a number", time: "a time", address: "an address" }[kind];
    world.note(`${world.written(node)} is ${what}, and nothing is equal to "${literal}"`);
  }
  // The text itself, which flow-filter would take for a name, a prefix or a range.
  const test = kind === "time" ? `natural(${value.text})` : subject(value);
  return { text: isExactly(test, literal, operator === "="), nulls };
}

/** Whether a number is to be compared as one. */
function isNumber({ kind }: QueryValue, right: QueryValue, isEqual: boolean): boolean {
  if (kind === "number" || kind === "time") return true;
  if (kind === "address") return false;
  // A text such as an account's number is a text where it is compared with one.
  return !isEqual || kind !== "text" || right.kind === "number";
}

function ofValues(
  left: QueryValue,
  operator: ComparisonOperator,
  right: QueryValue,
  place: QueryNode,
  world: World,
): Test {
  const isEqual = operator === "=" || operator === "!=";
  const nulls = [...left.nulls, ...right.nulls];
  const kinds = [left.kind, right.kind];
  const write = (a: QueryValue, b: QueryValue): Test => ({ text: `${subject(a)} ${operator} ${subject(b)}`, nulls });
  if (left.kind === right.kind && (isEqual || left.kind === "time" || left.kind === "number"))
    return write(left, right);
  if (kinds.includes("address") || (!isEqual && kinds.every((kind) => kind === "text"))) {
    if (isEqual && kinds.includes("unknown")) return write(left, right);
    world.refuse(
      place,
      `${operator} cannot compare these two`,
      "write numbers on both sides, or texts next to = and !=",
    );
  }
  if (isEqual && !kinds.includes("number") && !kinds.includes("time")) return write(left, right);
  return write(asNumber(left, place, world), asNumber(right, place, world));
}
