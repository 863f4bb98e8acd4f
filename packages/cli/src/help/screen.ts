// What --help prints for people: one screen, all of it, or a topic. Rendered from a command's definition, as wide as the
// terminal.

import type { Reference, Topic } from "@flowlogs/base/topic";
import { commonOptions } from "../commonOptions.ts";
import type { Command, Option, Options } from "../define.ts";
import { exitMeanings } from "../exit.ts";
import { synopsis } from "../usage.ts";
import { commandLine, filled, prose, table } from "./layout.ts";
import { meaningOf, operandRows, written } from "./parts.ts";

/** Examples of one screen. */
const FEW = 4;

/** The most useful of it, in as many lines as a terminal has. */
export function screen(command: Command, { topics }: Reference, width: number): string {
  const { name, options } = command;
  const rare = Object.values<Option>({ ...options, ...commonOptions }).filter(({ rare: isRare }) => isRare).length;
  const all = `All${rare > 0 ? `, with ${rare} more option${rare === 1 ? "" : "s"}` : ""}: ${name} --help=all, or man ${name}.`;
  const names = topics.map((topic) => topic.name).join(", ");
  return [
    heading(command, width),
    examples(command, width, FEW),
    optionsBlock("Options:", command, withoutRare(options), width),
    filled(`Common options: ${commonWords()}`, width, "", "  ") +
      filled(`Exit codes: ${exitCodes(command).map(inShort).join("; ")}`, width, "", "  ") +
      filled(all + (topics.length > 0 ? ` Topics: --help=TOPIC with ${names}.` : ""), width, "", "  "),
  ].join("\n");
}

/** All that there is to say of a command. */
export function everything(command: Command, { topics }: Reference, width: number): string {
  const about = topics.map(({ name, brief }): [string, string] => [`--help=${name}`, brief]);
  return [
    heading(command, width),
    examples(command, width, Infinity),
    prose(command.about, width),
    optionsBlock("Options:", command, command.options, width),
    `Common options:\n${table(optionRows(commonOptions), width)}`,
    filled(`Memory: ${command.memory}`, width),
    `Exit codes:\n${table(
      exitCodes(command).map(([codes, meaning]) => [codes, meaning]),
      width,
    )}`,
    ...(about.length > 0 ? [`Topics:\n${table(about, width)}`] : []),
  ].join("\n");
}

/** A topic as text. */
export function topicText({ name, brief, sections }: Topic, width: number): string {
  const parts = sections.map(({ title, prose: text, rows }) =>
    [
      ...(title === undefined ? [] : [filled(`${title}:`, width)]),
      ...(text === undefined ? [] : [prose(text, width)]),
      ...(rows === undefined
        ? []
        : [
            table(
              rows.map(([terms, meaning]) => [[terms].flat().join(", "), meaning]),
              width,
            ),
          ]),
    ].join(""),
  );
  return [filled(`${name} - ${brief}`, width), ...parts].join("\n");
}

function heading(command: Command, width: number): string {
  const { name, brief } = command;
  return `${filled(`${name} - ${brief}`, width)}\n${filled(`Usage: ${synopsis(command)}`, width, "", "    ")}`;
}

function examples(command: Command, width: number, count: number): string {
  const shown = command.examples.slice(0, count);
  const lines = shown.map(({ run, says }) => commandLine(run, width) + filled(says, width, "      "));
  return `Examples:\n${lines.join("")}`;
}

function optionsBlock(title: string, command: Command, options: Options, width: number): string {
  return `${title}\n${table([...operandRows(command), ...optionRows(options)], width)}`;
}

function optionRows(options: Options): readonly [string, string][] {
  return Object.entries(options).map(([name, option]) => [
    `${option.short === undefined ? "    " : `-${option.short}, `}${written(name, option)}`,
    meaningOf(option),
  ]);
}

function withoutRare(options: Options): Options {
  return Object.fromEntries(Object.entries(options).filter(([, { rare }]) => !rare));
}

/** The common options in a line, as they are known from other commands. */
function commonWords(): string {
  return optionRows(withoutRare(commonOptions))
    .map(([words]) => words.trim())
    .join("; ");
}

type ExitCode = readonly [codes: string, meaning: string, inShort?: string];

function exitCodes({ exits = [] }: Command): readonly ExitCode[] {
  const all: readonly ExitCode[] = [...exitMeanings, ...exits];
  return all.toSorted(([left], [right]) => Number.parseInt(left, 10) - Number.parseInt(right, 10));
}

function inShort([codes, meaning, word = meaning]: ExitCode): string {
  return `${codes} ${word}`;
}
