// Merges the small files of a slot, or of a folder, in place: many small files make queries slow. Old files go when the new ones have
// all of their records and are in place.
import { existsSync, statSync } from "node:fs";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { InputError } from "@flowlogs/cli";
import type { Destination } from "../destinations/destination.ts";
import { dateParts, type FileFacts } from "../layout/fileName.ts";
import { type LayoutName, pathOf, readPath } from "../layout/layouts.ts";
import type { Compaction } from "./names.ts";
import { type CompactionJournal, openJournal } from "./journal.ts";
import { type MergeContext, mergeFiles } from "./merge.ts";

export interface CompactOptions extends Omit<MergeContext, "newFile"> {
  /** The folder. */
  readonly destination: Destination;
  readonly layout: LayoutName;
  readonly by: Compaction;
  /** The endings of files in any format. */
  readonly extensions: readonly string[];
  readonly account?: string | undefined;
  readonly region?: string | undefined;
  readonly "flow-log-id"?: string | undefined;
  /** Takes the path of each file that was written. */
  readonly list: ((path: string) => void) | undefined;
}

/** Files that become one. */
interface FileGroup {
  readonly facts: FileFacts;
  readonly paths: string[];
}

/** Throws InputError at the end if files had to be left as they are. */
export async function compact(options: CompactOptions): Promise<void> {
  const { destination, stage } = options;
  if (!existsSync(destination.name)) throw new InputError(`${destination.name}: no such folder`, "check the path");
  const journal = openJournal(destination.name, stage.note);
  try {
    await compactAll(options, journal);
  } finally {
    journal.close();
  }
}

async function compactAll(options: CompactOptions, journal: CompactionJournal): Promise<void> {
  const { stage } = options;
  const problems: InputError[] = [];
  for (const group of await groupsOf(options)) {
    try {
      await replace(group, options, journal);
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      problems.push(error);
    }
  }
  const [first, ...others] = problems;
  for (const { message, advice } of others) stage.note(advice === undefined ? message : `${message}; ${advice}`);
  if (first !== undefined) throw first;
}

async function groupsOf({
  destination,
  layout,
  by,
  format,
  extensions,
  ...wanted
}: CompactOptions): Promise<FileGroup[]> {
  const groups = new Map<string, FileGroup>();
  for await (const { path } of destination.list(layout === "flat" ? "" : "AWSLogs/")) {
    const facts = readPath(layout, path);
    if (facts?.time === undefined || !extensions.includes(facts.extension)) continue;
    const { account, region, flowLogId } = facts;
    if ((wanted.account ?? account) !== account || (wanted.region ?? region) !== region) continue;
    if ((wanted["flow-log-id"] ?? flowLogId) !== flowLogId) continue;
    const time = by === "slot" ? facts.time : startOf(facts.time, layout.endsWith("hourly"));
    const key = [account, region, flowLogId, time].join(" ");
    const group = groups.get(key) ?? { facts: { ...facts, time, extension: format.extension }, paths: [] };
    group.paths.push(path);
    groups.set(key, group);
  }
  const isDone = ({ paths }: FileGroup): boolean =>
    paths.length === 1 && paths.every((path) => path.endsWith(`.${format.extension}`));
  return [...groups.values()].filter((group) => !isDone(group));
}

/** When the day begins, or the hour where that is a folder. */
function startOf(time: number, isHourly: boolean): number {
  const [year, month, day, hour] = dateParts(time);
  return Date.parse(`${year}-${month}-${day}T${isHourly ? hour : "00"}:00:00Z`) / 1000;
}

async function replace(
  { facts, paths }: FileGroup,
  options: CompactOptions,
  journal: CompactionJournal,
): Promise<void> {
  const { destination, layout, list } = options;
  const folder = destination.name;
  let count = 0;
  const newFile = (): string => join(destination.workFolder(), String(++count));
  const old = paths.toSorted();
  const before = old.map((path) => changeOf(join(folder, path)));
  const files = await mergeFiles(
    old.map((path) => join(folder, path)),
    { ...options, newFile },
  );
  const changed = old.find((path, at) => changeOf(join(folder, path)) !== before[at]);
  if (changed !== undefined) throw new InputError(`${changed}: changed while it was read`, "compact again");
  const placed = files.map((file) => ({ ...file, path: pathOf(layout, { ...facts, hash: file.hash }) ?? "" }));
  const written = placed.map(({ path }) => path).filter((path) => !old.includes(path));
  const replaced = old.filter((path) => !placed.some((file) => file.path === path));
  const taken = written.find((path) => existsSync(join(folder, path)));
  if (taken !== undefined) throw new InputError(`${taken}: another file has this name`, "remove or rename it");
  journal.note({ written, replaced });
  for (const { path, file, first, last, records } of placed) {
    const result = await destination.put(path, file, { first, last, records });
    if (result === "taken") throw new Error(`${path} came while files were compacted`);
  }
  for (const path of replaced) await destination.remove(path);
  for (const path of written) list?.(path);
  await Promise.all(files.map(({ file }) => rm(file, { force: true })));
}

/** Differs when a file was written since. */
function changeOf(path: string): string {
  const { size, mtimeMs } = statSync(path);
  return `${size} ${mtimeMs}`;
}
