// What a query in another language becomes: a pipeline of the commands, as one would type it.
import type { Problem } from "@flowlogs/base/problem";
import type { PlainCommand } from "@flowlogs/engines";
import type { Parameters } from "../text/parameters.ts";

export interface Compiled {
  readonly commands: readonly PlainCommand[];
  /** What the user should know of the answer. */
  readonly notes: readonly string[];
  /** The place of the command that has a limit which the query does not say: what it cuts off is told. */
  readonly limiting?: number | undefined;
  /** The answer is not its rows as they are, but one JSON object with them. */
  readonly answer?: Answer | undefined;
}

/** What is in the JSON object of an answer. */
export interface Answer {
  /** What its rows are; `series`: a summary, and the same over time. */
  readonly rows: "summary" | "series" | "events";
  /** The query, repeated in the answer. */
  readonly query: Readonly<Record<string, unknown>>;
}

export interface Language {
  /** The pipeline of a query on these sources, or what is wrong with it. `flagsAt`: where the text begins that the command line adds. */
  compile(query: string, sources: readonly string[], flagsAt?: number): Compiled | Problem;
  /** The value of a parameter as the query may have it, a number or a text; undefined: queries have no parameters. */
  readonly literal?: (value: string) => string;
  /** The query with its parameters where they have other places than in a text; undefined: they have not. */
  readonly bind?: (query: string, parameters: Parameters) => string | Problem | undefined;
  /** Whether an operand is flags, which the command line can have beside a query of a file. */
  readonly isFlags?: (operand: string) => boolean;
}
