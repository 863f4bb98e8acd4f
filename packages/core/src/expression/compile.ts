// An expression to operations on columns. Each node, asked about a batch, fills a column of truth values by a few calls
// of the kernel; no record is looked at one by one. What is worked out comes from computer.ts.
import type { AddressRange } from "../address.ts";
import { type Batch, ROW_LIMIT } from "../batch.ts";
import type { Kernel } from "../kernel/kernel.ts";
import { placeAddressSet } from "./addresses.ts";
import { truthAnswers } from "./answers.ts";
import type { Computation } from "./computation.ts";
import { Computer, type Condition } from "./computer.ts";
import { Dictionary } from "./dictionary.ts";
import { fieldKindOf, fieldNamed } from "./kind.ts";
import { Lists, type ListSource } from "./lists.ts";
import { fieldsOf } from "./print.ts";
import { placeRanges, type Range, type RangeSet } from "./ranges.ts";
import type { Comparison, Expression, FieldReference, Item, Value } from "./syntax.ts";

/** The numbers of the operators in kernel/compare.ts. */
const OPERATORS: Record<Comparison, number> = { "=": 0, "!=": 1, "<": 2, "<=": 3, ">": 4, ">=": 5 };
const NOT_EQUAL = 1;
/** Truth columns for conditions inside of values: far from those of the expressions around them. */
const FIRST_SLOT = 2000;
const SLOTS = 600;

/** Fills the batch's truth column number `slot` (and may use those behind it) and returns where it is. */
type Node = (batch: Batch, slot: number) => number;

export interface Predicate {
  /** The fields that the batches must have. */
  readonly fields: readonly string[];
  /** A column of truth values, one byte for each row of the batch. */
  evaluate(batch: Batch): number;
}

/** `files`: where the lists of `in @FILE` come from; they are read here. */
export function compilePredicate(kernel: Kernel, expression: Expression, files: ListSource): Predicate {
  const root = new Compiler(kernel, files).compile(expression);
  return { fields: fieldsOf(expression), evaluate: (batch) => root(batch, 0) };
}

/** What works values out, with all that their conditions need. */
export function openComputer(kernel: Kernel, files: ListSource): Computer {
  return new Compiler(kernel, files).computer;
}

class Compiler {
  readonly computer: Computer;
  readonly #kernel: Kernel;
  readonly #lists: Lists;
  #conditions = 0;

  constructor(kernel: Kernel, files: ListSource) {
    this.#kernel = kernel;
    this.#lists = new Lists(kernel, files);
    this.computer = new Computer(kernel, (condition) => this.#inner(condition));
  }

  /** A condition inside of a value has its truth columns to itself. */
  #inner(condition: Expression): Condition {
    const slot = FIRST_SLOT + this.#conditions++ * SLOTS;
    const node = this.compile(condition);
    return (batch) => node(batch, slot);
  }

  compile(expression: Expression): Node {
    const kernel = this.#kernel;
    switch (expression.kind) {
      case "and":
      case "or":
        return combine(
          expression.operands.map((operand) => this.compile(operand)),
          expression.kind === "and" ? kernel.andTruth : kernel.orTruth,
        );
      case "not":
        return negate(kernel, this.compile(expression.operand));
      case "compare":
        return this.#compare(expression.operator, expression.field, expression.value);
      case "compareFields":
        return this.#compareFields(expression.operator, expression.left, expression.right);
      case "in":
        return this.#isIn(expression.field, expression.items);
      case "contains": {
        const { at, length } = kernel.place(expression.text);
        return this.#onColumn(expression.field, (column, truth) => kernel.containsText(column, at, length, truth));
      }
      case "matches": {
        const pattern = new RegExp(expression.source, expression.flags);
        const dictionary = new Dictionary(kernel, 1, truthAnswers, ([text = ""]) => pattern.test(text));
        return this.#onColumn(expression.field, (column, truth, batch) => dictionary.fill(batch, [column], truth));
      }
      case "isNull":
        return this.#isNull(expression.field);
    }
  }

  /** A test of one column, perhaps of one that is worked out. */
  #onColumn(field: FieldReference, test: (column: number, truth: number, batch: Batch) => void): Node {
    const { column } = this.#computation(field);
    return (batch, slot) => {
      const truth = batch.truth(slot);
      test(column(batch), truth, batch);
      return truth;
    };
  }

  /** A test of numbers that were worked out, without making texts of them. */
  #onNumbers({ numbers }: Computation, test: (vector: number, truth: number) => void): Node {
    return (batch, slot) => {
      const truth = batch.truth(slot);
      test(numbers(batch), truth);
      return truth;
    };
  }

  #computation(field: FieldReference): Computation {
    return this.computer.compute(field.scalar ?? field);
  }

  #isNull(field: FieldReference): Node {
    const kernel = this.#kernel;
    const computation = this.#computation(field);
    if (computation.isNumber) return this.#onNumbers(computation, kernel.vectorIsNull);
    return this.#onColumn(field, (column, truth) => kernel.isNull(column, truth));
  }

  #compare(operator: Comparison, field: FieldReference, value: Value): Node {
    const equality = operator === "=" || operator === "!=";
    switch (value.kind) {
      case "number":
        // An account id is a text: its leading zeros count.
        if (equality && fieldNamed(field.name)?.kind === "text") return this.#compareText(operator, field, value.raw);
        return this.#compareNumber(OPERATORS[operator], field, value.text);
      case "text":
        return this.#compareText(operator, field, value.text);
      case "address":
        return this.#compareAddress(operator, field, value);
      case "regex":
        throw new TypeError("a regular expression stands only behind =~, like and matches");
    }
  }

  #compareNumber(code: number, field: FieldReference, decimal: string): Node {
    const kernel = this.#kernel;
    const computation = this.#computation(field);
    if (computation.isNumber) {
      const wanted = Number(decimal);
      return this.#onNumbers(computation, (vector, truth) => kernel.compareVector(code, vector, wanted, truth));
    }
    const whole = /^-?\d+$/.test(decimal) ? BigInt(decimal) : undefined;
    const fits = whole !== undefined && BigInt.asIntN(64, whole) === whole;
    const { at, length } = kernel.place(decimal);
    return this.#onColumn(field, (column, truth) =>
      kernel.compareNumber(column, code, fits, fits ? whole : 0n, Number(decimal), at, at + length, truth),
    );
  }

  #compareText(operator: Comparison, field: FieldReference, text: string): Node {
    const kernel = this.#kernel;
    const code = OPERATORS[operator];
    const { at, length } = kernel.place(text);
    return this.#onColumn(field, (column, truth) => {
      if (code <= NOT_EQUAL) kernel.equalText(column, code === NOT_EQUAL, at, length, truth);
      else kernel.compareText(column, code, at, length, truth);
    });
  }

  #compareAddress(operator: Comparison, field: FieldReference, range: AddressRange): Node {
    const kernel = this.#kernel;
    const { low, high } = range;
    const single = low.high === high.high && low.low === high.low;
    if (single || (operator !== "=" && operator !== "!=")) {
      const code = OPERATORS[operator];
      return this.#onColumn(field, (column, truth) =>
        kernel.compareAddress(column, code, low.family, low.high, low.low, truth),
      );
    }
    const within = this.#isIn(field, [{ kind: "addresses", low, high }]);
    if (operator === "=") return within;
    const known = negate(kernel, this.#isNull(field));
    return combine([negate(kernel, within), known], kernel.andTruth);
  }

  #compareFields(operator: Comparison, left: FieldReference, right: FieldReference): Node {
    const kernel = this.#kernel;
    const [a, b] = [this.#computation(left), this.#computation(right)];
    const code = OPERATORS[operator];
    return (batch, slot) => {
      const truth = batch.truth(slot);
      // What was worked out is a double, and so is what it is compared with.
      if (a.isNumber || b.isNumber) kernel.compareVectors(code, a.numbers(batch), b.numbers(batch), truth);
      else kernel.compareColumns(a.column(batch), b.column(batch), code, truth);
      return truth;
    };
  }

  /** One test a kind of item: all numbers and ranges together, all addresses together, each text for itself. */
  #isIn(field: FieldReference, items: readonly Item[]): Node {
    const kernel = this.#kernel;
    const ranges: Range[] = [];
    const addresses: AddressRange[] = [];
    const nodes: Node[] = [];
    for (const item of items) {
      if (item.kind === "range") ranges.push(item);
      else if (item.kind === "addresses") addresses.push(item);
      else if (item.kind === "file") nodes.push(...this.#inFile(field, item.path));
      else if (item.value.kind === "address") addresses.push(item.value);
      else if (item.value.kind === "number" && fieldNamed(field.name)?.kind !== "text") {
        ranges.push({ low: item.value.text, high: item.value.text });
      } else nodes.push(this.#compare("=", field, item.value));
    }
    if (ranges.length > 0) nodes.push(this.#inRanges(field, placeRanges(kernel, ranges)));
    if (addresses.length > 0) nodes.push(this.#inAddresses(field, placeAddressSet(kernel, addresses)));
    return nodes.length === 0 ? never : combine(nodes, kernel.orTruth);
  }

  #inFile(field: FieldReference, path: string): Node[] {
    const kernel = this.#kernel;
    const kind = field.scalar === undefined ? fieldNamed(field.name) : fieldKindOf(field.scalar);
    const { addresses, ranges, texts } = this.#lists.read(path, { label: field.name, field: kind });
    const nodes: Node[] = [];
    if (addresses !== undefined) nodes.push(this.#inAddresses(field, addresses));
    if (ranges !== undefined) nodes.push(this.#inRanges(field, ranges));
    if (texts !== undefined) nodes.push(this.#onColumn(field, (column, truth) => kernel.inTexts(column, texts, truth)));
    return nodes;
  }

  #inAddresses(field: FieldReference, set: number): Node {
    return this.#onColumn(field, (column, truth) => this.#kernel.inAddresses(column, set, truth));
  }

  #inRanges(field: FieldReference, { at, count }: RangeSet): Node {
    const kernel = this.#kernel;
    const computation = this.#computation(field);
    if (computation.isNumber) {
      return this.#onNumbers(computation, (vector, truth) => kernel.vectorInRanges(vector, at, count, truth));
    }
    return this.#onColumn(field, (column, truth) => kernel.inNumbers(column, at, count, truth));
  }
}

/** A list with nothing in it. */
function never(batch: Batch, slot: number): number {
  const truth = batch.truth(slot);
  batch.kernel.bytes().fill(0, truth, truth + ROW_LIMIT);
  return truth;
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
