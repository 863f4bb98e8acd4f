// Compiles an expression to operations on columns. Each node fills a column of truth values for a batch by a few calls
// of the kernel; no record is looked at one by one. Computed values come from compileScalar.ts.
//
// A condition is true, false or, where it asks about a null, unknown, as in SQL. No third value is stored for that: a node
// finds either the rows for which a condition is true or those for which it is false, and `not` swaps the two.
import type { AddressRange } from "../../address.ts";
import type { Batch } from "../../batch.ts";
import { findField } from "../../field.ts";
import type { Kernel } from "@flowlogs/kernel/kernel";
import { placeAddressSet } from "./addressSet.ts";
import { truthAnswers } from "./answerTables.ts";
import { type Computation, oncePerBatch } from "./computation.ts";
import { Computer, type Condition } from "./compileScalar.ts";
import { Dictionary } from "./memoizedAnswers.ts";
import { fieldKindOf } from "../functions/resultKind.ts";
import { Lists, type ListSource } from "./listFiles.ts";
import { fieldsOf } from "../fields.ts";
import { always, combine, inPolarity, negate, never, type Node, onlyTested } from "./nodes.ts";
import { placeRanges, type Range, type RangeSet } from "./numberRanges.ts";
import { openRegex } from "../../regex/regex.ts";
import type { Comparison, Expression, FieldReference, Item, Value } from "../syntax.ts";
import { EQUAL, GREATER, GREATER_OR_EQUAL, LESS, LESS_OR_EQUAL, NOT_EQUAL } from "@flowlogs/kernel/opcodes";

const OPERATORS: Record<Comparison, number> = {
  "=": EQUAL,
  "!=": NOT_EQUAL,
  "<": LESS,
  "<=": LESS_OR_EQUAL,
  ">": GREATER,
  ">=": GREATER_OR_EQUAL,
};
/** Truth columns for conditions inside of values: far from those of the expressions around them. */
const FIRST_SLOT = 2000;
const SLOTS = 600;

type PredicateTest = Extract<Expression, { kind: "in" | "contains" | "matches" }>;

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

/** What computes values, with all that their conditions need. */
export function openComputer(kernel: Kernel, files: ListSource): Computer {
  return new Compiler(kernel, files).computer;
}

class Compiler {
  readonly computer: Computer;
  readonly #kernel: Kernel;
  readonly #lists: Lists;
  readonly #files: ListSource;
  readonly #inside = new Map<Expression, Condition>();

  constructor(kernel: Kernel, files: ListSource) {
    this.#kernel = kernel;
    this.#lists = new Lists(kernel, files);
    this.#files = files;
    this.computer = new Computer(kernel, (condition) => this.#inner(condition), files);
  }

  /** A condition inside a value has truth columns of its own, filled once even if both it and its opposite are needed. */
  #inner(condition: Expression): Condition {
    const known = this.#inside.get(condition);
    if (known !== undefined) return known;
    const slot = FIRST_SLOT + this.#inside.size * SLOTS;
    const memoized = oncePerBatch((batch) => node(batch, slot));
    this.#inside.set(condition, memoized);
    const field = condition.kind === "not" ? onlyTested(condition.operand) : undefined;
    const node =
      condition.kind === "not" && field !== undefined
        ? this.#deny(field, this.#inner(condition.operand))
        : this.compile(condition);
    return memoized;
  }

  /** The rows for which the expression is true; with `isDenied` those for which it is false. */
  compile(expression: Expression, isDenied = false): Node {
    const kernel = this.#kernel;
    switch (expression.kind) {
      case "and":
      case "or":
        if (expression.operands.length === 0) return (expression.kind === "and") === isDenied ? never : always;
        // De Morgan: "not all" is "some not", and vice versa.
        return combine(
          expression.operands.map((operand) => this.compile(operand, isDenied)),
          (expression.kind === "and") === isDenied ? kernel.orTruth : kernel.andTruth,
        );
      case "not":
        return this.compile(expression.operand, !isDenied);
      case "compare":
        return this.#compare(inPolarity(expression.operator, isDenied), expression.field, expression.value);
      case "compareFields":
        return this.#compareFields(inPolarity(expression.operator, isDenied), expression.left, expression.right);
      case "isNull":
        return isDenied ? negate(kernel, this.#isNull(expression.field)) : this.#isNull(expression.field);
      default:
        return isDenied ? this.#deny(expression.field, this.#test(expression)) : this.#test(expression);
    }
  }

  #test(expression: PredicateTest): Node {
    const kernel = this.#kernel;
    switch (expression.kind) {
      case "in":
        return this.#isIn(expression.field, expression.items);
      case "contains": {
        const { at, length } = kernel.place(expression.text);
        return this.#onColumn(expression.field, (column, truth) => kernel.containsText(column, at, length, truth));
      }
      case "matches": {
        const pattern = openRegex(expression.source, expression.flags, this.#files);
        const dictionary = new Dictionary(kernel, 1, truthAnswers, ([text = ""]) => pattern.test(text));
        return this.#onColumn(expression.field, (column, truth, batch) => dictionary.fill(batch, [column], truth));
      }
    }
  }

  /** The rows for which a test is false: it is not true, and there is a value. */
  #deny(field: FieldReference, test: Node): Node {
    const kernel = this.#kernel;
    const computation = this.#computation(field);
    return (batch, slot) => {
      const truth = test(batch, slot);
      const out = batch.truth(slot);
      if (computation.isNumber) kernel.negateNumbers(computation.numbers(batch), truth, out);
      else kernel.negateValues(computation.column(batch), truth, out);
      return out;
    };
  }

  /** A test of one column, perhaps of one that is computed. */
  #onColumn(field: FieldReference, test: (column: number, truth: number, batch: Batch) => void): Node {
    const { column } = this.#computation(field);
    return (batch, slot) => {
      const truth = batch.truth(slot);
      test(column(batch), truth, batch);
      return truth;
    };
  }

  /** A test of numbers that were computed, without making texts of them. */
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
    const byColumn = this.#onColumn(field, (column, truth) => kernel.isNull(column, truth));
    if (!computation.isNumber) return byColumn;
    const byNumber = this.#onNumbers(computation, kernel.vectorIsNull);
    if (field.scalar?.kind !== "made") return byNumber;
    // A key of that name may hold texts.
    const { name } = field.scalar;
    return (batch, slot) => (batch.presenceOf(name) === "never" ? byNumber : byColumn)(batch, slot);
  }

  #compare(operator: Comparison, field: FieldReference, value: Value): Node {
    switch (value.kind) {
      case "number":
        // An account id is a text: its leading zeros count.
        if (findField(field.name)?.kind === "text") return this.#compareText(operator, field, value.raw);
        return this.#compareNumber(OPERATORS[operator], field, value.text);
      case "text":
        return this.#compareText(operator, field, value.text);
      case "address":
        return this.#compareAddress(operator, field, value);
      case "regex":
        throw new TypeError("a regular expression is valid only after =~, like and matches");
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
    return operator === "=" ? within : this.#deny(field, within);
  }

  #compareFields(operator: Comparison, left: FieldReference, right: FieldReference): Node {
    const kernel = this.#kernel;
    const [a, b] = [this.#computation(left), this.#computation(right)];
    const code = OPERATORS[operator];
    return (batch, slot) => {
      const truth = batch.truth(slot);
      // What was computed is a double, and so is what it is compared with.
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
      else if (item.value.kind === "number" && findField(field.name)?.kind !== "text") {
        ranges.push({ low: item.value.text, high: item.value.text });
      } else nodes.push(this.#compare("=", field, item.value));
    }
    if (ranges.length > 0) nodes.push(this.#inRanges(field, placeRanges(kernel, ranges)));
    if (addresses.length > 0) nodes.push(this.#inAddresses(field, placeAddressSet(kernel, addresses)));
    return nodes.length === 0 ? never : combine(nodes, kernel.orTruth);
  }

  #inFile(field: FieldReference, path: string): Node[] {
    const kernel = this.#kernel;
    const kind = field.scalar === undefined ? findField(field.name) : fieldKindOf(field.scalar);
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
