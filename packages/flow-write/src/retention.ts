// Removes files that are older than the user wants to keep them. Nothing is removed but files that flow-write, or AWS, would
// have written in this layout under this destination, and nothing by anything but its path.
import type { Destination, PassOver, RemovalFailure } from "./destinations/destination.ts";
import { isHourly, type LayoutName, readPath } from "./layout/layouts.ts";

/** Which files are of the user's own flow logs. */
export interface RetentionScope {
  readonly layout: LayoutName;
  /** The endings of files that are written. */
  readonly extensions: readonly string[];
  readonly account?: string | undefined;
  readonly region?: string | undefined;
  readonly "flow-log-id"?: string | undefined;
}

/** Which of them may go. */
export interface RetentionValues extends RetentionScope {
  /** Milliseconds that the records of a file span. */
  readonly "roll-time": number;
}

/** What became of the files that are too old. */
export interface RemovalOutcome {
  readonly removed: number;
  readonly failed: number;
  /** Of those that could not be removed, the first ones. */
  readonly failures: readonly RemovalFailure[];
  /** What ended it before all files were tried. */
  readonly interruption: { readonly cause: unknown } | undefined;
}

/** Files that are removed at once, and failures that are remembered. */
const [BATCH, REMEMBERED] = [1000, 10];

const HOUR = 3600;

/** The paths of files that have no record of this time, in epoch seconds, or of a later one. */
export async function* expired(
  destination: Pick<Destination, "list">,
  scope: RetentionValues,
  before: number,
  passOver: PassOver,
): AsyncIterable<string> {
  const top = scope.layout === "flat" ? "" : "AWSLogs/";
  for await (const { path } of destination.list(top, passOver)) if (isExpired(path, scope, before)) yield path;
}

function isExpired(path: string, scope: RetentionValues, before: number): boolean {
  const facts = readPath(scope.layout, path);
  if (facts?.time === undefined || !scope.extensions.includes(facts.extension)) return false;
  if (endOf(facts.time, scope) > before) return false;
  const { account = facts.account, region = facts.region, "flow-log-id": flowLogId = facts.flowLogId } = scope;
  return account === facts.account && region === facts.region && flowLogId === facts.flowLogId;
}

/** Until when a file may have records. A name only says when they begin, and `--compact day` makes one file of a day, or an hour. */
function endOf(time: number, { layout, "roll-time": milliseconds }: RetentionValues): number {
  const compacted = isHourly(layout) ? HOUR : 24 * HOUR;
  return time + Math.max(milliseconds / 1000, time % compacted === 0 ? compacted : 0);
}

/** Removes these files. What cannot be removed is left, and the others are removed all the same. */
export async function removeAll(
  destination: Pick<Destination, "remove">,
  paths: AsyncIterable<string>,
): Promise<RemovalOutcome> {
  const failures: RemovalFailure[] = [];
  let [removed, failed] = [0, 0];
  let interruption: RemovalOutcome["interruption"];
  try {
    for await (const batch of batchesOf(paths)) {
      const left = await destination.remove(batch);
      removed += batch.length - left.length;
      failed += left.length;
      failures.push(...left.slice(0, REMEMBERED - failures.length));
    }
  } catch (cause) {
    interruption = { cause };
  }
  return { removed, failed, failures, interruption };
}

/** If the paths end with an error, those before it are a batch too. */
async function* batchesOf(paths: AsyncIterable<string>): AsyncIterable<readonly string[]> {
  let batch: string[] = [];
  let failure: { readonly cause: unknown } | undefined;
  try {
    for await (const path of paths) {
      batch.push(path);
      if (batch.length < BATCH) continue;
      const whole = batch;
      batch = [];
      yield whole;
    }
  } catch (cause) {
    failure = { cause };
  }
  if (batch.length > 0) yield batch;
  if (failure !== undefined) throw failure.cause;
}
