// An expression to operations on columns. Each node, asked about a batch, fills a column of truth values by a few calls
// of the kernel; no record is looked at one by one, but for regular expressions, which are asked once a distinct value.
import type { AddressRange } from "../address.ts";
import { type Batch, ROW_LIMIT } from "../batch.ts";
import { findField } from "../field.ts";
import type { Kernel } from "../kernel/kernel.ts";
import { placeAddressSet } from "./addresses.ts";
import { Dictionary } from "./dictionary.ts";
import { fieldsOf } from "./print.ts";
import type { Comparison, Expression, FieldReference, Item, Value } from "./syntax.ts";

/** The numbers of the operators in kernel/compare.ts. */
const OPERATORS: Record<Comparison, number> = { "=": 0, "!=": 1, "<": 2, "<=": 3, ">": 4, ">=": 5 };
const NOT_EQUAL = 1;

/** Fills the batch's truth column number `slot` (and may use those behind it) and returns where it is. */
type Node = (batch: Batch, slot: number) => number;

export interface Predicate {
  /** The fields that the batches must have. */
  readonly fields: readonly string[];
  /** A column of truth values, one byte for each row of the batch. */
  evaluate(batch: Batch): number;
}

export function compilePredicate(kernel: Kernel, expression: Expression): Predicate {
  const root = compile(kernel, expression);
  return { fields: fieldsOf(expression), evaluate: (batch) => root(batch, 0) };
}

function compile(kernel: Kernel, expression: Expression): Node {
  switch (expression.kind) {
    case "and":
    case "or":
      return combine(
        expression.operands.map((operand) => compile(kernel, operand)),
        expression.kind === "and" ? kernel.andTruth : kernel.orTruth,
      );
    case "not":
      return negate(kernel, compile(kernel, expression.operand));
    case "compare":
      return compare(kernel, expression.operator, expression.field, expression.value);
    case "compareFields":
      return compareFields(kernel, expression.operator, expression.left, expression.right);
    case "in":
      return isIn(kernel, expression.field, expression.items);
    case "contains": {
      const { at, length } = kernel.place(expression.text);
      return onColumn(expression.field, (column, truth) => kernel.containsText(column, at, length, truth));
    }
    case "matches": {
      const pattern = new RegExp(expression.source, expression.flags);
      const dictionary = new Dictionary(kernel, (text) => pattern.test(text));
      return onColumn(expression.field, (column, truth, batch) => dictionary.test(batch, column, truth));
    }
    case "isNull":
      return onColumn(expression.field, (column, truth) => kernel.isNull(column, truth), 1);
  }
}

/** A test of one column; a field that the records do not have is null in all of them. */
function onColumn(
  field: FieldReference,
  test: (column: number, truth: number, batch: Batch) => void,
  ofMissing: 0 | 1 = 0,
): Node {
  return (batch, slot) => {
    const truth = batch.truth(slot);
    const column = batch.fields.indexOf(field.name);
    if (column < 0) batch.kernel.bytes().fill(ofMissing, truth, truth + ROW_LIMIT);
    else test(column, truth, batch);
    return truth;
  };
}

function combine(nodes: readonly Node[], join: (a: number, b: number) => void): Node {
  return (batch, slot) => {
    let result = -1;
    for (const node of nodes) {
      const truth = node(batch, result < 0 ? slot : slot + 1);
      if (result < 0) result = truth;
      else join(result, truth);
    }
    return result;
  };
}

function negate(kernel: Kernel, node: Node): Node {
  return (batch, slot) => {
    const truth = node(batch, slot);
    kernel.notTruth(truth);
    return truth;
  };
}

function compare(kernel: Kernel, operator: Comparison, field: FieldReference, value: Value): Node {
  const code = OPERATORS[operator];
  const equality = operator === "=" || operator === "!=";
  switch (value.kind) {
    case "number":
      // An account id is a text: its leading zeros count.
      if (equality && findField(field.name)?.kind === "text") return compareText(kernel, code, field, value.raw);
      return compareNumber(kernel, code, field, value.text);
    case "text":
      return compareText(kernel, code, field, value.text);
    case "address":
      return compareAddress(kernel, operator, field, value);
    case "regex":
      throw new TypeError("a regular expression stands only behind =~, like and matches");
  }
}

function compareNumber(kernel: Kernel, code: number, field: FieldReference, decimal: string): Node {
  const whole = /^-?\d+$/.test(decimal) ? BigInt(decimal) : undefined;
  const fits = whole !== undefined && BigInt.asIntN(64, whole) === whole;
  const { at, length } = kernel.place(decimal);
  return onColumn(field, (column, truth) =>
    kernel.compareNumber(column, code, fits, fits ? whole : 0n, Number(decimal), at, at + length, truth),
  );
}

function compareText(kernel: Kernel, code: number, field: FieldReference, text: string): Node {
  const { at, length } = kernel.place(text);
  return onColumn(field, (column, truth) => {
    if (code <= NOT_EQUAL) kernel.equalText(column, code === NOT_EQUAL, at, length, truth);
    else kernel.compareText(column, code, at, length, truth);
  });
}

function compareAddress(kernel: Kernel, operator: Comparison, field: FieldReference, range: AddressRange): Node {
  const { low, high } = range;
  const single = low.high === high.high && low.low === high.low;
  if (single || (operator !== "=" && operator !== "!=")) {
    const code = OPERATORS[operator];
    return onColumn(field, (column, truth) =>
      kernel.compareAddress(column, code, low.family, low.high, low.low, truth),
    );
  }
  const within = isIn(kernel, field, [{ kind: "addresses", low, high }]);
  if (operator === "=") return within;
  const known = negate(kernel, compile(kernel, { kind: "isNull", field }));
  return combine([negate(kernel, within), known], kernel.andTruth);
}

function compareFields(kernel: Kernel, operator: Comparison, left: FieldReference, right: FieldReference): Node {
  return onColumn(left, (column, truth, batch) => {
    const other = batch.fields.indexOf(right.name);
    if (other < 0) kernel.bytes().fill(0, truth, truth + ROW_LIMIT);
    else kernel.compareColumns(column, other, OPERATORS[operator], truth);
  });
}

/** One test a kind of item: all numbers and ranges together, all addresses together, each text for itself. */
function isIn(kernel: Kernel, field: FieldReference, items: readonly Item[]): Node {
  const ranges: { low: string; high: string }[] = [];
  const addresses: AddressRange[] = [];
  const nodes: Node[] = [];
  for (const item of items) {
    if (item.kind === "range") ranges.push(item);
    else if (item.kind === "addresses") addresses.push(item);
    else if (item.value.kind === "address") addresses.push(item.value);
    else if (item.value.kind === "number" && findField(field.name)?.kind !== "text") {
      ranges.push({ low: item.value.text, high: item.value.text });
    } else nodes.push(compare(kernel, "=", field, item.value));
  }
  if (ranges.length > 0) {
    const at = placeRanges(kernel, ranges);
    nodes.push(onColumn(field, (column, truth) => kernel.inNumbers(column, at, ranges.length, truth)));
  }
  if (addresses.length > 0) {
    const set = placeAddressSet(kernel, addresses);
    nodes.push(onColumn(field, (column, truth) => kernel.inAddresses(column, set, truth)));
  }
  return combine(nodes, kernel.orTruth);
}

/** Puts ranges of numbers into the kernel's memory, laid out as kernel/compare.ts says. */
function placeRanges(kernel: Kernel, ranges: readonly { readonly low: string; readonly high: string }[]): number {
  const placed = ranges.map(({ low, high }) => ({
    low,
    high,
    lowText: kernel.place(low),
    highText: kernel.place(high),
  }));
  const at = kernel.allocate(ranges.length * 32);
  const view = new DataView(kernel.bytes().buffer, at);
  placed.forEach(({ low, high, lowText, highText }, i) => {
    view.setFloat64(i * 32, Number(low), true);
    view.setFloat64(i * 32 + 8, Number(high), true);
    [lowText, highText].forEach((text, end) => {
      view.setUint32(i * 32 + 16 + end * 8, text.at, true);
      view.setUint32(i * 32 + 20 + end * 8, text.at + text.length, true);
    });
  });
  return at;
}
