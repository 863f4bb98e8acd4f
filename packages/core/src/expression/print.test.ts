import * as fc from "fast-check";
import { expect, test } from "vitest";
import { compareAddresses, formatAddresses, parseAddresses, type AddressRange } from "../address.ts";
import { fields, findField } from "../field.ts";
import { isProblem } from "@flowlogs/base/problem";
import { combine } from "./build.ts";
import { derived } from "./functions/derivedFields.ts";
import { parseDecimal, parsePlainDecimal } from "./decimal.ts";
import { parseExpression } from "./parse/parse.ts";
import { printExpression, printScalar } from "./print.ts";
import type { Comparison, Expression, FieldReference, Item, Scalar, Value } from "./syntax.ts";

const reference = (name: string): FieldReference => ({ kind: "field", name, from: 0, to: 0 });
const namesOf = (kind: string) =>
  fc.constantFrom(...fields.filter((field) => field.kind === kind).map((field) => field.name)).map(reference);

const anyKey = fc.oneof(
  fc.string({ minLength: 1, unit: "binary" }),
  fc.constantFrom("time", "addr", "in", "sum(bytes)", "a b", "srcAddr", "x-y", "duratoin", "byts", "addrr"),
);
const otherField = anyKey.filter((key) => findField(key) === undefined).map(reference);
const comparison = fc.constantFrom("=", "!=", "<", "<=", ">", ">=");

const decimal = fc.oneof(fc.bigInt().map(String), fc.constantFrom("0.5", "-1.25", "1k", "1.5Mi", "007", "1e3"));
const number = fc.tuple(decimal, fc.boolean()).map(([raw, wantsQuotes]): Value => {
  const quoted = wantsQuotes && parsePlainDecimal(raw) !== undefined;
  return { kind: "number", text: parseDecimal(raw) ?? "", quoted, raw };
});
const quotedText = fc
  .oneof(fc.string({ unit: "binary" }), fc.constantFrom("it's", "\\", "a\\'b", "and", "/x/", "-"))
  .filter((text) => parsePlainDecimal(text) === undefined && parseAddresses(text) === undefined)
  .map((text): Value => ({ kind: "text", text, quoted: true }));
const bareText = fc
  .constantFrom("REJECT", "i-0abc", "eu-west-1", "a:b", "ünï")
  .map((text): Value => ({ kind: "text", text, quoted: false }));
const text = fc.oneof(quotedText, bareText);

const half = fc.bigInt({ min: 1n, max: 0xffffffffffffffffn });
const four = fc.bigInt({ min: 0n, max: 0xffffffffn }).map((low) => ({ family: 4 as const, high: 0n, low }));
const six = fc.record({ family: fc.constant(6 as const), high: half, low: half });
const addresses = fc.oneof(fc.tuple(four, four), fc.tuple(six, six)).map(([a, b]): AddressRange => {
  return compareAddresses(a, b) > 0 ? { low: b, high: a } : { low: a, high: b };
});
const addressValue = addresses.map((range): Value => ({ kind: "address", ...range, raw: formatAddresses(range) }));
const singleValue = addresses.map(({ low }): Value => ({
  kind: "address",
  low,
  high: low,
  raw: formatAddresses({ low, high: low }),
}));

const range = fc
  .tuple(fc.bigInt(), fc.nat())
  .map(([low, size]): Item => ({ kind: "range", low: String(low), high: String(low + BigInt(size)) }));
const addressItem = addresses.map((both): Item => ({ kind: "addresses", ...both }));
const item = (value: fc.Arbitrary<Value>) => value.map((one): Item => ({ kind: "value", value: one }));
const list = (items: fc.Arbitrary<Item>) => fc.array(items, { minLength: 1, maxLength: 4 });

const kind = <K extends string>(name: K) => fc.constant(name);
/** After `<` and its kin a word without quotes would be a field. */
function withQuotes<T extends { readonly operator: Comparison; readonly value: Value }>(compare: T): T {
  const isEquality = compare.operator === "=" || compare.operator === "!=";
  return isEquality || compare.value.kind !== "text"
    ? compare
    : { ...compare, value: { ...compare.value, quoted: true } };
}

const leaf: fc.Arbitrary<Expression> = fc.oneof(
  fc.record({ kind: kind("compare"), operator: comparison, field: namesOf("integer"), value: number }),
  fc
    .record({ kind: kind("compare"), operator: comparison, field: namesOf("text"), value: fc.oneof(number, text) })
    .map(withQuotes),
  fc
    .record({
      kind: kind("compare"),
      operator: comparison,
      field: otherField,
      value: fc.oneof(number, text, singleValue),
    })
    .map(withQuotes),
  fc.record({
    kind: kind("compare"),
    operator: fc.constantFrom("=", "!="),
    field: namesOf("address"),
    value: addressValue,
  }),
  fc.record({
    kind: kind("compareFields"),
    operator: comparison,
    left: otherField,
    right: fc.oneof(otherField, namesOf("time")),
  }),
  fc.record({ kind: kind("in"), field: namesOf("integer"), items: list(fc.oneof(item(number), range)) }),
  fc.record({ kind: kind("in"), field: namesOf("text"), items: list(fc.oneof(item(number), item(text))) }),
  fc.record({ kind: kind("in"), field: namesOf("address"), items: list(addressItem) }),
  fc.record({
    kind: kind("in"),
    field: otherField,
    items: list(fc.oneof(item(number), item(text), range, addressItem)),
  }),
  fc.record({
    kind: kind("contains"),
    field: otherField,
    text: fc.oneof(fc.string(), fc.constantFrom("%", "\\", "\\%", "a\\\\_'")),
  }),
  fc.record({
    kind: kind("matches"),
    field: namesOf("text"),
    source: fc.constantFrom("^a", "a\\/[/]b", "'\"`", "(?:)", "[\\]/]", "\\\\", "#x"),
    flags: fc.constantFrom("", "i", "su"),
  }),
  fc.record({ kind: kind("isNull"), field: otherField }),
  fc.record({
    kind: kind("in"),
    field: fc.oneof(namesOf("address"), otherField),
    items: list(fc.constantFrom("nets.txt", "my list", "it's", "a/b").map((path): Item => ({ kind: "file", path }))),
  }),
);
const constant = fc
  .oneof(fc.bigInt(), fc.constantFrom("0.5", "1500", "-0.25"))
  .map((digits): Scalar => ({ kind: "number", text: String(digits) }));
const written = fc.constantFrom("", "x", "it's", "\\").map((wanted): Scalar => ({ kind: "text", text: wanted }));
const call = (name: string, ...values: readonly Scalar[]): Scalar => ({
  kind: "call",
  function: name,
  arguments: values,
});
const { scalar } = fc.letrec<{ scalar: Scalar }>((tie) => ({
  scalar: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    namesOf("integer"),
    otherField,
    constant,
    fc.constantFrom("duration", "bps", "pps", "bpp").map((name): Scalar => derived(name, name)),
    tie("scalar")
      .filter((operand) => operand.kind !== "number")
      .map((operand): Scalar => ({ kind: "negative", operand })),
    fc.record({
      kind: kind("arithmetic"),
      operator: fc.constantFrom("+", "-", "*", "/", "%", "^", "&"),
      left: tie("scalar"),
      right: tie("scalar"),
    }),
    tie("scalar").map((value) => call("floor", value)),
    fc.tuple(tie("scalar"), tie("scalar")).map(([a, b]) => call("greatest", a, b)),
    fc.tuple(otherField, written).map(([a, b]) => call("strlen", call("concat", a, b))),
    fc.tuple(leaf, tie("scalar"), fc.option(tie("scalar"))).map(([when, value, otherwise]): Scalar => ({
      kind: "choice",
      cases: [{ when, value }],
      ...(otherwise === null ? {} : { otherwise }),
    })),
    fc.tuple(leaf, tie("scalar"), leaf, tie("scalar")).map(([when, value, other, second]): Scalar => ({
      kind: "choice",
      cases: [
        { when, value },
        { when: other, value: second },
      ],
    })),
  ),
}));
/** What is computed, for the left side; bare fields and constants are shown elsewhere. */
const workedOut = scalar
  .filter((it) => it.kind !== "field" && it.kind !== "number")
  .map((it): FieldReference => ({ kind: "field", name: printScalar(it), from: 0, to: 0, scalar: it }));
const computed: fc.Arbitrary<Expression> = fc.oneof(
  fc.record({ kind: kind("compare"), operator: comparison, field: workedOut, value: number }),
  fc.record({ kind: kind("in"), field: workedOut, items: list(fc.oneof(item(number), range)) }),
  fc.record({ kind: kind("isNull"), field: workedOut }),
  fc.record({
    kind: kind("compareFields"),
    operator: comparison,
    left: fc.oneof(workedOut, otherField),
    right: fc.oneof(workedOut, namesOf("integer")),
  }),
);
const { expression } = fc.letrec<{ expression: Expression }>((tie) => ({
  expression: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    leaf,
    computed,
    tie("expression").map((operand): Expression => ({ kind: "not", operand })),
    fc
      .tuple(fc.constantFrom("and", "or"), fc.array(tie("expression"), { minLength: 2, maxLength: 3 }))
      .map(([joint, operands]) => combine(joint, operands)),
  ),
}));

/** The tree without the places in the text. */
function unplaced(tree: unknown): unknown {
  return JSON.parse(
    JSON.stringify(tree, (key, value: unknown) =>
      typeof value === "bigint" ? `${value}n` : key === "from" || key === "to" ? 0 : value,
    ),
  );
}

test("what is printed reads back as the same tree", () => {
  fc.assert(
    fc.property(expression, (tree) => {
      const printed = printExpression(tree);
      expect([printed, unplaced(parseExpression(printed))]).toEqual([printed, unplaced(tree)]);
    }),
    { numRuns: 2000 },
  );
});

test("any text is an expression or a problem with its place, and a normal spelling stays as it is", () => {
  const words = (
    "a action = != in not and or ( ) [ ] , 1 1-5 10.0.0.0/8 'x' `k` =~ /r/ like between is null addr port sum(a) - + * / " +
    "^ & % bytes bytes/packets *2 -bytes bps floor( if( case( isPrivateIP( strcontains( now() bin(5m) has syn | @f 1h"
  ).split(" ");
  const anyText = fc.oneof(
    fc.string(),
    fc.array(fc.constantFrom(...words), { maxLength: 12 }).map((some) => some.join(" ")),
    fc.array(fc.constantFrom(...words), { maxLength: 8 }).map((some) => some.join("")),
  );
  fc.assert(
    fc.property(anyText, (source) => {
      const parsed = parseExpression(source);
      const { from = -1, to = -1 } = isProblem(parsed) ? parsed : { from: 0, to: 0 };
      expect(from >= 0 && from <= to && to <= source.length).toBe(true);
    }),
    { numRuns: 3000 },
  );
  fc.assert(
    fc.property(anyText, (source) => {
      const parsed = parseExpression(source);
      const again = isProblem(parsed) ? parsed : parseExpression(printExpression(parsed));
      expect(unplaced(again)).toEqual(unplaced(parsed));
    }),
    { numRuns: 3000 },
  );
});
