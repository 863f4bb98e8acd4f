// What is wrong with something that a user wrote, as a value: such faults are normal, so nothing is thrown for them.
// How a problem is shown (prefix, caret, colour, exit code) is left to the command kit.

/** What is wrong with a text. */
export interface Problem {
  /** What is wrong, in lower case and without a full stop. */
  readonly problem: string;
  /** What to do about it. */
  readonly advice?: string | undefined;
  /** The text at fault; with it, the place is shown with a caret. */
  readonly text?: string;
  /** UTF-16 offset in `text` where the fault begins. */
  readonly from?: number;
  /** UTF-16 offset in `text` where the fault ends. */
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
