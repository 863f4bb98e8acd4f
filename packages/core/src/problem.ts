// What is wrong with something a user wrote, as a value: core never throws for bad input.
// How a problem is shown (prefix, caret, colour, exit code) is left to the command kit.

/** What is wrong with a text. `from`/`to`: UTF-16 offsets of the fault in `text` (to exclusive), for a caret. */
export interface Problem {
  readonly problem: string;
  readonly advice?: string;
  readonly text?: string;
  readonly from?: number;
  readonly to?: number;
}

/** Tells a problem from the value that was asked for. */
export function isProblem(value: unknown): value is Problem {
  return typeof value === "object" && value !== null && "problem" in value && typeof value.problem === "string";
}

/** A problem at a place of a text; without `advice` the property is absent. */
export function problemAt(text: string, from: number, to: number, problem: string, advice?: string): Problem {
  return { problem, ...(advice === undefined ? {} : { advice }), text, from, to };
}
