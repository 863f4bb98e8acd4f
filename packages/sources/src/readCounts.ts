// What a run of flowlogs-read counts: lines and records as every command does, and what came of options that may fit nothing.
import type { Counts } from "@flowlogs/cli";
import type { FormatFit, HeldCounts } from "@flowlogs/core/stages";

export interface ReadCounts extends Counts {
  /** Whether lines without a header have the formats of --format. */
  readonly formatFit?: FormatFit | undefined;
  /** What came of holding records against fields, by their names. */
  readonly held?: Readonly<Record<string, HeldCounts>> | undefined;
}
