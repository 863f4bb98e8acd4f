// What variables and configuration files say about the options of a command: FLOWLOGS_FMT_OUTPUT before FLOWLOGS_OUTPUT before
// the project's file before the user's; in a file the section of the command before what is for all.

import { commonOptions } from "../commonOptions.ts";
import type { Definition, Option, Options } from "../define.ts";
import { givenTexts } from "../givenTexts.ts";
import { UsageError } from "@flowlogs/base/errors";
import type { NamedText, NamedTexts } from "@flowlogs/base/named";
import { nearestName } from "@flowlogs/base/nearest";
import { isProblem, type Problem } from "@flowlogs/base/problem";
import type { ConfigFile, FoundFiles } from "./files.ts";

/** The texts of an option that was not given on the command line, and where they come from. */
export interface Preset {
  readonly texts: readonly string[];
  readonly origin: string;
}

export interface Configuration {
  readonly presets: ReadonlyMap<string, Preset>;
  readonly named: NamedTexts;
  readonly remarks: readonly (Problem & { readonly where: string })[];
}

type Environment = Readonly<Record<string, string | undefined>>;

const NAMED = ["expressions", "lists"] as const;

/** The options of the command that configuration may set: a wider level includes the narrower ones. */
function optionsOf(command: Definition): Options {
  return { ...command.options, ...commonOptions };
}

/** `FLOWLOGS_FMT_NAMES_FOR` for this command, `FLOWLOGS_NAMES_FOR` for all. */
export function variablesOf(command: string, option: string): readonly [own: string, shared: string] {
  return [`FLOWLOGS_${word(command.replace(/^flow(?:logs)?-/, ""))}_${word(option)}`, `FLOWLOGS_${word(option)}`];
}

function word(name: string): string {
  return name.toUpperCase().replaceAll("-", "_");
}

/** Throws UsageError for values that an option cannot have. */
export function configuration(command: Definition, env: Environment, { files, remarks }: FoundFiles): Configuration {
  const presets = new Map<string, Preset>();
  const all: Configuration["remarks"][number][] = [...remarks];
  const options = optionsOf(command);
  for (const [name, option] of Object.entries(options)) {
    const variable = variablesOf(command.name, name).find((it) => (env[it] ?? "") !== "");
    if (option.config !== undefined && variable !== undefined) {
      presets.set(name, { texts: variableTexts(option, variable, env[variable] ?? ""), origin: variable });
    }
  }
  all.push(...unknownVariables(command.name, options, env));
  for (const file of files) {
    const { [command.name]: own, ...shared } = file.content;
    const sections = [own, shared].filter((it) => isObject(it));
    for (const section of sections) {
      const isOwn = section === own;
      for (const [key, value] of Object.entries(section)) {
        if (!isOwn && isObject(value)) continue;
        const where = `${file.path}${lineOf(file, key, isOwn ? command.name : undefined)}`;
        const option = Object.hasOwn(options, key) ? options[key] : undefined;
        const refusal = refusalOf(option, key, file, options, isOwn);
        if (refusal !== undefined) all.push({ ...refusal, where });
        if (refusal !== undefined || option?.config === undefined || presets.has(key)) continue;
        const texts = givenTexts(option, value);
        if (isProblem(texts)) throw new UsageError(texts, `${where}: ${key}`);
        presets.set(key, { texts, origin: where });
      }
    }
    all.push(...unknownSections(command.name, file));
  }
  return {
    presets,
    named: { expressions: namedIn(files, "expressions"), lists: namedIn(files, "lists") },
    remarks: all,
  };
}

function variableTexts(option: Option, variable: string, text: string): readonly string[] {
  if (option.kind !== "switch") return [text];
  if (/^(?:1|true|yes|on)$/i.test(text)) return [""];
  if (/^(?:0|false|no|off)$/i.test(text)) return [];
  throw new UsageError({ problem: `"${text}" is not a value for a switch`, advice: "write 1 or 0" }, variable);
}

/** Why a key of a file is left alone; undefined for one that counts, and for one that is another command's. */
function refusalOf(
  option: Option | undefined,
  key: string,
  { level }: ConfigFile,
  options: Options,
  isOwn: boolean,
): Problem | undefined {
  if (option === undefined) {
    const near = nearestName(key, settable(options));
    if (near === undefined && !isOwn) return undefined;
    const advice = near === undefined ? `it may have ${settable(options).join(", ")}` : `did you mean ${near}?`;
    return { problem: `"${key}" is not an option, and is ignored`, advice };
  }
  if (option.config === "project" || (option.config === "user" && level === "user")) return undefined;
  const advice =
    option.config === "user"
      ? "it may be set in the user's file, by a variable or an option"
      : "give it on the command line";
  return { problem: `"${key}" cannot be set in this file, and is ignored`, advice };
}

function settable(options: Options): readonly string[] {
  return Object.keys(options).filter((name) => options[name]?.config !== undefined);
}

function unknownVariables(command: string, options: Options, env: Environment): Configuration["remarks"] {
  const known = settable(options).flatMap((name) => variablesOf(command, name));
  const prefix = variablesOf(command, "")[0];
  const remarks = Object.keys(env).map((name) => {
    if (!name.startsWith("FLOWLOGS_") || known.includes(name)) return undefined;
    const near = nearestName(name, known);
    if (near === undefined && !name.startsWith(prefix)) return undefined;
    const advice = near === undefined ? undefined : `did you mean ${near}?`;
    return { where: name, problem: "no option has this variable", advice };
  });
  return remarks.filter((it) => it !== undefined);
}

function unknownSections(command: string, file: ConfigFile): Configuration["remarks"] {
  const known = [command, ...NAMED];
  return Object.entries(file.content).flatMap(([key, value]) => {
    if (!isObject(value) || known.includes(key)) return [];
    const near = nearestName(key, known);
    // Other commands have their own sections, whose names differ from this one's in more than a letter or two.
    if (near === undefined) return [];
    return [
      {
        where: `${file.path}${lineOf(file, key)}`,
        problem: `"${key}" is not a section`,
        advice: `did you mean ${near}?`,
      },
    ];
  });
}

function namedIn(files: readonly ConfigFile[], section: (typeof NAMED)[number]): ReadonlyMap<string, NamedText> {
  const named = new Map<string, NamedText>();
  for (const file of files) {
    const entries = file.content[section];
    if (entries === undefined) continue;
    if (!isObject(entries)) throw new UsageError({ problem: `"${section}" is not a section with names` }, file.path);
    for (const [name, value] of Object.entries(entries)) {
      const origin = `${file.path}${lineOf(file, name, section)}`;
      const text = section === "expressions" ? value : listText(value);
      if (typeof text !== "string" || !/^[a-z][\w-]*$/i.test(name)) {
        const what = section === "expressions" ? "a text" : "a list of texts and numbers";
        throw new UsageError({ problem: `${section}.${name} is not a name with ${what}` }, origin);
      }
      const before = named.get(name);
      if (before === undefined) named.set(name, { text, origin });
      else if (before.text !== text) named.set(name, { ...before, rival: origin });
    }
  }
  return named;
}

function listText(value: unknown): string | undefined {
  if (!Array.isArray(value)) return undefined;
  const entries: readonly unknown[] = value;
  return entries.every((it) => (typeof it === "string" && !/[\n#]/.test(it)) || typeof it === "number")
    ? entries.join("\n")
    : undefined;
}

/** The line of a key, as `:3`; nothing where it cannot be told. */
function lineOf({ text }: ConfigFile, key: string, section?: string): string {
  const lines = text.split("\n");
  const from = section === undefined ? 0 : lines.findIndex((line) => written(section).test(line));
  const at = lines.findIndex((line, index) => index >= from && written(key).test(line));
  return at === -1 ? "" : `:${at + 1}`;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value) && !(value instanceof Date);
}

/** Where a key or the name of a section is written, in JSON or TOML. */
function written(name: string): RegExp {
  return new RegExp(`^\\s*[[{,]*\\s*["']?${name.replace(/[^\w-]/g, "\\$&")}["']?\\s*[\\]=:]`);
}
