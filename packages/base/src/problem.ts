// An error in something that the user wrote, as a value: such errors are normal, so parsers return them and throw nothing.
// The command kit decides how a problem is printed (prefix, carets, exit code).

/** What is wrong with a text, and what to do about it. */
export interface Problem {
  /** What is wrong, in lower case and without a full stop. */
  readonly problem: string;
  /** What to do about it. */
  readonly advice?: string | undefined;
  /** A word for programs that stays the same whatever the texts say; without one it is that of the kind of error. */
  readonly code?: string;
  /** The text that has the error; if given, carets are printed below the place. */
  readonly text?: string;
  /** UTF-16 offset in `text` where the error begins. */
  readonly from?: number;
  /** UTF-16 offset in `text` where the error ends. */
  readonly to?: number;
}

/** Whether a parser returned a problem instead of a value. */
export function isProblem(value: unknown): value is Problem {
  return typeof value === "object" && value !== null && "problem" in value && typeof value.problem === "string";
}

/** A problem at a place in a text; without `advice` the property is absent. */
export function problemAt(text: string, from: number, to: number, problem: string, advice?: string): Problem {
  return { problem, ...(advice === undefined ? {} : { advice }), text, from, to };
}
