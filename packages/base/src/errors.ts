// The errors that end a run, or the reading of a source, early. Only the run loop turns them into exit codes.

import type { Problem } from "./problem.ts";

/** The command was called wrongly (exit code 2); stages throw it too, for options that contradict each other. */
export class UsageError extends Error {
  readonly problem: Problem;
  /** The option or operand that is wrong. */
  readonly where: string | undefined;
  /** Whether the usage line is printed too. */
  readonly showsUsage: boolean;
  constructor(problem: Problem, where?: string, showsUsage = false) {
    super(problem.problem);
    this.problem = problem;
    this.where = where;
    this.showsUsage = showsUsage;
  }
}

/** A source cannot be opened, or not be read to its end (exit code 3). */
export class InputError extends Error {
  readonly advice: string | undefined;
  /** Nothing exists at that path. */
  readonly isMissing: boolean;
  constructor(what: string, advice?: string, isMissing = false) {
    super(what);
    this.advice = advice;
    this.isMissing = isMissing;
  }

  /** The word for programs, where it is not that of unreadable sources in general. */
  get code(): string | undefined {
    return this.isMissing ? "no-such-file" : undefined;
  }
}

/** The output or a temporary file cannot be written (exit code 4). */
export class OutputError extends Error {
  readonly advice: string | undefined;
  readonly where: string;
  constructor(what: string, advice?: string, where = "standard output") {
    super(what);
    this.advice = advice;
    this.where = where;
  }
}

/** Nobody reads the output any more (`| head`): the run ends, with exit code 0. */
export class ClosedOutput extends Error {}

/** What threads have made of their shares cannot be put together so that it is what one thread makes: all is read again. */
export class Unmergeable extends Error {}

/** A remote service refused, or could not be reached (exit code 5). */
export class RemoteError extends Error {
  readonly advice: string | undefined;
  constructor(what: string, advice?: string, cause?: unknown) {
    super(what, { cause });
    this.advice = advice;
  }
}

/** Whether the error comes from an AbortSignal of ours, not from the service. */
export function isAbort(error: unknown): boolean {
  return error instanceof Error && error.name === "AbortError";
}
