// How a command is declared. A definition says everything about a command once: arguments, help and messages are made
// from it, and the types of the values that its stage gets are inferred from it.

import type { Kind } from "./kind.ts";
import type { NamedTexts } from "@flowlogs/base/named";
import type { Problem } from "@flowlogs/base/problem";
import type { Context, SourceContext, Worker } from "@flowlogs/base/contracts";
import type { Reference } from "@flowlogs/base/topic";

/** An option; its name is its key in the definition. */
export interface Option {
  readonly kind: Kind<unknown> | "switch";
  /** One letter. */
  readonly short?: string;
  /** A text that the kind parses. */
  readonly default?: string;
  /** The value of the option without one; a value must then be attached with `=`. */
  readonly bare?: string;
  readonly brief: string;
  /** May be repeated, and the values come as an array. Otherwise its kind joins them, or all must be the same. */
  readonly many?: true;
  /**
   * What may set it beside the command line. "variable": an environment variable; "user": also the user's configuration file;
   * "project": also a project's, which may come from somebody else: no option that changes what a question means, sends data
   * or asks elsewhere, or writes a file.
   */
  readonly config?: "variable" | "user" | "project";
  /** Few need it: --help leaves it to --help=all, so that it fits a screen. */
  readonly rare?: true;
}

/** An argument that is not an option. */
export interface Operand {
  readonly kind: Kind<unknown>;
  readonly brief: string;
  readonly required?: true;
  readonly many?: true;
  /** The option that replaces this operand: if it is given, words go to the next operand. */
  readonly unless?: string;
  /** Whether a word may be this operand; otherwise it goes to the next one. */
  readonly when?: (text: string) => boolean;
}

export type Options = Readonly<Record<string, Option>>;
export type Operands = Readonly<Record<string, Operand>>;

/** A command line that works as it is, and what it does. */
export interface Example {
  readonly run: string;
  readonly says: string;
}

/** What a command writes to standard output: records, unless there are media types. */
interface OutputDescription {
  readonly brief: string;
  /** JSON Schemas of the fields that its records may have beside those of its input. */
  readonly adds?: Readonly<Record<string, object>>;
  readonly mediaTypes?: readonly string[];
}

/** The value that an option or operand has once its text is parsed. */
export type Parsed<Item> = Item extends { kind: { parse(text: string): infer Result } }
  ? Exclude<Result, Problem>
  : boolean;
type OptionValue<Item> = Item extends { many: true } ? readonly Parsed<Item>[] : Parsed<Item>;
type AlwaysGiven = { kind: "switch" } | { default: string } | { required: true; unless?: never } | { many: true };
type Required<Items> = {
  readonly [Name in keyof Items as Items[Name] extends AlwaysGiven ? Name : never]: OptionValue<Items[Name]>;
};
type Optional<Items> = {
  readonly [Name in keyof Items as Items[Name] extends AlwaysGiven ? never : Name]?:
    OptionValue<Items[Name]> | undefined;
};

/** The values that a stage gets for the definition's options and operands; optional where there is no default. */
export type Values<Of, And = unknown> = Required<Of> & Optional<Of> & Required<And> & Optional<And>;

interface Description<Of extends Options, And extends Operands> {
  readonly name: string;
  readonly brief: string;
  readonly about: string;
  /** What the command keeps in memory, such as "streams" or "keeps N records". */
  readonly memory: string;
  /** In order. A command that reads records takes any number of files after them. */
  readonly operands: And;
  /** What to write instead of a word that is read as a file name but is not one, such as `--by srcaddr`. */
  readonly adviceFor?: (word: string) => Promise<string | undefined>;
  readonly options: Of;
  /** Whether an option that is only configured makes sense with these values; otherwise it is left out. */
  readonly fits?: (option: string, values: Readonly<Record<string, unknown>>) => boolean;
  /** Takes the expressions and lists that configuration files name. */
  readonly adopt?: (named: NamedTexts) => void;
  readonly examples: readonly Example[];
  /** Exit codes that only this command has. */
  readonly exits?: readonly (readonly [code: string, meaning: string])[];
  /** Environment variables that only this command reads. */
  readonly environment?: readonly (readonly [name: string, meaning: string])[];
  readonly writes?: OutputDescription;
  /** Imports the topics of its help. */
  readonly reference?: () => Promise<{ default: Reference }>;
}

interface RecordsDefinition<Of extends Options, And extends Operands, In> extends Description<Of, And> {
  readonly reads: "records";
  readonly load: () => Promise<{ default: (values: In, context: Context) => Worker | Promise<Worker> }>;
}

interface SourcesDefinition<Of extends Options, And extends Operands, In> extends Description<Of, And> {
  readonly reads: "sources";
  readonly load: () => Promise<{ default: (values: In, context: SourceContext) => Promise<void> }>;
}

/** A command whose files the kit reads; `load` imports its stage. */
export type RecordsCommand = RecordsDefinition<Options, Operands, never>;
/** A command that opens its sources itself. */
export type SourcesCommand = SourcesDefinition<Options, Operands, never>;
/** Any command. `never`: the types of its values were checked where it was defined. */
export type Command = RecordsCommand | SourcesCommand;

/** A command whose options and operands are known to the compiler. */
export type Definition<Of extends Options = Options, And extends Operands = Operands> =
  RecordsDefinition<Of, And, never> | SourcesDefinition<Of, And, never>;

/** Checks that a definition and the stage that it loads agree; if not, it does not compile. */
export function defineCommand<const Of extends Options, const And extends Operands>(
  definition: RecordsDefinition<Of, And, Values<Of, And>> | SourcesDefinition<Of, And, Values<Of, And>>,
): Definition<Of, And> {
  return definition;
}
