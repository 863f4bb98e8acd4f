// A command's definition as data, for programs that call or wrap it: what --help=json prints. Its form is described by
// help.schema.json.

import type { Reference } from "@flowlogs/base/topic";
import { commonOptions } from "../commonOptions.ts";
import type { Command, Operand, Option, Options } from "../define.ts";
import { environmentOf } from "../environment.ts";
import { exitMeanings } from "../exit.ts";
import { synopsis } from "../usage.ts";
import { packagesVersion } from "../version.ts";

const NDJSON = "application/x-ndjson";

export function description(command: Command, reference: Reference): string {
  const { name, brief, about, memory, reads, operands, options, examples } = command;
  const described = {
    name,
    version: packagesVersion,
    brief,
    about,
    usage: synopsis(command),
    memory,
    operands: [...Object.entries(operands).map(operandOf), ...(reads === "records" ? [files] : [])],
    options: [...optionsOf(options, false), ...optionsOf(commonOptions, true)],
    examples,
    exitCodes: exitCodesOf(command),
    environment: environmentOf(command).map(([variable, meaning]) => ({ name: variable, meaning })),
    topics: reference.topics.map((topic) => ({ name: topic.name, brief: topic.brief })),
    reads,
    output: outputOf(command, reference),
  };
  return `${JSON.stringify(described, null, 2)}\n`;
}

const files = {
  name: "files",
  placeholder: "FILE",
  help: "files to read, in order; standard input if - or none",
  required: false,
  repeatable: true,
  values: "files",
};

function operandOf([name, { kind, brief, required, many }]: [string, Operand]): object {
  return { name, ...valueOf(kind), help: brief, required: required === true, repeatable: many === true };
}

function optionsOf(options: Options, isCommon: boolean): readonly object[] {
  return Object.entries(options).map(([name, option]) => ({
    name: `--${name}`,
    aliases: option.short === undefined ? [] : [`-${option.short}`],
    ...(option.kind === "switch" ? { kind: "switch" } : { kind: "value", ...valueOf(option.kind) }),
    ...(option.default === undefined ? {} : { default: option.default }),
    ...(option.bare === undefined ? {} : { withoutValue: option.bare }),
    repeatable: isRepeatable(option),
    help: option.brief,
    common: isCommon,
    rare: option.rare === true,
  }));
}

function isRepeatable({ kind, many }: Option): boolean {
  return many === true || (kind !== "switch" && kind.join !== undefined);
}

function valueOf({ placeholder, choices, topic, isFile }: Exclude<Option["kind"], "switch">): object {
  const values = isFile === true ? "files" : topic;
  return { placeholder, ...(choices === undefined ? {} : { choices }), ...(values === undefined ? {} : { values }) };
}

function exitCodesOf({ exits = [] }: Command): readonly object[] {
  return [...exitMeanings, ...exits]
    .flatMap(([codes, meaning]) => codes.split(", ").map((code) => ({ code: Number(code), meaning })))
    .toSorted((left, right) => left.code - right.code);
}

/** What goes to standard output; a record may always have more fields than are named. */
function outputOf({ writes }: Command, { fields }: Reference): object {
  if (writes === undefined) return { brief: "records, one JSON object per line", mediaTypes: [NDJSON] };
  if (writes.mediaTypes !== undefined) return { brief: writes.brief, mediaTypes: writes.mediaTypes };
  const properties = { ...fields, ...writes.adds };
  const schema = { type: "object", properties, additionalProperties: true };
  return { brief: writes.brief, mediaTypes: [NDJSON], schema };
}
