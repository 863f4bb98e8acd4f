// What a run of flowlogs-read counts: lines and records as every command does, and the effect of options that may match nothing.
import type { Counts } from "@flowlogs/cli";
import type { FormatFit, HeldCounts } from "@flowlogs/core/stages";

export interface ReadCounts extends Counts {
  /** Whether lines without a header have the formats of --format. */
  readonly formatFit?: FormatFit | undefined;
  /** Keys of the records in the window, where there is one. */
  readonly testedKeys?: readonly string[] | undefined;
  /** The effect of filtering records by fields, by the names of the fields. */
  readonly held?: Readonly<Record<string, HeldCounts>> | undefined;
}
