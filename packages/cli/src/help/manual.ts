// Manual pages, rendered from the definitions: one of each command, one of all of them, and one of each topic.

import type { Topic } from "@flowlogs/base/topic";
import { commonOptions } from "../commonOptions.ts";
import { topicNames, type Documented } from "../completion/model.ts";
import { wordOf } from "../completion/word.ts";
import type { Command, Option } from "../define.ts";
import { environmentOf } from "../environment.ts";
import { exitMeanings } from "../exit.ts";
import { synopsis } from "../usage.ts";
import { packagesVersion } from "../version.ts";
import { commandLine } from "./layout.ts";
import { meaningOf, operandRows, written } from "./parts.ts";
import { bold, escaped, literal, paragraphs, section, tagged } from "./roff.ts";

/** A topic with more rows than this has a page of its own only. */
const LONG = 40;
const FRONT = "flowlogs";

/** The pages by their file names. */
export function manualPages(commands: readonly Documented[]): ReadonlyMap<string, string> {
  const topics = topicsOf(commands);
  return new Map([
    [`${FRONT}.1`, frontPage(commands, topics)],
    ...commands.map((it): [string, string] => [`${it.command.name}.1`, commandPage(it, commands)]),
    ...topics.map((topic): [string, string] => [`${FRONT}-${topic.name}.7`, topicPage(topic, commands)]),
  ]);
}

function topicsOf(commands: readonly Documented[]): readonly Topic[] {
  const all = commands.flatMap(({ reference }) => reference.topics);
  return topicNames(commands).flatMap((name) => all.find((topic) => topic.name === name) ?? []);
}

function commandPage({ command, reference }: Documented, commands: readonly Documented[]): string {
  const { name, brief, about, options, memory } = command;
  const inlined = reference.topics.filter((topic) => rowsOf(topic) <= LONG && uses(command, topic.name));
  return page(name, 1, [
    section("NAME", `${escaped(name)} \\- ${escaped(brief)}`),
    section("SYNOPSIS", bold(name), escaped(synopsis(command).slice(name.length + 1))),
    section("DESCRIPTION", paragraphs(about), paragraphs(`Memory: ${memory}.`)),
    section(
      "OPTIONS",
      ...operandRows(command).map(([word, meaning]) => tagged(escaped(word), meaning)),
      ...optionItems(options),
      ".SS Of every command",
      ...optionItems(commonOptions),
    ),
    ...inlined.map((topic) => section(topic.name, ...topicBody(topic))),
    section("EXAMPLES", ...examples([command])),
    exitStatus([command]),
    environment([command]),
    seeAlso(name, commands, reference.topics),
  ]);
}

/** `flowlogs`: what there is. */
function frontPage(all: readonly Documented[], topics: readonly Topic[]): string {
  const commands = all.map(({ command }) => command);
  const words = commands.map(({ name }) => wordOf(name)).join("|");
  return page(FRONT, 1, [
    section("NAME", `${FRONT} \\- commands for AWS VPC Flow Logs, connected by pipes`),
    section(
      "SYNOPSIS",
      bold(FRONT),
      escaped(`${words} [ARGUMENT...]`),
      ".br",
      bold(`${FRONT} help`),
      escaped("[COMMAND|TOPIC]"),
      ".br",
      bold(`${FRONT} completion`),
      escaped("bash|zsh|fish"),
    ),
    section(
      "DESCRIPTION",
      paragraphs(
        "Who talks to whom, who was blocked, since when, and how much. Each command reads records and writes records, one " +
          "JSON object per line, so that jq, awk, grep and sort fit in anywhere.",
      ),
    ),
    section("COMMANDS", ...commands.map(({ name, brief }) => tagged(bold(name), brief))),
    section("TOPICS", ...topics.map(({ name, brief }) => tagged(bold(`${FRONT}-${name}`) + "(7)", brief))),
    section("OPTIONS", paragraphs("Every command has these options:"), ...optionItems(commonOptions)),
    section(
      "EXAMPLES",
      ...examples(commands.map((command) => ({ ...command, examples: command.examples.slice(0, 1) }))),
    ),
    exitStatus(commands),
    environment(commands),
    seeAlso(FRONT, all, topics),
  ]);
}

function topicPage(topic: Topic, commands: readonly Documented[]): string {
  return page(`${FRONT}-${topic.name}`, 7, [
    section("NAME", `${escaped(`${FRONT}-${topic.name}`)} \\- ${escaped(topic.brief)}`),
    section("DESCRIPTION", ...topicBody(topic)),
    seeAlso(`${FRONT}-${topic.name}`, commands, topicsOf(commands)),
  ]);
}

function topicBody({ sections }: Topic): readonly string[] {
  return sections.flatMap(({ title, prose, rows = [] }) => [
    ...(title === undefined ? [] : [`.SS ${escaped(title)}`]),
    ...(prose === undefined ? [] : [paragraphs(prose)]),
    ...rows.map(([terms, meaning]) => tagged([terms].flat().map(bold).join(", "), meaning)),
  ]);
}

function page(name: string, number: number, sections: readonly string[]): string {
  const head = `.TH ${escaped(name.toUpperCase())} ${number} "" "flowlogs ${packagesVersion}" "flowlogs"`;
  // Neither hyphens nor wide gaps: what is in a page gets copied.
  const text = [
    String.raw`.\" Made by the build from the definitions of the commands.`,
    head,
    ".nh",
    ".ad l",
    ...sections,
  ];
  // A section begins a paragraph by itself.
  return `${text.join("\n")}\n`.replaceAll(/^(\.S[HS] .*)\n\.PP\n/gm, "$1\n");
}

function optionItems(options: Readonly<Record<string, Option>>): readonly string[] {
  return Object.entries(options).map(([name, option]) => {
    const letter = option.short === undefined ? "" : `${bold(`-${option.short}`)}, `;
    const long = `--${name}`;
    return tagged(letter + bold(long) + escaped(written(name, option).slice(long.length)), meaningOf(option));
  });
}

function examples(commands: readonly Command[]): readonly string[] {
  return commands.flatMap((command) =>
    command.examples.flatMap(({ run, says }) => [
      paragraphs(`${says.charAt(0).toUpperCase()}${says.slice(1)}:`),
      literal(commandLine(run, 70, "")),
    ]),
  );
}

function exitStatus(commands: readonly Command[]): string {
  const own = commands.flatMap(({ name, exits = [] }) =>
    exits.map(([code, meaning]) => [code, commands.length > 1 ? `${name} ${meaning}` : meaning] as const),
  );
  const rows = [...exitMeanings, ...own].toSorted(
    ([left], [right]) => Number.parseInt(left, 10) - Number.parseInt(right, 10),
  );
  return section("EXIT STATUS", ...rows.map(([codes, meaning]) => tagged(bold(codes), meaning)));
}

function environment(commands: readonly Command[]): string {
  const rows = new Map(commands.flatMap((command) => [...environmentOf(command)]));
  return section("ENVIRONMENT", ...[...rows].map(([name, meaning]) => tagged(bold(name), meaning)));
}

function seeAlso(name: string, commands: readonly Documented[], topics: readonly Topic[]): string {
  const others = [
    [FRONT, 1],
    ...commands.map(({ command }) => [command.name, 1]),
    ...topics.map((topic) => [`${FRONT}-${topic.name}`, 7]),
  ].filter(([other]) => other !== name);
  return section("SEE ALSO", others.map(([other, number]) => `${bold(String(other))}(${number})`).join(",\n"));
}

function rowsOf({ sections }: Topic): number {
  return sections.reduce((sum, { rows = [] }) => sum + rows.length, 0);
}

/** Whether a value of the command is of the topic. */
function uses({ options, operands }: Command, topic: string): boolean {
  const kinds = [...Object.values(options), ...Object.values(operands)].map(({ kind }) => kind);
  return kinds.some((kind) => kind !== "switch" && kind.topic === topic);
}
