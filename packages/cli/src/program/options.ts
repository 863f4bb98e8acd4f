// The options of a command as a program gives them, in an object: their types come from the command's definition, and so do
// the checks, which parse each value by its kind.

import { type BadLimit, commonOptions } from "../commonOptions.ts";
import type { Definition, Operand, Option, Parsed } from "../define.ts";
import { givenTexts } from "../givenTexts.ts";
import { itemValue } from "../itemValue.ts";
import { OptionError, programError, programName } from "./errors.ts";
import { nearestName } from "@flowlogs/base/nearest";
import { isProblem, type Problem } from "@flowlogs/base/problem";
import type { BadLine } from "@flowlogs/base/contracts";

type CamelCase<Name> = Name extends `${infer Head}-${infer Tail}` ? `${Head}${Capitalize<CamelCase<Tail>>}` : Name;

/** What may be given for a value that a kind parses: the words of a choice, a number or its text, otherwise texts. */
type Writable<Value> = [Value] extends [number]
  ? number | string
  : [Value] extends [string]
    ? Value
    : [Value] extends [readonly unknown[]]
      ? string | readonly string[]
      : string;
type One<Item> = Item extends { kind: { isTime: true } } ? string | number | Date : Writable<Parsed<Item>>;
type Given<Item> = Item extends { kind: "switch" }
  ? boolean
  : Item extends { bare: string }
    ? One<Item> | boolean
    : Item extends { many: true }
      ? One<Item> | readonly Extract<One<Item>, string>[]
      : One<Item>;

type Needed = { required: true; unless?: never };
type Inputs<Items> = {
  readonly [Name in keyof Items as Items[Name] extends Needed ? CamelCase<Name> : never]: Given<Items[Name]>;
} & {
  readonly [Name in keyof Items as Items[Name] extends Needed ? never : CamelCase<Name>]?:
    Given<Items[Name]> | undefined;
};

/** What every stream can be told. */
export interface StreamOptions {
  /** A bad line, or a field that no record has, is an error at the end of the stream. */
  readonly strict?: boolean | undefined;
  /** More bad lines than this, or than this share ("1%"), are an error at the end of the stream. */
  readonly maxBad?: number | string | undefined;
  /** Called for each bad line, as listeners of "badLine" are. */
  readonly onBadLine?: ((line: SourceBadLine) => void) | undefined;
  /** Destroys the stream when it is aborted. */
  readonly signal?: AbortSignal | undefined;
}

/** A bad line, and the source that it is in, if that has a name. */
export interface SourceBadLine extends BadLine {
  readonly source?: string | undefined;
}

/** The options and operands of a command, by their names in camelCase, and those of its stream. */
export type ProgramOptions<Command> =
  Command extends Definition<infer Of, infer And> ? Inputs<And> & Inputs<Of> & StreamOptions & object : never;

/** The options of a stream, and the values of a command for its stage. */
export interface CheckedOptions {
  /** What the stage of this command takes. */
  readonly values: never;
  readonly stream: StreamOptions & { readonly limit: BadLimit | undefined };
}

const { strict, "max-bad": maxBad } = commonOptions;

/** Checks the options that a program gives. Throws OptionError. */
export function checkedOptions(command: Definition, given: unknown): CheckedOptions {
  const { name, operands, options } = command;
  const items: Readonly<Record<string, Option | Operand>> = { ...operands, ...options, strict, "max-bad": maxBad };
  const fail = (code: OptionError["code"], option: string | undefined, problem: Problem): never => {
    throw new OptionError(code, name, option, problem);
  };
  if (typeof given !== "object" || given === null || Array.isArray(given)) {
    return fail("invalid-option", undefined, { problem: "its options are not an object" });
  }
  const names = new Map(Object.keys(items).map((it) => [programName(it), it]));
  const { onBadLine, signal, ...rest }: StreamOptions & Record<string, unknown> = { ...given };
  if (onBadLine !== undefined && typeof onBadLine !== "function") {
    fail("invalid-option", "onBadLine", { problem: "it is not a function" });
  }
  if (signal !== undefined && !(signal instanceof AbortSignal)) {
    fail("invalid-option", "signal", { problem: "it is not an AbortSignal" });
  }
  const texts = new Map<string, readonly string[]>();
  for (const [option, value] of Object.entries(rest)) {
    const known = names.get(option);
    if (known === undefined) return fail("unknown-option", option, unknown(option, [...names.keys()]));
    const found = givenTexts(itemOf(items, known), value);
    if (isProblem(found)) return fail("invalid-option", option, found);
    texts.set(known, found);
  }
  const value = (key: string): unknown => {
    try {
      return itemValue(itemOf(items, key), texts.get(key) ?? [], `--${key}`);
    } catch (error) {
      throw programError(name, error);
    }
  };
  for (const [key, { required, unless, optional }] of Object.entries(operands)) {
    const isReplaced = [unless, ...(optional?.with ?? [])].some(
      (it) => it !== undefined && (texts.get(it) ?? []).length > 0,
    );
    if (required !== true || isReplaced || (texts.get(key) ?? []).length > 0) continue;
    fail("missing-option", programName(key), { problem: "is missing" });
  }
  const own = [...Object.keys(operands), ...Object.keys(options)];
  return typed({
    values: Object.fromEntries(own.map((key) => [key, value(key)])),
    stream: { strict: value("strict"), limit: value("max-bad"), onBadLine, signal },
  });
}

function itemOf(items: Readonly<Record<string, Option | Operand>>, name: string): Option | Operand {
  const item = items[name];
  if (item === undefined) throw new Error(`no option is called ${name}`);
  return item;
}

function unknown(option: string, names: readonly string[]): Problem {
  const near = nearestName(option, names);
  return {
    problem: "unknown option",
    advice: near === undefined ? `the options are ${names.join(", ")}` : `did you mean ${near}?`,
  };
}

/** The functions above build what the types above infer; the compiler cannot check that they agree. */
function typed(checked: object): CheckedOptions {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion
  return checked as CheckedOptions;
}
