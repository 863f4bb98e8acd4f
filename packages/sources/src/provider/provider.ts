// What every service of AWS that has sources is to the command: they are opened as contents that are read like those of
// files, or explained. How that is done is the services' own (logs/); who is asked, sources.ts knows.
import { exit, type SourceContext } from "@flowlogs/cli";
import type { BufferedSource, Opened } from "../reader/open.ts";
import { RemoteError } from "@flowlogs/base/errors";
import type { LinePosition } from "../reader/lineTracker.ts";
import type { ResumeProgress, ResumeStep } from "../reader/resume.ts";
import type { Selection } from "../discovery/selection.ts";
import type { AwsContext } from "@flowlogs/aws/awsContext";
import type { RemoteValues } from "./options.ts";

/** A source that is open. */
export interface OpenedRemote extends Opened {
  /** Its records say when they start; otherwise the window is the service's, by the time of the event. */
  readonly isDated: boolean;
  /** How large it is, if that is known. */
  readonly size?: number;
  /** All of its bytes, in place of its content, if they are not too many. Undefined when the run was told to end. */
  readonly whole?: () => Promise<BufferedSource | undefined>;
  /** There when the next run is to read on where this one ends. */
  readonly resuming?: Resuming;
}

/** How a content is read from where it was left, and left so that it can be read on. */
export interface Resuming {
  readonly from: LinePosition | undefined;
  readonly step: ResumeStep;
  readonly finished: (progress: ResumeProgress) => void;
}

/** Saves how far a run has come, by the names of the sources. */
export interface CheckpointStore {
  readonly loaded: ReadonlyMap<string, unknown>;
  readonly isDue: boolean;
  save: (source: string, entry: unknown) => void;
  /** Several at once; an undefined entry is forgotten. */
  saveAll: (entries: Iterable<readonly [source: string, entry: unknown]>) => void;
}

export interface Provider {
  /** Sources as contents, one after the other; those that are followed as one. What cannot be read is said. */
  open: (sources: readonly string[]) => AsyncGenerator<OpenedRemote>;
  /** What reading a source would do. What cannot be told is said. */
  explain: (source: string) => Promise<string>;
}

/** What a service is opened with. */
export interface ReadContext {
  readonly values: RemoteValues;
  readonly context: SourceContext;
  readonly remote: AwsContext;
  /** What files and folders are wanted, and what became of them. */
  readonly tally: Selection;
  readonly checkpoints: CheckpointStore | undefined;
}

/** A fault of a service's is said of the source; what breaks because we ended it ourselves is none. */
export function sayFault(source: string, error: unknown, { remote, context }: ReadContext): void {
  if (remote.signal.aborted) return;
  if (!(error instanceof RemoteError)) throw error;
  context.failed(source, error.message, error.advice, exit.remote);
}

/** What the work gives; undefined when the service failed, which is said. */
export async function guarded<T>(source: string, world: ReadContext, work: () => Promise<T>): Promise<T | undefined> {
  try {
    return await work();
  } catch (error) {
    sayFault(source, error, world);
    return undefined;
  }
}
