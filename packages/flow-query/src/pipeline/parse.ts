// From the text of a pipeline to commands with their values: each command's own definition parses its words.
import { type Command, type Link, readArguments, type Request, UsageError } from "@flowlogs/cli/chain";
import type { Compiled } from "../languages/compiled.ts";
import type { Configured } from "./configured.ts";
import { nearestName } from "@flowlogs/base/nearest";
import { isProblem, type Problem, problemAt } from "@flowlogs/base/problem";
import { Parameters } from "../text/parameters.ts";
import { placedIn } from "./place.ts";
import { commandsOf, type CommandWords, type Word } from "./words.ts";

/** The commands that a pipeline may have, by their names; loaded where they occur. */
const loaders: Readonly<Record<string, () => Promise<{ readonly command: Command }>>> = {
  "flowlogs-read": () => import("@flowlogs/read/command"),
  "flow-filter": () => import("@flowlogs/filter/command"),
  "flow-label": () => import("@flowlogs/label/command"),
  "flow-pair": () => import("@flowlogs/pair/command"),
  "flow-bin": () => import("@flowlogs/bin/command"),
  "flow-group": () => import("@flowlogs/group/command"),
  "flow-top": () => import("@flowlogs/top/command"),
  "flow-fmt": () => import("@flowlogs/fmt/command"),
  "flow-write": () => import("@flowlogs/write/command"),
};

/** The arguments of a command of the pipeline are wrong. */
export class CallError extends Error {
  readonly command: Command;
  readonly words: readonly string[];
  /** The cause with its place in the text of the pipeline. */
  readonly placed: unknown;

  /** `cause`: what the command would report. */
  constructor(command: Command, words: readonly string[], cause: unknown, placed: unknown) {
    super(`wrong call of ${command.name}`, { cause });
    this.command = command;
    this.words = words;
    this.placed = placed;
  }
}

/** The commands of a pipeline's text, or what is wrong with it. Throws CallError for the arguments of a command. */
export async function parsePipeline(
  text: string,
  host: Configured,
  parameters = new Parameters([], false),
): Promise<readonly [Link, ...Link[]] | Problem> {
  const commands = boundCommands(text, parameters);
  if (isProblem(commands)) return commands;
  const links: Link[] = [];
  for (const words of commands) {
    const link = await linkOf(text, words, host, links.at(-1)?.command);
    if (isProblem(link)) return link;
    links.push(link);
  }
  const [first, ...others] = links;
  return first === undefined ? { problem: "the pipeline is empty" } : [first, ...others];
}

/** The commands of a pipeline's text by their full names, with their words; or what is wrong with the text. */
export function plainPipeline(text: string, parameters = new Parameters([], false)): Compiled | Problem {
  const commands = boundCommands(text, parameters);
  if (isProblem(commands)) return commands;
  const plain = commands.map(([name, ...words]) => ({
    name: fullName(name.text),
    words: words.map((word) => word.text),
  }));
  return { commands: plain, notes: [] };
}

function boundCommands(text: string, parameters: Parameters): readonly CommandWords[] | Problem {
  const commands = commandsOf(text);
  return isProblem(commands) ? commands : parameters.inCommands(text, commands);
}

async function linkOf(
  text: string,
  [name, ...words]: CommandWords,
  host: Configured,
  before: Command | undefined,
): Promise<Link | Problem> {
  const isFirst = before === undefined;
  const full = fullName(name.text);
  const load = loaders[full];
  if (load === undefined) return unknownCommand(text, name);
  if (before?.endsPipeline === true) {
    const problem = `${before.name} passes no records on`;
    return problemAt(text, name.from, name.to, problem, "make it the last command");
  }
  const { command } = await load();
  if (!isFirst && command.reads !== "records") {
    return problemAt(text, name.from, name.to, `${full} reads sources`, "it can only be the first command");
  }
  const placed = (error: unknown): unknown => placedIn(text, [name, ...words], command, error);
  const texts = words.map((word) => word.text);
  const request = await requestOf(command, texts, host, placed);
  const about = aboutOf(command, request);
  if (about !== "run") {
    const wrong = { problem: `--${about} is not for a pipeline`, advice: `run ${full} --${about}` };
    throw placed(new UsageError(wrong));
  }
  const extra = isFirst ? undefined : words.find((word) => request.files.includes(word.text));
  if (extra === undefined) return { command, request, words: texts, placed };
  const advice = (await command.adviceFor?.(extra.text)) ?? `${full} takes what the command before it writes`;
  return problemAt(text, extra.from, extra.to, `"${extra.text}" would be read as a file`, advice);
}

/** "run", or the option with which the command does not take what the one before it writes. */
function aboutOf({ standalone = [] }: Command, request: Request): string {
  if (request.shown !== undefined) return "show-config";
  if (request.wants !== "run") return request.wants;
  return standalone.find((option) => request.given[option] !== undefined) ?? "run";
}

/** A command by its full name, with its words. Throws CallError. */
export async function openLink(name: string, words: readonly string[], host: Configured): Promise<Link> {
  const loaded = await loaders[name]?.();
  if (loaded === undefined) throw new Error(`${name} is not a command of a pipeline`);
  return { ...loaded, request: await requestOf(loaded.command, words, host), words };
}

async function requestOf(
  command: Command,
  words: readonly string[],
  host: Configured,
  placed: (error: unknown) => unknown = (error) => error,
): Promise<Request> {
  try {
    return await readArguments(command, words, host);
  } catch (error) {
    throw new CallError(command, words, error, placed(error));
  }
}

/** `read` is flowlogs-read, `filter` is flow-filter. */
function fullName(name: string): string {
  return Object.keys(loaders).find((full) => full === name || full.replace(/^\w+-/, "") === name) ?? name;
}

function unknownCommand(text: string, { text: name, from, to }: Word): Problem {
  const near =
    nearestName(name, Object.keys(loaders)) ??
    nearestName(
      name,
      Object.keys(loaders).map((it) => it.replace(/^\w+-/, "")),
    );
  const advice = near === undefined ? `a pipeline has ${Object.keys(loaders).join(", ")}` : `did you mean "${near}"?`;
  return problemAt(text, from, to, `"${name}" is not a command of a pipeline, and nothing else is run`, advice);
}
