// What a value that is worked out means, record by record, in the plainest way: numbers by JavaScript's own arithmetic.
import type { Expression, Made, Scalar } from "../../packages/core/src/expression/syntax.ts";
import { findNode, isNumeric, type Node, valueOf } from "./reference.ts";

type Members = ReadonlyMap<string, Node>;
/** Does a condition inside of the value hold? */
type Holds = (condition: Expression, members: Members) => boolean;

/** Whether the values are doubles. */
export function isWorkedOut(scalar: Scalar | undefined): boolean {
  switch (scalar?.kind) {
    case undefined:
    case "field":
    case "text":
      return false;
    case "made":
      return isWorkedOut(scalar.meaning);
    case "call":
      if (scalar.function === "coalesce") return scalar.arguments.every(isWorkedOut);
      return !textFunctions.has(scalar.function);
    case "choice":
      return (
        scalar.cases.every(({ value }) => isWorkedOut(value)) &&
        (scalar.otherwise === undefined || isWorkedOut(scalar.otherwise))
      );
    default:
      return true;
  }
}

const textFunctions: ReadonlySet<string> = new Set(["concat", "tolower", "substr", "replace"]);

/** The value as a double; undefined is null. */
export function numberOf(scalar: Scalar, members: Members, holds: Holds): number | undefined {
  const text = textOf(scalar, members, holds);
  return text !== undefined && (isNumeric(text) || /^-?[\d.]+e[+-]\d+$/.test(text)) ? Number(text) : undefined;
}

/** The value as it would be written; undefined is null. */
export function textOf(scalar: Scalar, members: Members, holds: Holds): string | undefined {
  const number = (part: Scalar): number => numberOf(part, members, holds) ?? Number.NaN;
  switch (scalar.kind) {
    case "field":
      return valueOf(members, scalar.name)?.text;
    case "number":
      return String(Number(scalar.text));
    case "text":
      return scalar.text;
    case "made":
      return findNode(members, scalar.name) === undefined
        ? meant(scalar, members, holds)
        : valueOf(members, scalar.name)?.text;
    case "negative":
      return written(-number(scalar.operand));
    case "arithmetic":
      return written(arithmetic(scalar.operator, number(scalar.left), number(scalar.right)));
    case "choice": {
      const chosen = scalar.cases.find(({ when }) => holds(when, members))?.value ?? scalar.otherwise;
      return chosen === undefined ? undefined : textOf(chosen, members, holds);
    }
    case "call":
      return called(scalar.function, scalar.arguments, members, holds);
  }
}

function written(value: number): string | undefined {
  return Number.isFinite(value) ? String(value === 0 ? 0 : value) : undefined;
}

/** What a name comes to that no key has. */
function meant({ name, meaning }: Made, members: Members, holds: Holds): string | undefined {
  if (!["duration", "bps", "pps", "bpp"].includes(name)) return textOf(meaning, members, holds);
  const number = (field: string): number =>
    numberOf({ kind: "field", name: field, from: 0, to: 0 }, members, holds) ?? Number.NaN;
  return written(derived(name, number));
}

function derived(name: string, field: (name: string) => number): number {
  const duration = field("end") - field("start");
  if (name === "duration") return duration;
  if (name === "bpp") return field("bytes") / field("packets");
  return (name === "bps" ? field("bytes") * 8 : field("packets")) / duration;
}

function arithmetic(operator: string, a: number, b: number): number {
  if (Number.isNaN(a) || Number.isNaN(b)) return Number.NaN;
  switch (operator) {
    case "+":
      return a + b;
    case "-":
      return a - b;
    case "*":
      return a * b;
    case "/":
      return a / b;
    case "%":
      return a % b;
    case "^":
      return a ** b;
    default: {
      const isWhole = [a, b].every((it) => Number.isInteger(it) && Math.abs(it) < 2 ** 63);
      return isWhole ? Number(BigInt(a) & BigInt(b)) : Number.NaN;
    }
  }
}

function called(name: string, values: readonly Scalar[], members: Members, holds: Holds): string | undefined {
  const texts = values.map((value) => textOf(value, members, holds));
  if (name === "coalesce") return texts.find((text) => text !== undefined);
  const numbers = values.map((value) => numberOf(value, members, holds)).filter((it) => it !== undefined);
  if (name === "greatest" || name === "least") {
    const most = name === "greatest" ? Math.max(...numbers) : Math.min(...numbers);
    return numbers.length === 0 ? undefined : String(most === 0 ? 0 : most);
  }
  const known = texts.filter((text) => text !== undefined);
  if (known.length < texts.length) return undefined;
  const [first = "", second = "", third = ""] = known;
  if (name === "concat") return known.join("");
  if (name === "tolower") return first.toLowerCase();
  if (name === "strlen") return String([...first].length);
  if (name === "substr") return [...first].slice(Number(second), Number(second) + Number(third)).join("");
  if (name === "replace") return first.split(second).join(third);
  const [number] = numbers;
  const work = { floor: Math.floor, ceil: Math.ceil, abs: Math.abs, toNumber: (it: number) => it }[name];
  if (work === undefined) throw new Error(`${name} is not known here`);
  return number === undefined ? undefined : String(work(number) === 0 ? 0 : work(number));
}
