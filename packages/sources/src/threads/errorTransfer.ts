// Converts errors to messages for another thread, and back.
import { RemoteError } from "@flowlogs/base/errors";
import { InputError, isProblem, OutputError, UsageError } from "@flowlogs/cli";
import type { ErrorMessage } from "./messages.ts";

export function toMessage(error: unknown): ErrorMessage {
  if (error instanceof InputError) return { name: "input", message: error.message, advice: error.advice };
  if (error instanceof OutputError) {
    return { name: "output", message: error.message, advice: error.advice, where: error.where };
  }
  if (error instanceof RemoteError) return { name: "remote", message: error.message, advice: error.advice };
  if (error instanceof UsageError) {
    return { name: "usage", message: error.problem.problem, advice: error.problem.advice, where: error.where };
  }
  // A kernel whose memory is full.
  if (error instanceof Error && "problem" in error && isProblem(error.problem)) {
    return { name: "usage", message: error.problem.problem, advice: error.problem.advice };
  }
  if (!(error instanceof Error)) return { name: "internal", message: String(error) };
  return { name: "internal", message: error.message, stack: error.stack };
}

export function fromMessage({ name, message, advice, where, stack }: ErrorMessage): Error {
  if (name === "input") return new InputError(message, advice);
  if (name === "output") return new OutputError(message, advice, where);
  if (name === "usage") return new UsageError({ problem: message, advice }, where);
  if (name === "remote") return new RemoteError(message, advice);
  const error = new Error(message);
  if (stack !== undefined) error.stack = stack;
  return error;
}
