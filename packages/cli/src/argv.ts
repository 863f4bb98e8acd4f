// From the arguments of a command to typed values: yargs-parser collects the options, and their kinds parse the values. The
// only file that uses yargs-parser. Throws UsageError for whatever is wrong.

import { commonOptions } from "./commonOptions.ts";
import type { Command, Operand, Operands, Option, Options, Values } from "./define.ts";
import { UsageError } from "@flowlogs/base/errors";
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
  /** How many operands there were. */
  readonly operands: number;
}

type CollectedOptions = Readonly<Record<string, readonly string[]>>;

/** Parses the arguments. Throws UsageError. */
export async function readArguments(command: Command, words: readonly string[]): Promise<Request> {
  const options: Options = { ...command.options, ...commonOptions };
  const normalised = normaliseArguments(command.name, words, options);
  const view = normalised.options.findLast((word) => word.startsWith("--help="))?.slice("--help=".length);
  const wants = view !== undefined ? "help" : normalised.options.includes("--version") ? "version" : "run";
  const collected = wants === "run" ? await collect(normalised.options, options) : {};
  const common: Request["common"] = typed(optionValues(collected, commonOptions));
  const operands = normalised.operands.length;
  if (wants !== "run") return { wants, values: typed({}), common, files: normalised.operands, view, operands };
  const accepted = acceptedOperands(command, collected);
  const { words: sorted, files } = sortOperands(command, accepted, normalised.operands);
  const values = typed({ ...optionValues(collected, command.options), ...operandValues(accepted, sorted) });
  return { wants, values, common, files, operands };
}

async function collect(words: readonly string[], options: Options): Promise<CollectedOptions> {
  // Without options there is no need to wait the 7 ms that yargs-parser takes to load.
  if (words.length === 0) return {};
  const { default: parseWords } = await import("yargs-parser");
  const names = Object.keys(options);
  const valued = names.filter((name) => options[name]?.kind !== "switch");
  const parsed = parseWords([...words], {
    string: valued,
    boolean: names.filter((name) => options[name]?.kind === "switch"),
    // Without narg yargs-parser strips quotes from `--name="..."`, which would spoil expressions.
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

function optionValues(collected: CollectedOptions, options: Options): Record<string, unknown> {
  const valueOf = (name: string, option: Option): unknown => itemValue(option, collected[name] ?? [], `--${name}`);
  return Object.fromEntries(Object.entries(options).map(([name, option]) => [name, valueOf(name, option)]));
}

/** The operands of this call: without those that an option replaces. */
function acceptedOperands({ operands }: Command, collected: CollectedOptions): Operands {
  const isAccepted = ({ unless }: Operand): boolean => unless === undefined || collected[unless] === undefined;
  return Object.fromEntries(Object.entries(operands).filter(([, operand]) => isAccepted(operand)));
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
