// Turns the error that ends a command into its message and its exit code.
import type { Request } from "./argv.ts";
import type { Command } from "./define.ts";
import { exit } from "./exit.ts";
import { ClosedOutput, InputError, OutputError, RemoteError, UsageError } from "@flowlogs/base/errors";
import type { Host } from "./host.ts";
import { isProblem } from "@flowlogs/base/problem";
import { type ErrorFormat, type MessageReport, reporter } from "./reporter.ts";
import { usageLine } from "./usage.ts";
import { visible } from "./visible.ts";

/** Prints what ended a command and returns its exit code. */
export function reportError(command: Command, error: unknown, format: ErrorFormat, host: Host): number {
  if (error instanceof ClosedOutput) return exit.ok;
  const report = reportOf(error);
  host.writeError(reporter(command.name, format)(report));
  const isText = format === "text";
  if (isText && error instanceof UsageError && error.showsUsage) host.writeError(usageLine(command));
  const isInternal = report.exit === exit.internal && error instanceof Error;
  if (isText && isInternal && host.env["FLOW_DEBUG"] === "1") {
    host.writeError(`${error.stack?.split("\n").map(visible).join("\n")}\n`);
  }
  return report.exit;
}

/** Prints what is odd about the configuration. */
export function reportRemarks({ name }: Command, { common, configuration }: Request, host: Host): void {
  const write = reporter(name, common.errors);
  for (const { where, ...problem } of common.quiet ? [] : configuration.remarks) {
    host.writeError(write({ level: "warning", code: "configuration", where, problem }));
  }
}

type FinalReport = MessageReport & { readonly exit: number };

/** What to tell of the error that ended a run. */
function reportOf(error: unknown): FinalReport {
  const level = "error";
  if (error instanceof UsageError) {
    const { where, problem } = error;
    const code = problem.text === undefined ? "invalid-usage" : "syntax";
    return { level, code, where, problem, exit: exit.usage };
  }
  if (error instanceof OutputError) {
    const { where, message: problem, advice } = error;
    return { level, code: "output-failed", where, problem: { problem, advice }, exit: exit.output };
  }
  if (error instanceof InputError) {
    const { message: problem, advice } = error;
    return { level, code: "unreadable-source", problem: { problem, advice }, exit: exit.input };
  }
  if (error instanceof RemoteError) {
    const { message: problem, advice } = error;
    return { level, code: "remote-failed", problem: { problem, advice }, exit: exit.remote };
  }
  // The request cannot be met, for example for lack of memory; such an error says itself what to do.
  if (error instanceof Error && "problem" in error && isProblem(error.problem)) {
    const status = "isInput" in error ? exit.input : exit.usage;
    return { level, code: "cannot-be-met", problem: error.problem, exit: status };
  }
  return internalError(error instanceof Error ? error.message : String(error));
}

export function internalError(problem: string): FinalReport {
  const told = { problem, advice: "please report it" };
  return { level: "error", code: "internal-error", where: "internal error", problem: told, exit: exit.internal };
}
