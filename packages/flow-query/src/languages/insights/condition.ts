// From the conditions of a query to conditions of flow-filter. In Logs Insights a comparison with a missing value is false,
// and `not` makes it true; flow-filter calls it unknown, and `not` unknown too. So what is negated says what it means.
import { compare, equalsOneOf } from "./comparison.ts";
import { checked, compileTest } from "./functions.ts";
import type { QueryNode } from "./syntax.ts";
import { quoted } from "../texts.ts";
import { isNull, subject, type Test, type World } from "./value.ts";

/** A condition that holds where this one does. Throws QueryRefusal. */
export function isTrue(node: QueryNode, world: World): string {
  switch (node.kind) {
    case "and":
    case "or":
      return `(${isTrue(node.left, world)}) ${node.kind} (${isTrue(node.right, world)})`;
    case "not":
      return isFalse(node.operand, world);
    default:
      return testOf(node, world).text;
  }
}

/** A condition that holds where this one does not. */
function isFalse(node: QueryNode, world: World): string {
  switch (node.kind) {
    case "and":
    case "or": {
      const joint = node.kind === "and" ? "or" : "and";
      return `(${isFalse(node.left, world)}) ${joint} (${isFalse(node.right, world)})`;
    }
    case "not":
      return isTrue(node.operand, world);
    default: {
      const { text, nulls } = testOf(node, world);
      return [`not (${text})`, ...nulls.map(isNull)].join(" or ");
    }
  }
}

function testOf(node: QueryNode, world: World): Test {
  const test = madeTest(node, world);
  checked(test.text, node, world, "");
  return test;
}

function madeTest(node: QueryNode, world: World): Test {
  switch (node.kind) {
    case "compare":
      return compare(node, world);
    case "in":
      return equalsOneOf(node, world);
    case "like":
      return like(node, world);
    case "call": {
      const test = compileTest(node, world);
      if (test !== undefined) return test;
    }
  }
  return world.refuse(node, "a condition is missing here", "compare the value: bytes > 0, action = 'REJECT'");
}

/** A text is looked for as it is, without wildcards. */
function like({ operand, pattern }: Extract<QueryNode, { kind: "like" }>, world: World): Test {
  const value = world.value(operand);
  if (value.literal !== undefined) world.refuse(operand, "a text alone is not a field");
  if (value.kind === "time") world.refuse(operand, "a time has no text here", "formatDate(..) gives it one");
  const { nulls } = value;
  if (pattern.kind === "regex") {
    return { text: `${subject(value)} =~ /${pattern.text}/`, nulls };
  }
  const plain = pattern.text.replace(/[\\%_]/g, String.raw`\$&`);
  return { text: `${subject(value)} like ${quoted(plain)}`, nulls };
}
