// What a read is asked for, by the command line or by a program; threads are sent it too.
import type { Expression } from "@flowlogs/core";
import type { HeldField } from "@flowlogs/core/stages";
import type { FormatName } from "@flowlogs/formats/formatNames";

/** When progress is shown. */
export type ProgressChoice = "auto" | "always" | "never";

/** What the command is called with. */
export interface ReadValues {
  readonly sources: readonly string[];
  /** The columns of lines without a header. */
  readonly format: readonly (readonly string[])[];
  readonly form?: FormatName | undefined;
  readonly "with-source": boolean;
  readonly start?: number | undefined;
  readonly end?: number | undefined;
  readonly fields?: readonly string[] | undefined;
  readonly where?: Expression | undefined;
  /** What records are held against where their source does not tell it. */
  readonly held?: readonly HeldField[] | undefined;
  /** Each record once. */
  readonly dedupe: boolean;
  readonly limit?: number | undefined;
  /** Only messages that this filter pattern of CloudWatch Logs matches. */
  readonly "filter-pattern"?: string | undefined;
  /** It goes on with what is added to the sources. */
  readonly follows?: boolean | undefined;
  readonly workers?: number | undefined;
  readonly progress: ProgressChoice;
}
