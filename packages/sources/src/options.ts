// The values of a run's options, from the command line or a program; threads get them too.
import type { Expression } from "@flowlogs/core";
import type { HeldField } from "@flowlogs/core/stages";
import type { FormatName } from "@flowlogs/formats/formatNames";

/** What the command is called with. */
export interface ReadValues {
  readonly sources: readonly string[];
  /** The columns of lines without a header. */
  readonly format: readonly (readonly string[])[];
  readonly form?: FormatName | undefined;
  readonly "with-source": boolean;
  readonly "with-message"?: boolean;
  readonly start?: number | undefined;
  readonly end?: number | undefined;
  readonly fields?: readonly string[] | undefined;
  /** Without `fields`: the fields that are written where they are there. */
  readonly kept?: readonly string[] | undefined;
  readonly where?: Expression | undefined;
  /** What records are filtered by where the path of their source does not say. */
  readonly held?: readonly HeldField[] | undefined;
  /** Write each record once. */
  readonly dedupe: boolean;
  readonly limit?: number | undefined;
  /** Only messages that match this filter pattern of CloudWatch Logs. */
  readonly "filter-pattern"?: string | undefined;
  /** The run continues with what is added to the sources. */
  readonly follows?: boolean | undefined;
  readonly workers?: number | undefined;
  /** What threads do with what they read, beside reading. */
  readonly stages?: ThreadStages | undefined;
}

/**
 * Threads from which on they run commands on what they read. Two threads are slower with it (measured: by a fifth): they have the
 * states of each part to write, and the thread that starts them has little to do meanwhile.
 */
export const LEAST_SHARERS = 3;

/** Commands that each thread runs on what it reads, so that partial states come of it. */
interface ThreadStages {
  /** The URL of the thread's program, which calls runThread with what opens the commands. */
  readonly program: string;
  /** Tells that program what the commands are. */
  readonly data: unknown;
}
