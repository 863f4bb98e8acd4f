// What is wrong with a text, as a value: faults of the user's input are normal, so nothing is thrown for them.
// How a problem is worded on stderr is left to report.ts.

/** What is wrong with a text, as a value. */
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

/** Whether a kind's answer is a problem and not a value. */
export function isProblem(value: unknown): value is Problem {
  return typeof value === "object" && value !== null && "problem" in value && typeof value.problem === "string";
}
