// Values as programs and configuration files give them (true, 10, ["a", "b"], a Date), turned into the texts that the kinds
// of options parse, so that an option means the same wherever it is given.

import type { Operand, Option } from "./define.ts";
import type { Problem } from "@flowlogs/base/problem";

/** The texts of a value that is given for an option or operand; none: it is not given. */
export function givenTexts(item: Option | Operand, value: unknown): readonly string[] | Problem {
  if (value === undefined) return [];
  const { kind } = item;
  if (kind === "switch") {
    if (typeof value !== "boolean") return mismatch(value, "true or false");
    return value ? [""] : [];
  }
  const bare = "bare" in item ? item.bare : undefined;
  if (bare !== undefined && typeof value === "boolean") return value ? [bare] : [];
  const isRepeatable = item.many === true || kind.join !== undefined;
  const values: readonly unknown[] = isRepeatable && Array.isArray(value) ? value : [value];
  const texts: string[] = [];
  for (const one of values) {
    const text = textOf(one, kind.isTime === true);
    if (text === undefined) return mismatch(one, wanted(item, isRepeatable));
    texts.push(text);
  }
  return texts;
}

function textOf(value: unknown, isTime: boolean): string | undefined {
  if (typeof value === "string") return value;
  // Not 1e21, which no kind reads.
  if (typeof value === "number" && Number.isFinite(value) && !String(value).includes("e")) return String(value);
  if (isTime && value instanceof Date && !Number.isNaN(value.getTime())) return value.toISOString();
  return undefined;
}

function wanted(item: Option | Operand, isRepeatable: boolean): string {
  const { kind } = item;
  if (kind === "switch") return "true or false";
  const one = kind.choices === undefined ? kind.placeholder : kind.choices.join(", ");
  return `${kind.isTime === true ? `${one} as a text, a number or a Date` : one}${isRepeatable ? ", or a list" : ""}`;
}

function mismatch(value: unknown, what: string): Problem {
  return { problem: `${described(value)} is not a value for it`, advice: `give ${what}` };
}

function described(value: unknown): string {
  if (value === null) return "null";
  if (Array.isArray(value)) return "a list";
  if (typeof value === "object") return value instanceof Date ? "a date" : "an object";
  if (typeof value === "function") return "a function";
  return typeof value === "string" ? JSON.stringify(value) : String(value);
}
