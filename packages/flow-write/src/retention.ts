// Removes files that are older than the user wants to keep them. Nothing is removed but files that flow-write, or AWS, would
// have written in this layout under this destination, and nothing by anything but its path.
import type { Destination } from "./destinations/destination.ts";
import { type LayoutName, readPath } from "./layout/layouts.ts";

/** Which files are of the user's own flow logs. */
export interface RetentionScope {
  readonly layout: LayoutName;
  /** The endings of files that are written. */
  readonly extensions: readonly string[];
  readonly account?: string | undefined;
  readonly region?: string | undefined;
  readonly "flow-log-id"?: string | undefined;
}

/** Files that are removed at once. */
const CONCURRENCY = 4;

/** The paths of files whose time is before this one, in epoch seconds. */
export async function* expired(
  destination: Pick<Destination, "list">,
  scope: RetentionScope,
  before: number,
): AsyncIterable<string> {
  const top = scope.layout === "flat" ? "" : "AWSLogs/";
  for await (const { path } of destination.list(top)) if (isExpired(path, scope, before)) yield path;
}

function isExpired(path: string, scope: RetentionScope, before: number): boolean {
  const facts = readPath(scope.layout, path);
  if (facts?.time === undefined || facts.time >= before || !scope.extensions.includes(facts.extension)) return false;
  const { account = facts.account, region = facts.region, "flow-log-id": flowLogId = facts.flowLogId } = scope;
  return account === facts.account && region === facts.region && flowLogId === facts.flowLogId;
}

/** Removes these files; how many there were. Throws OutputError or RemoteError. */
export async function removeAll(
  destination: Pick<Destination, "remove">,
  paths: AsyncIterable<string>,
): Promise<number> {
  let count = 0;
  const failures: unknown[] = [];
  const underWay = new Set<Promise<void>>();
  for await (const path of paths) {
    const removal = destination
      .remove(path)
      .then(() => void count++)
      .catch((error: unknown) => void failures.push(error))
      .finally(() => underWay.delete(removal));
    underWay.add(removal);
    if (underWay.size >= CONCURRENCY) await Promise.race(underWay);
    if (failures.length > 0) break;
  }
  await Promise.all(underWay);
  if (failures.length > 0) throw failures[0];
  return count;
}
