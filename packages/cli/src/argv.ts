// From the words of the command line to typed values: yargs-parser gathers the options, the kinds parse them. The only
// file that knows yargs-parser; faults are thrown as UsageError and worded elsewhere.

import { commonOptions } from "./common.ts";
import type { Command, Operand, Operands, Option, Options, Values } from "./define.ts";
import { UsageError } from "@flowlogs/base/errors";
import { isProblem, type Problem } from "@flowlogs/base/problem";
import { spell } from "./spell.ts";

/** What the command line asks for. */
export interface Request {
  readonly wants: "help" | "version" | "run";
  /** The command's own options and operands, by name; whatever the stage of this command wants, and nobody else's. */
  readonly values: never;
  readonly common: Values<typeof commonOptions>;
  /** The files to read, for a command that reads records. */
  readonly files: readonly string[];
  /** How many operands there were. */
  readonly operands: number;
}

type Gathered = Readonly<Record<string, readonly string[]>>;

/** Reads a command line, or throws a UsageError. */
export async function readArguments(command: Command, words: readonly string[]): Promise<Request> {
  const options: Options = { ...command.options, ...commonOptions };
  const spelled = spell(command.name, words, options);
  const wants = (["help", "version"] as const).find((name) => spelled.options.includes(`--${name}`)) ?? "run";
  const gathered = wants === "run" ? await gather(spelled.options, options) : {};
  const common: Request["common"] = typed(optionValues(gathered, commonOptions));
  const operands = spelled.operands.length;
  if (wants !== "run") return { wants, values: typed({}), common, files: [], operands };
  const wanted = operandsBeside(command, gathered);
  const { words: sorted, files } = sortOperands(command, wanted, spelled.operands);
  const values = typed({ ...optionValues(gathered, command.options), ...operandValues(wanted, sorted) });
  return { wants, values, common, files, operands };
}

async function gather(words: readonly string[], options: Options): Promise<Gathered> {
  // Most calls have no options, and need not wait the 7 ms that yargs-parser takes to load.
  if (words.length === 0) return {};
  const { default: parseWords } = await import("yargs-parser");
  const names = Object.keys(options);
  const valued = names.filter((name) => options[name]?.kind !== "switch");
  const parsed = parseWords([...words], {
    string: valued,
    boolean: names.filter((name) => options[name]?.kind === "switch"),
    // Without a count yargs-parser strips quotes from `--name="..."`, which would spoil expressions.
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

function optionValues(gathered: Gathered, options: Options): Record<string, unknown> {
  const parse = (name: string, option: Option): unknown => {
    const texts = gathered[name] ?? (option.default === undefined ? [] : [option.default]);
    if (option.kind === "switch") return texts.length > 0;
    return parsedAs(option, texts, `--${name}`);
  };
  return Object.fromEntries(Object.entries(options).map(([name, option]) => [name, parse(name, option)]));
}

/** The operands that no option stands in for. */
function operandsBeside({ operands }: Command, gathered: Gathered): Operands {
  const isWanted = ({ unless }: Operand): boolean => unless === undefined || gathered[unless] === undefined;
  return Object.fromEntries(Object.entries(operands).filter(([, operand]) => isWanted(operand)));
}

function operandValues(operands: Operands, words: ReadonlyMap<string, readonly string[]>): Record<string, unknown> {
  const parse = (name: string, operand: Operand): unknown => {
    const texts = words.get(name) ?? [];
    const { placeholder } = operand.kind;
    if (operand.required && texts.length === 0) throw new UsageError({ problem: "is missing" }, placeholder, true);
    return parsedAs(operand, texts, placeholder);
  };
  return Object.fromEntries(Object.entries(operands).map(([name, operand]) => [name, parse(name, operand)]));
}

/** Each word goes to the first operand that still takes one and claims it; the others are files. */
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
    else throw new UsageError({ problem: `unexpected operand "${word}"`, advice: `${command.name} --help tells more` });
  }
  return { words, files };
}

function parsedAs(item: Option | Operand, texts: readonly string[], where: string): unknown {
  const { kind } = item;
  if (kind === "switch") return texts.length > 0;
  const values = texts.map((text) => valid(kind.parse(text), where));
  if (item.many) return values;
  const other = texts.find((text) => text !== texts[0]);
  if (other === undefined) return values[0];
  if (kind.join !== undefined) return valid(kind.join(values), where);
  throw new UsageError({ problem: `given twice, as "${texts[0]}" and "${other}"`, advice: "give it once" }, where);
}

function valid<Result>(value: Result | Problem, where: string): Result {
  if (isProblem(value)) throw new UsageError(value, where);
  return value;
}

/** The compiler infers from a definition with `Values<>` what the functions above make of it: here the two meet. */
function typed(values: Record<string, unknown>): never {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion
  return values as never;
}
