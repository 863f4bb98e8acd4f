// Conditions of a question as conditions of Logs Insights. There a comparison with a missing value is false and `not` makes it
// true; here it is unknown, and `not` too. So what is denied is not written with `not`, but as what holds then.
import { type AddressRange, compareAddresses, type Expression } from "@flowlogs/core";
import {
  type Comparison,
  type ExpressionItem,
  type ExpressionValue,
  type FieldReference,
  formatAddresses,
} from "@flowlogs/core/spelling";
import { type InsightsValue, type InsightsScope, labelOf } from "./names.ts";
import { prefixesOf } from "./prefixes.ts";
import { exactPattern, quotePattern, quoteText, refuse } from "./words.ts";

const denied: Readonly<Record<Comparison, Comparison>> = {
  "=": "!=",
  "!=": "=",
  "<": ">=",
  "<=": ">",
  ">": "<=",
  ">=": "<",
};

/** A condition that holds where the expression is true; or, unless `wanted`, where it is false. Throws UsageError. */
export function conditionText(expression: Expression, scope: InsightsScope, wanted: boolean): string {
  switch (expression.kind) {
    case "and":
    case "or": {
      const word = (expression.kind === "and") === wanted ? "and" : "or";
      return joined(
        expression.operands.map((it) => conditionText(it, scope, wanted)),
        word,
      );
    }
    case "not":
      return conditionText(expression.operand, scope, !wanted);
    case "isNull": {
      const { known } = valueOf(expression.field, scope);
      if (known === undefined) return wanted ? "1 = 0" : "1 = 1";
      return wanted ? `not (${known})` : known;
    }
    case "compare": {
      const operator = wanted ? expression.operator : denied[expression.operator];
      return compared(valueOf(expression.field, scope), operator, expression.value);
    }
    case "compareFields": {
      const operator = wanted ? expression.operator : denied[expression.operator];
      return fieldsCompared(valueOf(expression.left, scope), operator, valueOf(expression.right, scope));
    }
    case "in":
      return oneOf(valueOf(expression.field, scope), expression.items, wanted);
    case "contains":
      return tested(valueOf(expression.field, scope), `like ${quoteText(expression.text)}`, wanted);
    case "matches":
      return tested(
        valueOf(expression.field, scope),
        `like ${quotePattern(expression.source, expression.flags)}`,
        wanted,
      );
  }
}

function valueOf({ name, scalar }: FieldReference, scope: InsightsScope): InsightsValue {
  return scope.value(scalar ?? { kind: "field", name, from: 0, to: 0 });
}

function joined(parts: readonly string[], word: "and" | "or"): string {
  return parts.map((part) => (parts.length > 1 && / (?:and|or) /.test(part) ? `(${part})` : part)).join(` ${word} `);
}

/** What a "-" would pass too holds only where there is a value. */
function guarded(test: string, ...values: readonly InsightsValue[]): string {
  const known = [...new Set(values.flatMap(({ known: it }) => it ?? []))];
  return joined([...known, test], "and");
}

function tested(value: InsightsValue, test: string, wanted: boolean): string {
  if (value.kind === "number" && value.isRaw !== true) {
    return refuse(
      `about the text of ${labelOf(value)}`,
      "nobody says how it writes numbers that it computes",
      "compare it as a number",
    );
  }
  return guarded(`${value.text} ${wanted ? "" : "not "}${test}`, value);
}

function compared(value: InsightsValue, operator: Comparison, literal: ExpressionValue): string {
  switch (literal.kind) {
    case "address":
      return ofAddresses(value, operator, literal);
    case "number":
      if (value.kind === "address")
        return refuse(
          `whether ${labelOf(value)} ${operator} ${literal.text}`,
          "it is an address",
          "write an address or a network",
        );
      // An account's number is a text.
      if (value.kind === "text" && value.isRaw === true) return withText(value, operator, literal.raw);
      return withNumber(value, operator, literal.text);
    case "text":
      return withText(value, operator, literal.text);
    case "regex":
      return tested(value, `like ${quotePattern(literal.source, literal.flags)}`, operator === "=");
  }
}

/** A text that is not a number is not equal to one, and neither less nor more. */
function withNumber(value: InsightsValue, operator: Comparison, number: string): string {
  const [left, known] = value.kind === "number" ? [value.text, value] : asNumber(value);
  const test = `${left} ${operator} ${number}`;
  return operator === "!=" || operator === "<" || operator === "<=" ? guarded(test, known) : test;
}

function asNumber({ text }: InsightsValue): readonly [string, InsightsValue] {
  return [`toNumber(${text})`, { text, kind: "number", known: `isNumeric(${text})` }];
}

function withText(value: InsightsValue, operator: Comparison, text: string): string {
  if (operator !== "=" && operator !== "!=") {
    return refuse(
      `whether ${labelOf(value)} ${operator} "${text}"`,
      "it puts numbers in order, and no texts",
      "ask for one text or a pattern",
    );
  }
  // A text that is a number would be compared as one: 0123 is 123 there.
  const isNumeral = /^\s*[+-]?(?:\d|\.\d)/.test(text);
  const test = isNumeral
    ? `${value.text} ${operator === "=" ? "" : "not "}like ${exactPattern(text)}`
    : `${value.text} ${operator} ${quoteText(text)}`;
  return operator === "=" ? test : guarded(test, value);
}

function fieldsCompared(left: InsightsValue, operator: Comparison, right: InsightsValue): string {
  if (left.kind !== right.kind) {
    return refuse(
      `whether ${labelOf(left)} ${operator} ${labelOf(right)}`,
      `one is ${left.kind} and one ${right.kind}`,
      "compare fields of one type",
    );
  }
  if (left.kind !== "number" && operator !== "=" && operator !== "!=") {
    return refuse(
      `whether ${labelOf(left)} ${operator} ${labelOf(right)}`,
      "it puts numbers in order, and nothing else",
      "compare numbers, or ask whether they are equal",
    );
  }
  return guarded(`${left.text} ${operator} ${right.text}`, left, right);
}

function ofAddresses(value: InsightsValue, operator: Comparison, { low, high }: AddressRange): string {
  if (operator !== "=" && operator !== "!=") {
    const what = `whether ${labelOf(value)} ${operator} ${formatAddresses({ low, high })}`;
    return refuse(what, "it does not put addresses in order", "ask for networks with in [...]");
  }
  return inRanges(value, [{ low, high }], operator === "=");
}

/** In any spelling of the addresses. */
function inRanges(value: InsightsValue, ranges: readonly AddressRange[], wanted: boolean): string {
  const tests = ranges.flatMap((range) => {
    const { low, high } = range;
    const isOne = compareAddresses(low, high) === 0;
    if (isOne && low.family === 4) return [`${value.text} ${wanted ? "=" : "!="} ${quoteText(formatAddresses(range))}`];
    const called = low.family === 4 ? "isIpv4InSubnet" : "isIpv6InSubnet";
    return prefixesOf(range).map((prefix) => `${wanted ? "" : "not "}${called}(${value.text}, ${quoteText(prefix)})`);
  });
  const test = joined(tests, wanted ? "or" : "and");
  return wanted ? test : guarded(test, value);
}

function oneOf(value: InsightsValue, items: readonly ExpressionItem[], wanted: boolean): string {
  const numbers = items.flatMap((item) =>
    item.kind === "value" && item.value.kind === "number" ? item.value.text : [],
  );
  const ranges = items.flatMap((item): readonly AddressRange[] => {
    if (item.kind === "addresses") return [item];
    return item.kind === "value" && item.value.kind === "address" ? [item.value] : [];
  });
  const tests: string[] = ranges.length === 0 ? [] : [inRanges(value, ranges, wanted)];
  if (numbers.length > 0 && value.kind === "number") {
    const list = `${value.text} ${wanted ? "" : "not "}in [${numbers.join(", ")}]`;
    tests.push(wanted ? list : guarded(list, value));
  }
  for (const item of items) {
    if (item.kind === "file") refuse("with a list in a file", "the list is on this machine", "write its members");
    if (item.kind === "range") tests.push(inRange(value, item, wanted));
    if (item.kind !== "value" || item.value.kind === "address") continue;
    if (item.value.kind !== "number" || value.kind !== "number")
      tests.push(compared(value, wanted ? "=" : "!=", item.value));
  }
  return joined(tests, wanted ? "or" : "and");
}

function inRange(
  value: InsightsValue,
  { low, high }: { readonly low: string; readonly high: string },
  wanted: boolean,
): string {
  const [at, over] = wanted ? ([">=", "<="] as const) : (["<", ">"] as const);
  return joined([withNumber(value, at, low), withNumber(value, over, high)], wanted ? "and" : "or");
}
