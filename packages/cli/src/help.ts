// The long help, from a command's definition. The only file that uses yargs, and loaded only for --help: importing yargs
// takes longer than most runs.

import yargs from "yargs";
import { commonOptions } from "./commonOptions.ts";
import type { Command, Option, Options } from "./define.ts";
import { exitMeanings } from "./exit.ts";
import { synopsis } from "./usage.ts";

const width = 80;

/** The text that --help prints. */
export async function help(command: Command): Promise<string> {
  const examples = command.examples.map(({ run, says }) => `  ${run}\n${wrapped(says, "      ")}`);
  const operands = Object.values(command.operands).map(({ kind, brief }): [string, string] => [
    kind.placeholder,
    brief,
  ]);
  if (command.reads === "records") operands.push(["FILE", "files to read, in order; standard input if - or none"]);
  const options = Object.keys(command.options).length > 0 ? [await optionsBlock("Options:", command.options)] : [];
  return [
    wrapped(`${command.name} - ${command.brief}`),
    `Usage: ${synopsis(command)}\n`,
    `Examples:\n${examples.join("\n")}`,
    wrapped(command.about),
    ...(operands.length > 0 ? [`Operands:\n${columns(operands)}`] : []),
    ...options,
    await optionsBlock("Common options:", commonOptions),
    wrapped(`Memory: ${command.memory}`),
    `Exit codes:\n${columns([...exitMeanings, ...(command.exits ?? [])].toSorted(byCode))}`,
  ].join("\n");
}

type Meaning = readonly [codes: string, meaning: string];

function byCode([left]: Meaning, [right]: Meaning): number {
  return Number.parseInt(left, 10) - Number.parseInt(right, 10);
}

async function optionsBlock(title: string, options: Options): Promise<string> {
  const described = Object.fromEntries(
    Object.entries(options).map(([name, option]) => [heading(name, option), entry(option)]),
  );
  const text = await yargs([])
    .locale("en")
    .wrap(width)
    .help(false)
    .version(false)
    .options(described)
    .group(Object.keys(described), title)
    .getHelp();
  return `${text.trim()}\n`;
}

/** yargs has no placeholders; as a part of the name they are printed in the right place. */
function heading(name: string, { kind, bare }: Option): string {
  if (kind === "switch") return name;
  return bare === undefined ? `${name} ${kind.placeholder}` : `${name}[=${kind.placeholder}]`;
}

function entry({ kind, brief, short, default: preset }: Option): object {
  return {
    describe: brief,
    ...(short === undefined ? {} : { alias: short }),
    ...(preset === undefined ? {} : { default: preset, defaultDescription: preset }),
    ...(kind === "switch" || kind.choices === undefined ? {} : { choices: kind.choices }),
  };
}

function columns(rows: readonly (readonly [string, string])[]): string {
  const first = Math.max(...rows.map(([left]) => left.length)) + 4;
  return rows
    .map(([left, right]) => `  ${left}`.padEnd(first) + wrapped(right, " ".repeat(first)).trimStart())
    .join("");
}

/** Wraps the lines of each paragraph; a paragraph with a line that begins with a blank is left as it is. */
function wrapped(prose: string, indent = ""): string {
  const paragraphs = prose.trim().split(/\n\s*\n/);
  return paragraphs
    .map((paragraph) => (/^\s/m.test(paragraph) ? `${paragraph}\n` : filled(paragraph, indent)))
    .join("\n");
}

function filled(paragraph: string, indent: string): string {
  let line = indent;
  let text = "";
  for (const word of paragraph.split(/\s+/)) {
    if (line !== indent && line.length + 1 + word.length > width) {
      text += `${line}\n`;
      line = indent;
    }
    line += line === indent ? word : ` ${word}`;
  }
  return `${text}${line}\n`;
}
