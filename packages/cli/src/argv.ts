// From the arguments of a command to typed values: yargs collects the options, and their kinds parse the values. The only
// file that uses yargs. Throws UsageError for whatever is wrong.

import { commonOptions } from "./commonOptions.ts";
import type { Command, Operand, Operands, Option, Options, Values } from "./define.ts";
import { type Configuration, configuration, type Preset, variablesOf } from "./config/presets.ts";
import type { Host } from "./host.ts";
import { UsageError } from "@flowlogs/base/errors";
import { noNames } from "@flowlogs/base/named";
import { itemValue } from "./itemValue.ts";
import { normaliseArguments } from "./normalise.ts";

/** What the user asks for. */
export interface Request {
  readonly wants: "help" | "version" | "run";
  /** Options and operands of the command by name. `never`, because only its stage knows their type. */
  readonly values: never;
  readonly common: Values<typeof commonOptions>;
  /** The files to read, for a command that reads records; all operands, where the help is wanted. */
  readonly files: readonly string[];
  /** What of the help is wanted. */
  readonly view?: string | undefined;
  /** A source is standard input. */
  readonly readsStdin: boolean;
  /** How many operands there were. */
  readonly operands: number;
  /** The texts of the options on the command line, by their names; of a switch "true". */
  readonly given: Readonly<Record<string, readonly string[]>>;
  readonly configuration: Configuration;
  /** What --show-config prints. */
  readonly shown?: string | undefined;
}

type Presets = ReadonlyMap<string, Preset>;
type CollectedOptions = Readonly<Record<string, readonly string[]>>;

const unconfigured: Configuration = { presets: new Map(), named: noNames, remarks: [] };

/** Parses the arguments; what they do not say may be configured. Throws UsageError. */
export async function readArguments(
  command: Command,
  asTyped: readonly string[],
  host: Pick<Host, "configFiles" | "env">,
): Promise<Request> {
  const words = (await command.translate?.(asTyped)) ?? asTyped;
  const options: Options = { ...command.options, ...commonOptions };
  const normalised = normaliseArguments(command.name, words, options);
  const view = normalised.options.findLast((word) => word.startsWith("--help="))?.slice("--help=".length);
  const wants = view !== undefined ? "help" : normalised.options.includes("--version") ? "version" : "run";
  const operands = normalised.operands.length;
  if (wants !== "run") {
    const common: Request["common"] = typed(optionValues({}, commonOptions, unconfigured.presets));
    return {
      wants,
      values: typed({}),
      common,
      files: normalised.operands,
      view,
      operands,
      given: {},
      readsStdin: true,
      configuration: unconfigured,
    };
  }
  const isOff = (word: string): boolean => word.startsWith("--no-") && !Object.hasOwn(options, word.slice(2));
  const collected = await collect(
    normalised.options.filter((word) => !isOff(word)),
    options,
  );
  const configured = await configurationOf(command, collected, host);
  const presets = new Map(configured.presets);
  for (const word of normalised.options.filter(isOff)) {
    const name = word.slice("--no-".length);
    if (collected[name] !== undefined) throw new UsageError({ problem: `contradicts --${name}` }, word);
    presets.set(name, { texts: [], origin: word });
  }
  command.adopt?.(configured.named);
  if (collected["show-config"] !== undefined) {
    const { shownConfiguration } = await import("./config/show.ts");
    const shown = shownConfiguration(options, collected, { ...configured, presets });
    const common: Request["common"] = typed(optionValues({}, commonOptions, presets));
    return {
      wants,
      values: typed({}),
      common,
      files: [],
      operands,
      given: collected,
      readsStdin: true,
      configuration: configured,
      shown,
    };
  }
  const common: Request["common"] = typed(optionValues(collected, commonOptions, presets));
  const accepted = acceptedOperands(command, collected);
  const { words: sorted, files } = sortOperands(command, accepted, normalised.operands);
  const given = operandValues(accepted, sorted);
  const valuesWith = (kept: Presets): Record<string, unknown> => ({
    ...optionValues(collected, command.options, kept),
    ...given,
  });
  const all = valuesWith(presets);
  const { fits } = command;
  const odd = fits === undefined ? [] : [...presets.keys()].filter((name) => !fits(name, all));
  for (const name of odd) presets.delete(name);
  const values = typed(odd.length === 0 ? all : valuesWith(presets));
  const sources = command.reads === "records" ? files : normalised.operands;
  const readsStdin = sources.length === 0 || sources.includes("-");
  return { wants, values, common, files, operands, given: collected, readsStdin, configuration: configured };
}

/** Of the files nothing, if the user says so. */
async function configurationOf(
  command: Command,
  collected: CollectedOptions,
  host: Pick<Host, "configFiles" | "env">,
): Promise<Configuration> {
  const none = { files: [], remarks: [] };
  const variable = variablesOf(command.name, "no-config").some((name) => (host.env[name] ?? "0") !== "0");
  const found = collected["no-config"] !== undefined || variable ? none : await host.configFiles();
  const isPlain = found.files.length + found.remarks.length === 0 && !hasVariables(host.env);
  // Most runs have nothing to look at.
  return isPlain ? unconfigured : configuration(command, host.env, found);
}

function hasVariables(env: Host["env"]): boolean {
  for (const name in env) if (name.startsWith("FLOWLOGS_")) return true;
  return false;
}

async function collect(words: readonly string[], options: Options): Promise<CollectedOptions> {
  // Without options there is no need to wait the 7 ms that the parser of yargs takes to load.
  if (words.length === 0) return {};
  const { Parser: parseWords } = await import("yargs/helpers");
  const names = Object.keys(options);
  const valued = names.filter((name) => options[name]?.kind !== "switch");
  const parsed = parseWords([...words], {
    string: valued,
    boolean: names.filter((name) => options[name]?.kind === "switch"),
    // Without narg the parser strips quotes from `--name="..."`, which would spoil expressions.
    narg: Object.fromEntries(valued.map((name) => [name, 1])),
    configuration: {
      "boolean-negation": false,
      "camel-case-expansion": false,
      "dot-notation": false,
      "nargs-eats-options": true,
      "parse-numbers": false,
      "parse-positional-numbers": false,
    },
  }) as Record<string, unknown>;
  const present = names.filter((name) => parsed[name] !== undefined);
  return Object.fromEntries(present.map((name) => [name, [parsed[name]].flat().map(String)]));
}

function optionValues(collected: CollectedOptions, options: Options, presets: Presets): Record<string, unknown> {
  const valueOf = (name: string, option: Option): unknown => {
    const given = collected[name];
    const preset = given === undefined ? presets.get(name) : undefined;
    return itemValue(option, given ?? preset?.texts ?? [], preset?.origin ?? `--${name}`);
  };
  return Object.fromEntries(Object.entries(options).map(([name, option]) => [name, valueOf(name, option)]));
}

/** The operands of this call: without those that an option replaces, and not required where an option is enough. */
function acceptedOperands({ operands }: Command, collected: CollectedOptions): Operands {
  const isAccepted = ({ unless }: Operand): boolean => unless === undefined || collected[unless] === undefined;
  const accepted = Object.entries(operands).filter(([, operand]) => isAccepted(operand));
  return Object.fromEntries(accepted.map(([name, operand]) => [name, operandOf(operand, collected)]));
}

function operandOf({ required, ...operand }: Operand, collected: CollectedOptions): Operand {
  const { optional } = operand;
  if (optional?.with.some((name) => collected[name] !== undefined) === true) return { ...operand, when: optional.when };
  return required === undefined ? operand : { ...operand, required };
}

function operandValues(operands: Operands, words: ReadonlyMap<string, readonly string[]>): Record<string, unknown> {
  const parse = (name: string, operand: Operand): unknown => {
    const texts = words.get(name) ?? [];
    const { placeholder } = operand.kind;
    if (operand.required && texts.length === 0)
      throw new UsageError({ code: "missing-operand", problem: "is missing" }, placeholder, true);
    return itemValue(operand, texts, placeholder);
  };
  return Object.fromEntries(Object.entries(operands).map(([name, operand]) => [name, parse(name, operand)]));
}

/** Gives each word to the first operand that still takes one and accepts it; the others are files. */
function sortOperands(
  command: Command,
  operands: Operands,
  given: readonly string[],
): { words: Map<string, string[]>; files: string[] } {
  const words = new Map<string, string[]>();
  const files: string[] = [];
  for (const word of given) {
    const free = ([name, operand]: [string, Operand]): boolean =>
      (operand.many === true || !words.has(name)) && (operand.when?.(word) ?? true);
    const [name, operand] = Object.entries(operands).find(free) ?? [];
    if (word === "") throw new UsageError({ problem: "is empty" }, operand?.kind.placeholder ?? "FILE");
    if (name !== undefined) words.set(name, [...(words.get(name) ?? []), word]);
    else if (command.reads === "records") files.push(word);
    else {
      const advice = `see ${command.name} --help`;
      throw new UsageError({ code: "unexpected-operand", problem: `unexpected operand "${word}"`, advice });
    }
  }
  return { words, files };
}

/** The functions above build what `Values<>` infers from the definition; the compiler cannot check that they agree. */
function typed(values: Record<string, unknown>): never {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion
  return values as never;
}
