// Parts of partial states as JSON. Numbers that are read back must be of the same kind, as integers are added exactly.
import type { Result } from "../functions/definition.ts";

export function stateText(value: Result): string {
  if (value === undefined || Number.isNaN(value)) return "null";
  return typeof value === "bigint" ? String(value) : floatText(value);
}

/** A double in a spelling that no reader takes for an integer. */
function floatText(value: number): string {
  if (!Number.isFinite(value)) return value < 0 ? "-1e999" : "1e999";
  const text = Object.is(value, -0) ? "-0" : String(value);
  return /[.e]/.test(text) ? text : `${text}.0`;
}

/** The values of a JSON text; undefined when it is not a list. */
export function listIn(text: string): readonly unknown[] | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return Array.isArray(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
