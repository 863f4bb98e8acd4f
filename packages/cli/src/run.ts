// Runs a command from its arguments to its exit code: parses (argv.ts), reads (pump.ts), and turns every error into a
// message and a code.

import { readFileSync } from "node:fs";
import { readArguments, type Request } from "./argv.ts";
import type { Command, RecordsCommand, SourcesCommand } from "./define.ts";
import { exit } from "./exit.ts";
import { ClosedOutput, InputError, OutputError, UsageError } from "@flowlogs/base/errors";
import type { Host } from "./host.ts";
import { endBySignal } from "./signals.ts";
import { nodeHost } from "./nodeHost.ts";
import { isProblem } from "@flowlogs/base/problem";
import { pump } from "./pump.ts";
import { type ErrorFormat, errorFormat, type MessageReport, reporter } from "./reporter.ts";
import { Session } from "./session.ts";
import { shortHelp, usageLine } from "./usage.ts";
import { wordsOf } from "./path.ts";
import { visible } from "./visible.ts";

/** Runs a command in this process and sets its exit code. */
export async function run(command: Command): Promise<void> {
  const host = nodeHost();
  const words = wordsOf(process.argv.slice(2), commandLine);
  const stopGuarding = guardAgainstEmptyLoop(command, errorFormat(words), host);
  process.exitCode = await execute(command, words, host);
  stopGuarding();
  endBySignal();
}

/** The bytes of the arguments that this process was started with. Throws where there is no /proc. */
function commandLine(): Uint8Array {
  return readFileSync("/proc/self/cmdline");
}

/** Node ends a process with status 13 and without a message when it awaits a promise that nothing can resolve any more. */
function guardAgainstEmptyLoop(command: Command, format: ErrorFormat, host: Host): () => void {
  const fail = (): never => {
    const problem = "the command waits for something that never happens; its output is incomplete";
    host.writeError(reporter(command.name, format)(internalError(problem)));
    process.exit(exit.internal);
  };
  process.once("beforeExit", fail);
  return () => process.off("beforeExit", fail);
}

/** Runs a command on a host and returns the exit code. */
export async function execute(command: Command, words: readonly string[], host: Host): Promise<number> {
  try {
    const request = await readArguments(command, words, host);
    const write = reporter(command.name, request.common.errors);
    for (const { where, ...problem } of request.common.quiet ? [] : request.configuration.remarks) {
      host.writeError(write({ level: "warning", code: "configuration", where, problem }));
    }
    if (request.shown !== undefined) {
      host.write(new TextEncoder().encode(request.shown));
      return exit.ok;
    }
    if (request.wants !== "run") return await printAbout(command, request, host);
    if (command.reads === "records") return await runRecords(command, request, host);
    return await runSources(command, request, host);
  } catch (error) {
    return reportError(command, error, errorFormat(words), host);
  }
}

async function printAbout(command: Command, { wants, view, files }: Request, host: Host): Promise<number> {
  const text =
    wants === "help"
      ? await (await import("./help/help.ts")).help(command, view, files[0], host.columns)
      : (await import("./version.ts")).version(command);
  host.write(new TextEncoder().encode(text));
  return exit.ok;
}

async function runRecords(command: RecordsCommand, request: Request, host: Host): Promise<number> {
  const { default: stage } = await command.load();
  const session = new Session(command.name, request.common, host, request.configuration.named.lists);
  const worker = await stage(request.values, session.context);
  const hasNoInput = request.files.length === 0 && !worker.satisfied && host.stdinIsTerminal;
  if (hasNoInput) return offerHelp(command, request.common.errors, host);
  try {
    await pump(worker, worker.satisfied ? [] : await readable(command, request.files, host, session), host, session);
  } finally {
    session.closeScreen();
  }
  return session.finish(worker.status?.());
}

/**
 * The files that can be read, checked before anything is written; standard input if no file is named. The others are
 * reported; a word that was probably meant to be something else is a usage error.
 */
async function readable(command: Command, files: readonly string[], host: Host, session: Session): Promise<string[]> {
  const good: string[] = files.length === 0 ? ["-"] : [];
  for (const file of files) {
    const error = file === "-" ? undefined : host.unreadable(file);
    const advice = error?.isMissing === true ? await command.adviceFor?.(file) : undefined;
    if (advice !== undefined) throw new UsageError({ code: "no-such-file", problem: "no such file", advice }, file);
    if (error === undefined) good.push(file);
    else session.context.failed(file, error.message, remoteAdvice(file, error) ?? error.advice, exit.input, error.code);
  }
  return good;
}

/** A log group, bucket or stream is read by another command; its name has no ending like that of a file. */
function remoteAdvice(file: string, { isMissing }: InputError): string | undefined {
  if (!isMissing || !/^[a-z][a-z0-9]+:(\/\/|[^.]*$)/.test(file)) return undefined;
  return `if it is a source, flowlogs-read reads it: flowlogs-read ${file} | ...`;
}

async function runSources(command: SourcesCommand, request: Request, host: Host): Promise<number> {
  if (request.operands === 0 && host.stdinIsTerminal) return offerHelp(command, request.common.errors, host);
  const { default: stage } = await command.load();
  const session = new Session(command.name, request.common, host, request.configuration.named.lists);
  await stage(request.values, session.context);
  return session.finish();
}

/** The data should come from a terminal: the user more likely wants help than to type records. */
function offerHelp(command: Command, format: ErrorFormat, host: Host): number {
  const problem = { problem: "no input: standard input is a terminal", advice: `see ${command.name} --help` };
  const report = { level: "error", code: "no-input", problem, exit: exit.usage } as const;
  host.writeError(format === "json" ? reporter(command.name, format)(report) : shortHelp(command));
  return exit.usage;
}

function reportError(command: Command, error: unknown, format: ErrorFormat, host: Host): number {
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
  // The request cannot be met, for example for lack of memory; such an error says itself what to do.
  if (error instanceof Error && "problem" in error && isProblem(error.problem)) {
    const status = "isInput" in error ? exit.input : exit.usage;
    return { level, code: "cannot-be-met", problem: error.problem, exit: status };
  }
  return internalError(error instanceof Error ? error.message : String(error));
}

function internalError(problem: string): FinalReport {
  const told = { problem, advice: "please report it" };
  return { level: "error", code: "internal-error", where: "internal error", problem: told, exit: exit.internal };
}
