// Functions of numbers: those on vectors of doubles are the kernel's. The greatest and the least may be of addresses too.
import { combine, numberOf } from "../build.ts";
import type { ScalarFunction, VectorFunction } from "./function.ts";
import type { Expression, FieldReference, Scalar } from "../syntax.ts";

export const numberFunctions: readonly ScalarFunction[] = [
  ofOne("abs", "abs"),
  ofOne("ceil", "ceil"),
  ofOne("floor", "floor"),
  ofOne("log", "log"),
  ofOne("sqrt", "sqrt"),
  { name: "round", parameters: ["number", "number"], optional: 1, gives: "number", works: { vector: "round" } },
  extreme("greatest", ">="),
  extreme("least", "<="),
  { name: "toNumber", parameters: ["any"], gives: "number", works: { vector: "same" } },
  { name: "toDouble", parameters: ["any"], gives: "number", works: { vector: "same" } },
  { name: "toInt", parameters: ["any"], gives: "number", works: { vector: "toInt" } },
  { name: "toLong", parameters: ["any"], gives: "number", works: { vector: "toLong" } },
  {
    name: "haversine",
    parameters: ["number", "number", "number", "number"],
    gives: "number",
    works: { ask: (...degrees) => haversine(degrees.map((text) => (Number(text) * Math.PI) / 180)) },
  },
];

function ofOne(name: string, vector: VectorFunction): ScalarFunction {
  return { name, parameters: ["number"], gives: "number", works: { vector } };
}

/** The one of several numbers, or of several addresses, that is before the others in this order; nulls are left out. */
function extreme(name: "greatest" | "least", order: ">=" | "<="): ScalarFunction {
  const first = (one: Scalar, other: Scalar): Scalar => {
    const [left, right] = [asReference(one), asReference(other)];
    const isFirst: Expression = { kind: "compareFields", operator: order, left, right };
    return {
      kind: "choice",
      cases: [{ when: combine("or", [isFirst, { kind: "isNull", field: right }]), value: one }],
      otherwise: other,
    };
  };
  return {
    name,
    parameters: ["ordered"],
    repeats: 1,
    gives: "ordered",
    works: (values, kindOf) =>
      values.some((value) => kindOf(value) === "address")
        ? { expand: ([one, ...others]) => others.reduce(first, one ?? numberOf(0)) }
        : { vector: name },
    refuse: (values, kindOf) => {
      const number = values.findIndex((value) => kindOf(value) === "number");
      if (number < 0 || !values.some((value) => kindOf(value) === "address")) return undefined;
      return { argument: number, problem: `${name} compares numbers or addresses, not both` };
    },
  };
}

/** The name is never printed: the short form has its own name. */
function asReference(scalar: Scalar): FieldReference {
  return scalar.kind === "field" ? scalar : { kind: "field", name: "", from: 0, to: 0, scalar };
}

/** Kilometres between two places on a sphere of the earth's mean radius. */
function haversine([lat1 = 0, lon1 = 0, lat2 = 0, lon2 = 0]: readonly number[]): number {
  const chord = square(lat2 - lat1) + Math.cos(lat1) * Math.cos(lat2) * square(lon2 - lon1);
  return 2 * 6371.0088 * Math.asin(Math.sqrt(Math.min(1, chord)));
}

function square(angle: number): number {
  return Math.sin(angle / 2) ** 2;
}
