// The few things that end a run, or a source, early. Only the run loop catches them and decides the exit code.

import type { Problem } from "./problem.ts";

/** The command was called wrongly: exit code 2. Also what a stage throws for operands that make no sense together. */
export class UsageError extends Error {
  readonly problem: Problem;
  /** The option or operand at fault. */
  readonly where: string | undefined;
  /** Whether the usage line would help. */
  readonly showsUsage: boolean;
  constructor(problem: Problem, where?: string, showsUsage = false) {
    super(problem.problem);
    this.problem = problem;
    this.where = where;
    this.showsUsage = showsUsage;
  }
}

/** A source cannot be opened or read (further). */
export class InputError extends Error {
  readonly advice: string | undefined;
  /** Nothing is there. */
  readonly isMissing: boolean;
  constructor(what: string, advice?: string, isMissing = false) {
    super(what);
    this.advice = advice;
    this.isMissing = isMissing;
  }
}

/** The output, or a file that holds what memory does not, cannot be written. */
export class OutputError extends Error {
  readonly advice: string | undefined;
  readonly where: string;
  constructor(what: string, advice?: string, where = "standard output") {
    super(what);
    this.advice = advice;
    this.where = where;
  }
}

/** Nobody reads our output any more (`| head`): no fault, but no reason to go on either. */
export class ClosedOutput extends Error {}

/** A service, or the way to it, does not do what we ask. */
export class RemoteFault extends Error {
  readonly advice: string | undefined;
  constructor(what: string, advice?: string, cause?: unknown) {
    super(what, { cause });
    this.advice = advice;
  }
}

/** Ended by us, not by the service. */
export function isAbort(error: unknown): boolean {
  return error instanceof Error && error.name === "AbortError";
}
