// How a command is declared. A definition says everything about a command once: arguments, help and messages are made
// from it, and the types of the values that its stage gets are inferred from it.

import type { commonOptions } from "./commonOptions.ts";
import type { Host } from "./host.ts";
import type { Operands, Options, Values } from "./option.ts";
import type { NamedTexts } from "@flowlogs/base/named";
import type { Context, SourceContext, Worker } from "@flowlogs/base/contracts";
import type { Reference } from "@flowlogs/base/topic";

export type { Operand, Operands, Option, Options, Parsed, Values } from "./option.ts";

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

interface Description<Of extends Options, And extends Operands> {
  readonly name: string;
  readonly brief: string;
  readonly about: string;
  /** What the command keeps in memory, such as "streams" or "keeps N records". */
  readonly memory: string;
  /** In order. A command that reads records takes any number of files after them. */
  readonly operands: And;
  /** Rewrites arguments as another tool would take them, before they are parsed. Throws UsageError. */
  readonly translate?: (words: readonly string[]) => readonly string[] | Promise<readonly string[]>;
  /** What to write instead of a word that is read as a file name but is not one, such as `--by srcaddr`. */
  readonly adviceFor?: (word: string) => Promise<string | undefined>;
  readonly options: Of;
  /** Whether an option that is only configured makes sense with these values; otherwise it is left out. */
  readonly fits?: (option: string, values: Readonly<Record<string, unknown>>) => boolean;
  /** It passes no records on: in a pipeline of flow-query it is the last command. */
  readonly endsPipeline?: boolean;
  /** Options with which it does something else than with its input: not for a pipeline of flow-query. */
  readonly standalone?: readonly string[];
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

interface PipelineDefinition<Of extends Options, And extends Operands, In> extends Description<Of, And> {
  readonly reads: "pipeline";
  readonly load: () => Promise<{ default: (values: In, kit: PipelineKit) => Promise<number> }>;
}

/** What a command that runs other commands gets: the process around it, and its own common options. */
export interface PipelineKit {
  readonly host: Host;
  readonly common: Values<typeof commonOptions>;
}

/** A command whose files the kit reads; `load` imports its stage. */
export type RecordsCommand = RecordsDefinition<Options, Operands, never>;
/** A command that opens its sources itself. */
export type SourcesCommand = SourcesDefinition<Options, Operands, never>;
/** A command that runs other commands, and returns the exit code. */
export type PipelineCommand = PipelineDefinition<Options, Operands, never>;
/** Any command. `never`: the types of its values were checked where it was defined. */
export type Command = RecordsCommand | SourcesCommand | PipelineCommand;

/** A command whose options and operands are known to the compiler. */
export type Definition<Of extends Options = Options, And extends Operands = Operands> =
  RecordsDefinition<Of, And, never> | SourcesDefinition<Of, And, never> | PipelineDefinition<Of, And, never>;

/** Checks that a definition and the stage that it loads agree; if not, it does not compile. */
export function defineCommand<const Of extends Options, const And extends Operands>(
  definition:
    | RecordsDefinition<Of, And, Values<Of, And>>
    | SourcesDefinition<Of, And, Values<Of, And>>
    | PipelineDefinition<Of, And, Values<Of, And>>,
): Definition<Of, And> {
  return definition;
}
