// Which files become one: those of a slot or of a day, of one flow log.
import { dateParts, type FileFacts } from "../layout/fileName.ts";
import { isHourly, readPath } from "../layout/layouts.ts";
import type { RetentionScope } from "../retention.ts";
import type { Compaction } from "./names.ts";
import type { ListedFile, CompactionStore } from "./store.ts";

export interface FileGroupOptions extends RetentionScope {
  readonly by: Compaction;
}

/** Files that become one, or one of each format. */
export interface FileGroup {
  /** What the files have in common. */
  readonly key: string;
  /** Of the files that are written. */
  readonly facts: FileFacts;
  readonly files: ListedFile[];
}

/** By what they have in common; undefined: the store has no file of the layout at all. */
export async function groupsOf(
  store: CompactionStore,
  options: FileGroupOptions,
): Promise<Map<string, FileGroup> | undefined> {
  const { layout, by, extensions, ...wanted } = options;
  const groups = new Map<string, FileGroup>();
  let isOfLayout = false;
  for await (const file of store.list(layout === "flat" ? "" : "AWSLogs/")) {
    const facts = readPath(layout, file.path);
    if (facts?.time === undefined || !extensions.includes(facts.extension)) continue;
    isOfLayout = true;
    const { account, region, flowLogId } = facts;
    if ((wanted.account ?? account) !== account || (wanted.region ?? region) !== region) continue;
    if ((wanted["flow-log-id"] ?? flowLogId) !== flowLogId) continue;
    const time = by === "slot" ? facts.time : startOf(facts.time, isHourly(layout));
    const key = [account, region, flowLogId, time].join(" ");
    const group = groups.get(key) ?? { key, facts: { ...facts, time }, files: [] };
    group.files.push(file);
    groups.set(key, group);
  }
  return isOfLayout ? groups : undefined;
}

/** Seconds in which the files of a group begin. */
export function spanOf({ by, layout }: FileGroupOptions, slotSeconds: number): number {
  if (by === "slot") return slotSeconds;
  return isHourly(layout) ? HOUR : 24 * HOUR;
}

const HOUR = 3600;

/** When the day begins, or the hour where that is a folder. */
function startOf(time: number, withHour: boolean): number {
  const [year, month, day, hour] = dateParts(time);
  return Date.parse(`${year}-${month}-${day}T${withHour ? hour : "00"}:00:00Z`) / 1000;
}
