// Runs a command from its arguments to its exit code: parses (argv.ts), reads (pump.ts), and turns every error into a
// message and a code.

import { readFileSync } from "node:fs";
import { readArguments, type Request } from "./argv.ts";
import type { Command, PipelineCommand, RecordsCommand, SourcesCommand } from "./define.ts";
import { exit } from "./exit.ts";
import { type InputError, UsageError } from "@flowlogs/base/errors";
import type { Host } from "./host.ts";
import { endBySignal } from "./signals.ts";
import { nodeHost } from "./nodeHost.ts";
import { concludeRun, pump } from "./pump.ts";
import { internalError, reportError, reportRemarks } from "./report.ts";
import { type ErrorFormat, errorFormat, reporter } from "./reporter.ts";
import { Session, type SessionOptions } from "./session.ts";
import { shortHelp } from "./usage.ts";
import { wordsOf } from "./path.ts";

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
    const request = await readArguments(command, withHelpOption(words, host), host);
    // Commands that are run by another one tell it themselves.
    if (command.reads !== "pipeline") reportRemarks(command, request, host);
    if (request.shown !== undefined) {
      host.write(new TextEncoder().encode(request.shown));
      return exit.ok;
    }
    if (request.wants !== "run") return await printAbout(command, request, host);
    if (command.reads === "records") return await runRecords(command, request, host);
    if (command.reads === "pipeline") return await runPipeline(command, request, host);
    return await runSources(command, request, host);
  } catch (error) {
    return reportError(command, error, errorFormat(words), host);
  }
}

/** `help TOPIC` means `--help=TOPIC`, as in `flowlogs help TOPIC`, unless there is a file of the name `help`. */
function withHelpOption(words: readonly string[], host: Pick<Host, "unreadable">): readonly string[] {
  const [word, topic, ...rest] = words;
  if (word !== "help" || host.unreadable(word)?.isMissing !== true) return words;
  if (topic === undefined || topic.startsWith("-")) return ["--help", ...words.slice(1)];
  return [`--help=${topic}`, ...rest];
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
  const session = new Session(command.name, request.common, host, optionsOf(request));
  const worker = await stage(request.values, session.context);
  const hasNoInput = request.files.length === 0 && !worker.satisfied && host.stdinIsTerminal;
  if (hasNoInput) return offerHelp(command, request.common.errors, host);
  let isComplete = false;
  try {
    const files = worker.satisfied ? [] : await readable(command, request.files, host, session);
    isComplete = await pump(worker, files, host, session);
  } finally {
    session.closeScreen();
  }
  const code = session.finish(worker.status?.());
  await concludeRun(worker, isComplete, session, host);
  return code;
}

function optionsOf({ configuration: { named }, readsStdin }: Request): SessionOptions {
  return { ...named, readsStdin };
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
  const session = new Session(command.name, request.common, host, optionsOf(request));
  await stage(request.values, session.context);
  return session.finish();
}

async function runPipeline(command: PipelineCommand, request: Request, host: Host): Promise<number> {
  const { default: stage } = await command.load();
  return await stage(request.values, { host, common: request.common });
}

/** The data should come from a terminal: the user more likely wants help than to type records. */
function offerHelp(command: Command, format: ErrorFormat, host: Host): number {
  const problem = { problem: "no input: standard input is a terminal", advice: `see ${command.name} --help` };
  const report = { level: "error", code: "no-input", problem, exit: exit.usage } as const;
  host.writeError(format === "json" ? reporter(command.name, format)(report) : shortHelp(command));
  return exit.usage;
}
