// A question in SQL: what the user asks, and what is open while it is answered.
import type { Host } from "@flowlogs/cli/chain";
import type { OutputFormat } from "@flowlogs/core";
import type { BoundQuery, FlowDatabase } from "@flowlogs/sql";
import type { QueryText } from "../text/queryFile.ts";
import type { LinksOf, SourceBringer } from "./sources.ts";

export interface SqlQuestion {
  readonly source: QueryText;
  readonly sources: readonly string[];
  /** Options of flowlogs-read, for each source. */
  readonly readerWords: readonly string[];
  /** The values of its parameters. */
  readonly values: ReadonlyMap<string, string>;
  readonly output: OutputFormat | undefined;
  readonly isExplained: boolean;
  readonly threads: number | undefined;
  readonly memory: number | undefined;
  readonly host: Host;
  readonly linksOf: LinksOf;
}

/** A query at work. */
export interface OpenQuestion extends SqlQuestion {
  readonly bound: BoundQuery;
  readonly database: FlowDatabase;
  readonly bringer: SourceBringer;
}

/** What flowlogs-read reads for the table flows. */
export function operandsOf(sources: readonly string[]): readonly string[] {
  return sources.length > 0 ? sources : ["-"];
}
