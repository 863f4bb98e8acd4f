// Runs a command from its words to its exit code. What arguments mean, how input is read and how faults are worded is
// said elsewhere; here they are put in order, and every way to end gets its code.

import { readFileSync } from "node:fs";
import { readArguments, type Request } from "./argv.ts";
import type { Command, RecordsCommand, SourcesCommand } from "./define.ts";
import { exit } from "./exit.ts";
import { ClosedOutput, InputError, OutputError, UsageError } from "@flowlogs/base/errors";
import type { Host } from "./host.ts";
import { endBySignal } from "./interrupt.ts";
import { nodeHost } from "./node.ts";
import { isProblem } from "@flowlogs/base/problem";
import { pump } from "./pump.ts";
import { message } from "./report.ts";
import { openSession, type Session } from "./session.ts";
import { shortHelp, usageLine } from "./usage.ts";
import { wordsOf } from "./path.ts";
import { visible } from "./visible.ts";

/** Runs a command in the process's own world, and leaves the exit code there. */
export async function run(command: Command): Promise<void> {
  const host = nodeHost();
  const stopGuarding = guardAgainstEmptyLoop(command, host);
  process.exitCode = await execute(command, wordsOf(process.argv.slice(2), commandLine), host);
  stopGuarding();
  endBySignal();
}

/** The bytes of the words that this process was started with, as far as the system tells. */
function commandLine(): Uint8Array {
  return readFileSync("/proc/self/cmdline");
}

/** Node ends a process with status 13 and no message when it awaits something that nothing can bring about any more. */
function guardAgainstEmptyLoop(command: Command, host: Host): () => void {
  const fail = (): never => {
    const problem = "it waits for something that never comes, and its output is incomplete";
    host.complain(message(command.name, "internal error", { problem, advice: "please report it" }));
    process.exit(exit.internal);
  };
  process.once("beforeExit", fail);
  return () => process.off("beforeExit", fail);
}

/** Runs a command in the given world; the exit code. */
export async function execute(command: Command, words: readonly string[], host: Host): Promise<number> {
  try {
    const request = await readArguments(command, words);
    if (request.wants !== "run") return await tell(command, request.wants, host);
    if (command.reads === "records") return await runRecords(command, request, host);
    return await runSources(command, request, host);
  } catch (error) {
    return ending(command, error, host);
  }
}

async function tell(command: Command, wanted: "help" | "version", host: Host): Promise<number> {
  const text =
    wanted === "help"
      ? await (await import("./help.ts")).help(command)
      : (await import("./version.ts")).version(command);
  host.write(new TextEncoder().encode(text));
  return exit.ok;
}

async function runRecords(command: RecordsCommand, request: Request, host: Host): Promise<number> {
  const { default: stage } = await command.load();
  const session = openSession(command.name, request.common, host);
  const worker = stage(request.values, session.context);
  const isIdle = request.files.length === 0 && !worker.satisfied && host.stdinIsTerminal;
  if (isIdle) return offerHelp(command, host);
  await pump(worker, worker.satisfied ? [] : await readable(command, request.files, host, session), host, session);
  return session.settle(worker.status?.());
}

/**
 * The files that can be read, looked at before anything is written. The others are reported; a word that was probably
 * meant to be something else is a usage error. Standard input where no file is named.
 */
async function readable(command: Command, files: readonly string[], host: Host, session: Session): Promise<string[]> {
  const good: string[] = files.length === 0 ? ["-"] : [];
  for (const file of files) {
    const fault = file === "-" ? undefined : host.unreadable(file);
    const advice = fault?.isMissing === true ? await command.adviceFor?.(file) : undefined;
    if (advice !== undefined) throw new UsageError({ problem: "no such file", advice }, file);
    if (fault === undefined) good.push(file);
    else session.context.failed(file, fault.message, fault.advice);
  }
  return good;
}

async function runSources(command: SourcesCommand, request: Request, host: Host): Promise<number> {
  if (request.operands === 0 && host.stdinIsTerminal) return offerHelp(command, host);
  const { default: stage } = await command.load();
  const session = openSession(command.name, request.common, host);
  await stage(request.values, session.context);
  return session.settle();
}

/** Standard input is a terminal where data should come from: more likely a question than a wish to type records. */
function offerHelp(command: Command, host: Host): number {
  host.complain(shortHelp(command));
  return exit.usage;
}

function ending(command: Command, error: unknown, host: Host): number {
  if (error instanceof ClosedOutput) return exit.ok;
  if (error instanceof UsageError) {
    host.complain(message(command.name, error.where, error.problem));
    if (error.showsUsage) host.complain(usageLine(command));
    return exit.usage;
  }
  if (error instanceof OutputError) {
    host.complain(message(command.name, error.where, { problem: error.message, advice: error.advice }));
    return exit.output;
  }
  if (error instanceof InputError) {
    host.complain(message(command.name, undefined, { problem: error.message, advice: error.advice }));
    return exit.input;
  }
  // Something is asked that cannot be had, such as more memory than there is: what to do about it comes with the error.
  if (error instanceof Error && "problem" in error && isProblem(error.problem)) {
    host.complain(message(command.name, undefined, error.problem));
    return "isInput" in error ? exit.input : exit.usage;
  }
  const stack =
    error instanceof Error && host.env["FLOW_DEBUG"] === "1"
      ? `${error.stack?.split("\n").map(visible).join("\n")}\n`
      : "";
  const what = error instanceof Error ? error.message : String(error);
  host.complain(message(command.name, "internal error", { problem: what, advice: "please report it" }) + stack);
  return exit.internal;
}
