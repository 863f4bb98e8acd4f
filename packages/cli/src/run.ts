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
import { message } from "./message.ts";
import { Session } from "./session.ts";
import { shortHelp, usageLine } from "./usage.ts";
import { wordsOf } from "./path.ts";
import { visible } from "./visible.ts";

/** Runs a command in this process and sets its exit code. */
export async function run(command: Command): Promise<void> {
  const host = nodeHost();
  const stopGuarding = guardAgainstEmptyLoop(command, host);
  process.exitCode = await execute(command, wordsOf(process.argv.slice(2), commandLine), host);
  stopGuarding();
  endBySignal();
}

/** The bytes of the arguments that this process was started with. Throws where there is no /proc. */
function commandLine(): Uint8Array {
  return readFileSync("/proc/self/cmdline");
}

/** Node ends a process with status 13 and without a message when it awaits a promise that nothing can resolve any more. */
function guardAgainstEmptyLoop(command: Command, host: Host): () => void {
  const fail = (): never => {
    const problem = "the command waits for something that never happens; its output is incomplete";
    host.writeError(message(command.name, "internal error", { problem, advice: "please report it" }));
    process.exit(exit.internal);
  };
  process.once("beforeExit", fail);
  return () => process.off("beforeExit", fail);
}

/** Runs a command on a host and returns the exit code. */
export async function execute(command: Command, words: readonly string[], host: Host): Promise<number> {
  try {
    const request = await readArguments(command, words);
    if (request.wants !== "run") return await printAbout(command, request, host);
    if (command.reads === "records") return await runRecords(command, request, host);
    return await runSources(command, request, host);
  } catch (error) {
    return reportError(command, error, host);
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
  const session = new Session(command.name, request.common, host);
  const worker = await stage(request.values, session.context);
  const hasNoInput = request.files.length === 0 && !worker.satisfied && host.stdinIsTerminal;
  if (hasNoInput) return offerHelp(command, host);
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
    if (advice !== undefined) throw new UsageError({ problem: "no such file", advice }, file);
    if (error === undefined) good.push(file);
    else session.context.failed(file, error.message, error.advice);
  }
  return good;
}

async function runSources(command: SourcesCommand, request: Request, host: Host): Promise<number> {
  if (request.operands === 0 && host.stdinIsTerminal) return offerHelp(command, host);
  const { default: stage } = await command.load();
  const session = new Session(command.name, request.common, host);
  await stage(request.values, session.context);
  return session.finish();
}

/** The data should come from a terminal: the user more likely wants help than to type records. */
function offerHelp(command: Command, host: Host): number {
  host.writeError(shortHelp(command));
  return exit.usage;
}

function reportError(command: Command, error: unknown, host: Host): number {
  if (error instanceof ClosedOutput) return exit.ok;
  if (error instanceof UsageError) {
    host.writeError(message(command.name, error.where, error.problem));
    if (error.showsUsage) host.writeError(usageLine(command));
    return exit.usage;
  }
  if (error instanceof OutputError) {
    host.writeError(message(command.name, error.where, { problem: error.message, advice: error.advice }));
    return exit.output;
  }
  if (error instanceof InputError) {
    host.writeError(message(command.name, undefined, { problem: error.message, advice: error.advice }));
    return exit.input;
  }
  // The request cannot be met, for example for lack of memory; such an error says itself what to do.
  if (error instanceof Error && "problem" in error && isProblem(error.problem)) {
    host.writeError(message(command.name, undefined, error.problem));
    return "isInput" in error ? exit.input : exit.usage;
  }
  const stack =
    error instanceof Error && host.env["FLOW_DEBUG"] === "1"
      ? `${error.stack?.split("\n").map(visible).join("\n")}\n`
      : "";
  const what = error instanceof Error ? error.message : String(error);
  host.writeError(message(command.name, "internal error", { problem: what, advice: "please report it" }) + stack);
  return exit.internal;
}
