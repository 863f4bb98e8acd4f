// How a command is declared. Everything that can be said of a command is said in its definition once, and arguments,
// help and messages are made from it; the types of the values a stage gets are inferred from it too.

import type { Kind } from "./kind.ts";
import type { Problem } from "@flowlogs/base/problem";
import type { Context, SourceContext, Worker } from "@flowlogs/base/contracts";

/** An option; its name is its key in the definition. */
export interface Option {
  readonly kind: Kind<unknown> | "switch";
  /** One letter. */
  readonly short?: string;
  /** A text that is run through the kind. */
  readonly default?: string;
  /** The text meant when the option stands without a value; a value must then be attached with `=`. */
  readonly bare?: string;
  readonly brief: string;
  /** May be repeated; the values come as an array. Otherwise its kind joins them, or all must say the same. */
  readonly many?: true;
}

/** A word that is no option. */
export interface Operand {
  readonly kind: Kind<unknown>;
  readonly brief: string;
  readonly required?: true;
  readonly many?: true;
  /** The option that stands in for this operand: where it is given, all words go to the next ones. */
  readonly unless?: string;
  /** The word belongs to this operand only if true; otherwise it goes to the next one. */
  readonly when?: (text: string) => boolean;
}

export type Options = Readonly<Record<string, Option>>;
export type Operands = Readonly<Record<string, Operand>>;

/** A command line that runs, and what it does. */
export interface Example {
  readonly run: string;
  readonly says: string;
}

type Parsed<Item> = Item extends { kind: { parse(text: string): infer Result } } ? Exclude<Result, Problem> : boolean;
type OptionValue<Item> = Item extends { many: true } ? readonly Parsed<Item>[] : Parsed<Item>;
type AlwaysGiven = { kind: "switch" } | { default: string } | { required: true; unless?: never } | { many: true };
type Required<Items> = {
  readonly [Name in keyof Items as Items[Name] extends AlwaysGiven ? Name : never]: OptionValue<Items[Name]>;
};
type Optional<Items> = {
  readonly [Name in keyof Items as Items[Name] extends AlwaysGiven ? never : Name]?:
    OptionValue<Items[Name]> | undefined;
};

/** The values a stage gets, from the definition's options and operands; optional where there is no default. */
export type Values<Of, And = unknown> = Required<Of> & Optional<Of> & Required<And> & Optional<And>;

interface Description<Of extends Options, And extends Operands> {
  readonly name: string;
  readonly brief: string;
  readonly about: string;
  /** What the command holds in memory, such as "streams" or "keeps N records". */
  readonly memory: string;
  /** In order; commands that read records take any number of files after them. */
  readonly operands: And;
  /** What to write instead of a word that is taken for a file and is not one, such as `--by srcaddr`. */
  readonly adviceFor?: (word: string) => Promise<string | undefined>;
  readonly options: Of;
  readonly examples: readonly Example[];
  /** Exit codes that are this command's own. */
  readonly exits?: readonly (readonly [code: string, meaning: string])[];
}

interface RecordsDefinition<Of extends Options, And extends Operands, In> extends Description<Of, And> {
  readonly reads: "records";
  readonly load: () => Promise<{ default: (values: In, context: Context) => Worker }>;
}

interface SourcesDefinition<Of extends Options, And extends Operands, In> extends Description<Of, And> {
  readonly reads: "sources";
  readonly load: () => Promise<{ default: (values: In, context: SourceContext) => Promise<void> }>;
}

/** A command whose files the kit reads; `load` brings its stage. */
export type RecordsCommand = RecordsDefinition<Options, Operands, never>;
/** A command that opens by itself what its operands name. */
export type SourcesCommand = SourcesDefinition<Options, Operands, never>;
/** Any command, as the kit sees it: which values its stage wants was checked where it was defined. */
export type Command = RecordsCommand | SourcesCommand;

/** Checks a definition against the algorithm that it loads; a mismatch is a compile error. */
export function defineCommand<const Of extends Options, const And extends Operands>(
  definition: RecordsDefinition<Of, And, Values<Of, And>> | SourcesDefinition<Of, And, Values<Of, And>>,
): Command {
  return definition;
}
