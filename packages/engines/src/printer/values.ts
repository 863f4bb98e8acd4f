// Values that are computed, as SQL: doubles where they are numbers, and null where a part of them is null.
import { findField } from "@flowlogs/core";
import { printScalar, type Scalar, shortFor } from "@flowlogs/core/spelling";
import { conditionSql, type ConditionScope, doubleText } from "./conditions.ts";
import { type Finder, labelOf, type SqlDialect, type SqlValue } from "./dialect.ts";
import { LEAVE_OUT, noColumn, refuse } from "./refuse.ts";
import { workedText } from "./texts.ts";

/** Prints what is asked about the values of these names. */
export class SqlScope implements ConditionScope {
  readonly dialect: SqlDialect;
  readonly #find: Finder;
  readonly #names: readonly string[];

  /** `names`: those that it finds, for messages. */
  constructor(dialect: SqlDialect, find: Finder, names: readonly string[]) {
    this.dialect = dialect;
    this.#find = find;
    this.#names = names;
  }

  readonly valueOf: ConditionScope["valueOf"] = ({ name, scalar }) =>
    this.value(scalar ?? { kind: "field", name, from: 0, to: 0 });

  /** Throws UsageError. */
  value(scalar: Scalar): SqlValue {
    return { ...this.#value(scalar), label: printScalar(scalar) };
  }

  #value(scalar: Scalar): SqlValue {
    switch (scalar.kind) {
      case "field":
        return this.#find(scalar.name) ?? noColumn(scalar.name, this.#names);
      case "number":
        return { sql: doubleText(scalar.text), type: "number" };
      case "text":
        return { sql: this.dialect.text(scalar.text), type: "text" };
      case "made":
        return this.#find(scalar.name) ?? this.value(scalar.meaning);
      case "negative":
        return number(`(-${this.#number(scalar.operand)})`);
      case "arithmetic":
        return this.#arithmetic(scalar);
      case "choice":
        return this.#choice(scalar);
      case "call":
        return this.#call(scalar);
    }
  }

  /** As a double. */
  #number(scalar: Scalar): string {
    const value = this.value(scalar);
    const { sql, type } = value;
    if (type === "number") return sql;
    return type === "integer"
      ? this.dialect.double(sql)
      : refuse(`a number made of ${labelOf(value)}`, "it is a text there", "name a column of numbers");
  }

  #arithmetic({ operator, left, right }: Extract<Scalar, { kind: "arithmetic" }>): SqlValue {
    if (operator === "&") return this.#bits(left, right);
    const [a, b] = [this.#number(left), this.#number(right)];
    if (operator === "/") return number(`(${a} / nullif(${b}, ${doubleText("0")}))`);
    const called = operator === "^" ? "pow" : operator === "%" ? "mod" : undefined;
    if (called === undefined) return number(`(${a} ${operator} ${b})`);
    const make = this.dialect.functions[called];
    return make === undefined
      ? refuse(`${printScalar(left)} ${operator} ${printScalar(right)}`, "it has no such operator", LEAVE_OUT)
      : number(make(a, b));
  }

  #bits(left: Scalar, right: Scalar): SqlValue {
    const value = this.value(left);
    const mask = right.kind === "number" && /^\d{1,10}$/.test(right.text) ? right.text : undefined;
    if (value.type !== "integer" || mask === undefined)
      return refuse(
        `bits of ${labelOf(value)}`,
        "it needs whole numbers",
        "name a column of whole numbers, and a mask below 10^10",
      );
    return { sql: this.dialect.bitAnd(value.sql, mask), type: "integer" };
  }

  #choice({ cases, otherwise }: Extract<Scalar, { kind: "choice" }>): SqlValue {
    const values = [...cases.map(({ value }) => value), ...(otherwise === undefined ? [] : [otherwise])].map((it) =>
      this.value(it),
    );
    const types = new Set(values.map(({ type }) => type));
    const isMixed = types.size > 1;
    if (isMixed && [...types].some((type) => type !== "integer" && type !== "number")) {
      return refuse("a choice", "its values are of several types", "give it values of one type");
    }
    const texts = values.map(({ sql, type }) => (isMixed && type === "integer" ? this.dialect.double(sql) : sql));
    const whens = cases.map(({ when }, i) => `WHEN ${conditionSql(when, this)} THEN ${texts[i]}`);
    const rest = otherwise === undefined ? "" : ` ELSE ${texts.at(-1)}`;
    const [type = "text"] = types;
    return { sql: `CASE ${whens.join(" ")}${rest} END`, type: isMixed ? "number" : type };
  }

  #call(scalar: Extract<Scalar, { kind: "call" }>): SqlValue {
    const short = shortFor(scalar);
    if (short !== undefined) return this.value(short);
    const name = scalar.function.toLowerCase();
    if (name === "coalesce") return this.#coalesce(scalar.arguments);
    if (name === "greatest" || name === "least") return this.#extreme(name, scalar.arguments);
    const worked = workedText(name, scalar.arguments, this);
    if (worked !== undefined) return { sql: worked, type: "text" };
    const key = `${name}${name === "round" && scalar.arguments.length > 1 ? "2" : ""}`;
    const make = this.dialect.functions[key];
    if (make === undefined) return refuse(`${scalar.function}()`, "it has no function that does the same", LEAVE_OUT);
    if (numeric.has(name)) return number(make(...scalar.arguments.map((it) => this.#number(it))));
    const values = scalar.arguments.map((it) => this.textOf(it));
    return name === "strlen" ? { sql: make(...values), type: "integer" } : { sql: make(...values), type: "text" };
  }

  textOf(scalar: Scalar): string {
    const value = this.value(scalar);
    const { sql, type } = value;
    if (type === "text" || type === "address") return sql;
    return type === "integer"
      ? this.dialect.words(sql)
      : refuse(`the text of ${labelOf(value)}`, "it writes fractions otherwise", "round it to a whole number");
  }

  #coalesce(values: readonly Scalar[]): SqlValue {
    const parts = values.map((it) => this.value(it));
    const types = new Set(parts.map(({ type }) => (type === "address" ? "text" : type)));
    const [type = "text"] = types;
    if (types.size > 1) return refuse("coalesce()", "its values are of several types", "give it values of one type");
    return { sql: `coalesce(${parts.map(({ sql }) => sql).join(", ")})`, type };
  }

  /** Nulls are left out, which engines do not agree about. */
  #extreme(name: "greatest" | "least", values: readonly Scalar[]): SqlValue {
    const order = name === "greatest" ? ">=" : "<=";
    const parts = values.map((it) => this.#number(it));
    return number(
      parts.reduce(
        (one, other) => `CASE WHEN ${one} ${order} ${other} OR ${other} IS NULL THEN ${one} ELSE ${other} END`,
      ),
    );
  }
}

const numeric = new Set("abs ceil floor sqrt log round tonumber todouble toint tolong".split(" "));

function number(sql: string): SqlValue {
  return { sql, type: "number" };
}

/** A field whose values are texts, though they may look like numbers. */
export function isTextField(name: string): boolean {
  return findField(name)?.kind === "text";
}
