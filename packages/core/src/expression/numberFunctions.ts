// Functions of numbers: those on vectors of doubles are the kernel's.
import type { ScalarFunction, VectorFunction } from "./functions.ts";

export const numberFunctions: readonly ScalarFunction[] = [
  ofOne("abs", "abs"),
  ofOne("ceil", "ceil"),
  ofOne("floor", "floor"),
  ofOne("log", "log"),
  ofOne("sqrt", "sqrt"),
  { name: "round", parameters: ["number", "number"], optional: 1, gives: "number", works: { vector: "round" } },
  { name: "greatest", parameters: ["number"], repeats: 1, gives: "number", works: { vector: "greatest" } },
  { name: "least", parameters: ["number"], repeats: 1, gives: "number", works: { vector: "least" } },
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

/** Kilometres between two places on a sphere of the earth's mean radius. */
function haversine([lat1 = 0, lon1 = 0, lat2 = 0, lon2 = 0]: readonly number[]): number {
  const chord = square(lat2 - lat1) + Math.cos(lat1) * Math.cos(lat2) * square(lon2 - lon1);
  return 2 * 6371.0088 * Math.asin(Math.sqrt(Math.min(1, chord)));
}

function square(angle: number): number {
  return Math.sin(angle / 2) ** 2;
}
