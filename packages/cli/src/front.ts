// `flowlogs`: all commands behind one name, their topics, and the completion of shells. The build puts it into the package
// that installs all commands, where its starter names them.

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { ClosedOutput, OutputError, UsageError } from "@flowlogs/base/errors";
import { nearestName } from "@flowlogs/base/nearest";
import { wordOf } from "./completion/word.ts";
import { exit } from "./exit.ts";
import { table } from "./help/layout.ts";
import { widthFor } from "./help/width.ts";
import type { Host } from "./host.ts";
import { message } from "./message.ts";
import { nodeHost } from "./nodeHost.ts";
import { packagesVersion } from "./version.ts";

const NAME = "flowlogs";
const COMPLETIONS: Readonly<Record<string, string>> = {
  bash: "flowlogs.bash",
  zsh: "_flowlogs",
  fish: "flowlogs.fish",
};

/** A command that runs when its program is loaded. */
interface FrontCommand {
  readonly name: string;
  readonly about: string;
  readonly load: () => void;
}

/** What there is; `completion`: the path of the folder of the scripts. */
interface FrontContents {
  readonly commands: readonly FrontCommand[];
  readonly topics: readonly string[];
  readonly completion: string;
}

/** Does what the arguments of this process ask for, and sets its exit code. */
export function front(contents: FrontContents): void {
  const host = nodeHost();
  try {
    answer(contents, process.argv.slice(2), host);
  } catch (error) {
    process.exitCode = reportError(error, host);
  }
}

function answer(contents: FrontContents, [word, ...rest]: readonly string[], host: Host): void {
  const command = commandOf(contents, word);
  if (command !== undefined) return start(command, rest);
  if (word === "-V" || word === "--version") return print(`${NAME} ${packagesVersion}\n`, host);
  if (word === "completion") return print(script(contents, rest[0]), host);
  if (word === "help" && rest[0] !== undefined) return explain(contents, rest[0]);
  if (word === "help" || word === "-h" || word === "--help") return print(overview(contents, host), host);
  if (word?.startsWith("-") === true) throw unknown("option", word, ["--help", "--version"]);
  if (word !== undefined) throw unknown("command", word, [...wordsOfCommands(contents), "help", "completion"]);
  host.writeError(overview(contents, host));
  process.exitCode = exit.usage;
}

/** The command finds its arguments as if it had been called by its own name. */
function start({ load }: FrontCommand, words: readonly string[]): void {
  process.argv.splice(2, process.argv.length, ...words);
  load();
}

/** A topic is the same in every command; the first has those of all. */
function explain(contents: FrontContents, word: string): void {
  const command = commandOf(contents, word);
  if (command !== undefined) return start(command, ["--help"]);
  const topic = word.toLowerCase();
  const [first] = contents.commands;
  if (first === undefined || !contents.topics.includes(topic)) {
    throw unknown("command or topic", word, [...wordsOfCommands(contents), ...contents.topics]);
  }
  start(first, [`--help=${topic}`]);
}

function script({ completion }: FrontContents, shell: string | undefined): string {
  const shells = Object.keys(COMPLETIONS);
  if (shell === undefined)
    throw new UsageError({ problem: "needs a shell", advice: `give one of ${shells.join(", ")}` }, "completion");
  const file = Object.hasOwn(COMPLETIONS, shell) ? COMPLETIONS[shell] : undefined;
  if (file === undefined) throw unknown("shell", shell, shells);
  return readFileSync(join(completion, file), "utf8");
}

function overview({ commands, topics }: FrontContents, host: Host): string {
  const width = widthFor(host.columns);
  const rows = commands.map(({ name, about }): [string, string] => [
    wordOf(name),
    `${about.charAt(0).toLowerCase()}${about.slice(1)}`,
  ]);
  return [
    `Usage: ${NAME} COMMAND [ARGUMENT...]\n`,
    `Commands:\n${table(rows, width)}`,
    `More:\n${table(
      [
        ["help COMMAND", "the options of a command"],
        ["help TOPIC", `explain ${topics.join(", ")}`],
        ["completion SHELL", "print the completion of bash, zsh or fish"],
      ],
      width,
    )}`,
    "Each command is also a program of its own: flowlogs-read, flow-top.\n",
  ].join("\n");
}

function commandOf({ commands }: FrontContents, word: string | undefined): FrontCommand | undefined {
  return commands.find(({ name }) => name === word || wordOf(name) === word);
}

function wordsOfCommands({ commands }: FrontContents): readonly string[] {
  return commands.map(({ name }) => wordOf(name));
}

function unknown(what: string, word: string, known: readonly string[]): UsageError {
  const near = nearestName(word, known);
  const advice = near === undefined ? `give one of ${known.join(", ")}` : `did you mean "${near}"?`;
  return new UsageError({ problem: `unknown ${what} "${word}"`, advice });
}

function print(text: string, host: Host): void {
  host.write(new TextEncoder().encode(text));
}

function reportError(error: unknown, host: Host): number {
  if (error instanceof ClosedOutput) return exit.ok;
  if (error instanceof UsageError) {
    host.writeError(message(NAME, error.where, error.problem));
    return exit.usage;
  }
  if (!(error instanceof OutputError)) throw error;
  host.writeError(message(NAME, error.where, { problem: error.message, advice: error.advice }));
  return exit.output;
}
