// A value to operations on columns: for each kind of scalar the computation that makes it.
import { workingOf } from "../functions/resultKind.ts";
import type { Batch } from "../../batch.ts";
import type { Kernel } from "@flowlogs/kernel/kernel";
import { numberAnswers, textAnswers } from "./answerTables.ts";
import { type Computation, keyOr, ofColumn, ofField, ofNumbers } from "./computation.ts";
import { Dictionary } from "./memoizedAnswers.ts";
import { findFunction } from "../functions/registry.ts";
import type { ScalarFunction, VectorFunction, Working } from "../functions/function.ts";
import type { PatternUser } from "../../regex/regex.ts";
import type { Expression, Scalar } from "../syntax.ts";
import { combining, mapping } from "./opcodes.ts";

/** What is computed from texts. */
type Asking = Extract<Working, { readonly ask: unknown } | { readonly opens: unknown }>;

/** Where the truth of a condition is, for every row of the batch. */
export type Condition = (batch: Batch) => number;

export class Computer {
  readonly #kernel: Kernel;
  readonly #conditionOf: (expression: Expression) => Condition;
  readonly #user: PatternUser;

  /** `conditionOf` compiles a condition inside of a value. */
  constructor(kernel: Kernel, conditionOf: (expression: Expression) => Condition, user: PatternUser) {
    this.#user = user;
    this.#kernel = kernel;
    this.#conditionOf = conditionOf;
  }

  compute(scalar: Scalar): Computation {
    const kernel = this.#kernel;
    switch (scalar.kind) {
      case "field":
        return ofField(kernel, scalar.name);
      case "number":
        return ofNumbers(kernel, (_, out) => kernel.fillNumbers(Number(scalar.text), out));
      case "text":
        return this.#constant(scalar.text);
      case "made":
        return keyOr(kernel, scalar.name, this.compute(scalar.meaning));
      case "negative":
        return this.#mapped(mapping.negative, this.compute(scalar.operand));
      case "arithmetic":
        return this.#combined(combining[scalar.operator], this.compute(scalar.left), this.compute(scalar.right));
      case "choice":
        return this.#choice(scalar);
      case "call":
        return this.#call(findFunction(scalar.function), scalar.arguments);
    }
  }

  #call(called: ScalarFunction | undefined, values: readonly Scalar[]): Computation {
    if (called === undefined) throw new TypeError("the parser knows the functions");
    const works = workingOf(called, values);
    if ("expand" in works) return this.compute(works.expand(values));
    if ("ask" in works || "opens" in works) return this.#asked(called, works, values);
    const parts = values.map((value) => this.compute(value));
    return "vector" in works ? this.#vector(works.vector, parts) : this.#coalesce(parts);
  }

  #vector(name: VectorFunction, parts: readonly Computation[]): Computation {
    const [first, ...others] = parts;
    if (first === undefined) throw new TypeError("the parser counts arguments");
    if (name === "same") return ofNumbers(this.#kernel, (batch) => first.numbers(batch));
    if (name === "greatest" || name === "least" || (name === "round" && others.length > 0)) {
      return others.reduce((left, right) => this.#combined(combining[name], left, right), first);
    }
    return this.#mapped(mapping[name], first);
  }

  #mapped(code: number, operand: Computation): Computation {
    const kernel = this.#kernel;
    return ofNumbers(kernel, (batch, out) => kernel.mapNumbers(code, operand.numbers(batch), out));
  }

  #combined(code: number, left: Computation, right: Computation): Computation {
    const kernel = this.#kernel;
    return ofNumbers(kernel, (batch, out) =>
      kernel.combineNumbers(code, left.numbers(batch), right.numbers(batch), out),
    );
  }

  #constant(text: string): Computation {
    const kernel = this.#kernel;
    const { at, length } = kernel.place(text);
    const span = BigInt(at) | (BigInt(at + length + 0x8000_0000) << 32n);
    return ofColumn(kernel, (_, column) => kernel.fillColumn(span, column));
  }

  /** The first value that is not null. */
  #coalesce(parts: readonly Computation[]): Computation {
    const kernel = this.#kernel;
    if (parts.every(({ isNumber }) => isNumber)) {
      return ofNumbers(kernel, (batch, out) => {
        kernel.fillNumbers(Number.NaN, out);
        for (const part of parts) kernel.replaceNulls(part.numbers(batch), out);
      });
    }
    return ofColumn(kernel, (batch, column) => {
      kernel.fillColumn(0n, column);
      for (const part of parts) kernel.replaceNullColumn(part.column(batch), column);
    });
  }

  #choice({ cases, otherwise }: Extract<Scalar, { kind: "choice" }>): Computation {
    const kernel = this.#kernel;
    // From the last to the first, so that the first condition that holds wins.
    const choices = cases.toReversed().map(({ when, value }) => ({
      holds: this.#conditionOf(when),
      value: this.compute(value),
    }));
    const rest = otherwise === undefined ? undefined : this.compute(otherwise);
    if (choices.every(({ value }) => value.isNumber) && rest?.isNumber !== false) {
      return ofNumbers(kernel, (batch, out) => {
        kernel.fillNumbers(Number.NaN, out);
        if (rest !== undefined) kernel.replaceNulls(rest.numbers(batch), out);
        for (const { holds, value } of choices) kernel.chooseNumbers(holds(batch), value.numbers(batch), out);
      });
    }
    return ofColumn(kernel, (batch, column) => {
      kernel.fillColumn(0n, column);
      if (rest !== undefined) kernel.copyColumn(rest.column(batch), column);
      for (const { holds, value } of choices) kernel.chooseColumn(holds(batch), value.column(batch), column);
    });
  }

  /** A function that is computed once per combination of texts. Nested calls are computed together; constants are known. */
  #asked(called: ScalarFunction, works: Asking, values: readonly Scalar[]): Computation {
    const kernel = this.#kernel;
    const inputs: Computation[] = [];
    const ask = this.#asking(works, values, inputs);
    const columns = (batch: Batch): number[] => inputs.map((input) => input.column(batch));
    if (called.gives === "text") {
      const dictionary = new Dictionary(kernel, inputs.length, textAnswers, (given) => asText(ask(given)));
      return ofColumn(kernel, (batch, column) => {
        batch.escapes = true;
        dictionary.fill(batch, columns(batch), column);
      });
    }
    const dictionary = new Dictionary(kernel, inputs.length, numberAnswers, (given) => asNumber(ask(given)));
    return ofNumbers(kernel, (batch, out) => dictionary.fill(batch, columns(batch), out));
  }

  #asking(
    works: Asking,
    values: readonly Scalar[],
    inputs: Computation[],
  ): (texts: readonly string[]) => number | string | undefined {
    const ask = "opens" in works ? works.opens(values, this.#user) : works.ask;
    const parts = values.map((value): ((texts: readonly string[]) => string | undefined) => {
      if (value.kind === "text" || value.kind === "number") return () => value.text;
      const called = value.kind === "call" ? findFunction(value.function) : undefined;
      if (
        value.kind === "call" &&
        typeof called?.works === "object" &&
        ("ask" in called.works || "opens" in called.works)
      ) {
        const inner = this.#asking(called.works, value.arguments, inputs);
        return (texts) => asText(inner(texts));
      }
      const place = inputs.push(this.compute(value)) - 1;
      return (texts) => texts[place];
    });
    return (texts) => {
      const given = parts.map((part) => part(texts));
      const known = given.filter((text) => text !== undefined);
      return known.length === given.length ? ask(...known) : undefined;
    };
  }
}

function asText(answer: number | string | undefined): string | undefined {
  return answer === undefined || Number.isNaN(answer) ? undefined : String(answer);
}

function asNumber(answer: number | string | undefined): number | undefined {
  return answer === undefined ? undefined : Number(answer);
}
