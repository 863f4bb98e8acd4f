// The errors that programs get: each has a stable `code`, and where one is known the position in the text or in the input.

import { InputError, OutputError, RemoteError, UsageError } from "@flowlogs/base/errors";
import { isProblem, type Problem } from "@flowlogs/base/problem";

/** What went wrong, in words that stay the same. */
export type ErrorCode =
  /** No option has this name. */
  | "unknown-option"
  /** A value is wrong, or goes with no other one that was given. */
  | "invalid-option"
  /** An option that is needed was not given. */
  | "missing-option"
  /** Lines that are not records: more than allowed, or all of them. */
  | "bad-lines"
  /** A field that the answer hangs on is in no record. */
  | "missing-field"
  | "input"
  | "output"
  | "remote"
  | "internal";

/** A place in the text of an option, or in the input of a stream. */
export interface Position {
  /** From 1. */
  readonly line: number;
  /** Bytes before it, in UTF-8; before its line, if the column is unknown. */
  readonly byte?: number | undefined;
  /** In characters of an option or bytes of the input, from 1. */
  readonly column?: number | undefined;
}

interface Details {
  readonly advice?: string | undefined;
  readonly position?: Position | undefined;
  readonly cause?: unknown;
}

/** An error of a stream at work. */
export class FlowlogsError extends Error {
  readonly code: ErrorCode;
  /** What to do about it. */
  readonly advice: string | undefined;
  readonly position: Position | undefined;
  constructor(code: ErrorCode, message: string, { advice, position, cause }: Details = {}) {
    super(advice === undefined ? message : `${message}; ${advice}`, cause === undefined ? {} : { cause });
    this.name = "FlowlogsError";
    this.code = code;
    this.advice = advice;
    this.position = position;
  }
}

/** An option or argument is wrong; thrown where a stream is made. */
export class OptionError extends TypeError {
  readonly code: Extract<ErrorCode, `${string}-option`>;
  /** The option as programs write it. */
  readonly option: string | undefined;
  readonly advice: string | undefined;
  readonly position: Position | undefined;
  constructor(code: OptionError["code"], command: string, option: string | undefined, problem: Problem) {
    const { advice } = problem;
    const head = option === undefined ? command : `${command}: ${option}`;
    super(`${head}: ${problem.problem}${advice === undefined ? "" : `; ${advice}`}`);
    this.name = "OptionError";
    this.code = code;
    this.option = option;
    this.advice = advice;
    this.position = positionIn(problem);
  }
}

function positionIn({ text, from }: Problem): Position | undefined {
  if (text === undefined || from === undefined) return undefined;
  const before = text.slice(0, from);
  const lineStart = before.lastIndexOf("\n") + 1;
  return { line: before.split("\n").length, byte: Buffer.byteLength(before), column: from - lineStart + 1 };
}

/** `--names-for` as programs write it. */
export function programName(option: string): string {
  return option.replace(/^--/, "").replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase());
}

/** Any error of a stage as programs get it. */
export function programError(command: string, error: unknown): Error {
  if (error instanceof FlowlogsError || error instanceof OptionError) return error;
  if (error instanceof UsageError) {
    const where = error.where?.startsWith("--") === true ? programName(error.where) : error.where;
    return new OptionError("invalid-option", command, where, error.problem);
  }
  const told = (code: ErrorCode, what: string, advice: string | undefined): FlowlogsError =>
    new FlowlogsError(code, `${command}: ${what}`, { advice, cause: error });
  if (error instanceof OutputError) return told("output", `${error.where}: ${error.message}`, error.advice);
  if (error instanceof InputError) return told("input", error.message, error.advice);
  if (error instanceof RemoteError) return told("remote", error.message, error.advice);
  // The request cannot be met, for example for lack of memory.
  if (error instanceof Error && "problem" in error && isProblem(error.problem)) {
    return told("isInput" in error ? "input" : "invalid-option", error.problem.problem, error.problem.advice);
  }
  return told("internal", error instanceof Error ? error.message : String(error), undefined);
}
