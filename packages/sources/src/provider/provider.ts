// What every service with sources offers the command: its sources are opened as contents that are read like files, or
// explained. How that is done is up to the service (logs/, kinesis/, s3/).
import { exit, type SourceContext } from "@flowlogs/cli";
import type { AwsContext } from "@flowlogs/aws/awsContext";
import { RemoteError } from "@flowlogs/base/errors";
import type { Selection } from "../discovery/selection.ts";
import type { LinePosition } from "../reader/lineTracker.ts";
import type { BufferedSource, Opened } from "../reader/open.ts";
import type { ResumeProgress, ResumeStep } from "../reader/resume.ts";
import type { ProviderValues } from "./options.ts";

/** A source that is open. */
export interface OpenedRemote extends Opened {
  /** Its records have a start; otherwise the service applies the window, by the time of the event. */
  readonly isDated: boolean;
  /** Its size, if that is known. */
  readonly size?: number;
  /** All of its bytes, in place of its content, if they are not too many. Undefined when the run was told to end. */
  readonly whole?: () => Promise<BufferedSource | undefined>;
  /** Only when the next run resumes where this one ends. */
  readonly resuming?: Resuming;
}

/** How a content is resumed, and left so that it can be resumed again. */
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
  /** Sources as contents, one after the other; those that are followed as one. Failures are reported. */
  open: (sources: readonly string[]) => AsyncGenerator<OpenedRemote>;
  /** The sizes of what there is to read of a source; undefined: unknown, as all are once the service has failed. */
  readonly sizes?: (source: string, selection: Selection) => AsyncGenerator<number | undefined>;
  /** What reading a source would do, in words. Failures are reported. */
  explain: (source: string) => Promise<string>;
}

/** What a provider works with. */
export interface ProviderDeps<Values extends ProviderValues = ProviderValues> {
  readonly values: Values;
  readonly context: SourceContext;
  readonly remote: AwsContext;
  /** Which files and folders are wanted, and what became of them. */
  readonly selection: Selection;
  readonly checkpoints: CheckpointStore | undefined;
}

/** Reports an error of a service for its source; what breaks because we ended it ourselves is not an error. */
export function reportError(source: string, error: unknown, { remote, context }: ProviderDeps): void {
  if (remote.signal.aborted) return;
  if (!(error instanceof RemoteError)) throw error;
  context.failed(source, error.message, error.advice, exit.remote);
}

/** The result of the work; undefined when the service failed, which is reported. */
export async function guarded<T>(source: string, deps: ProviderDeps, work: () => Promise<T>): Promise<T | undefined> {
  try {
    return await work();
  } catch (error) {
    reportError(source, error, deps);
    return undefined;
  }
}
