// Merges the small files of a slot, or of a day: many small files make queries slow. Old files go when the new ones have all of their
// records and are in place.
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { InputError, UsageError } from "@flowlogs/cli";
import { compressionProblem, type PageCompression } from "@flowlogs/formats/parquet/compression";
import { pathOf } from "../layout/layouts.ts";
import { type FileFormatName, formatOf, loadFormat } from "../writers/formats.ts";
import { type FileGroup, type FileGroupOptions, groupsOf, spanOf } from "./groups.ts";
import { assertIdle, type CompactionJournal, openJournal } from "./journal.ts";
import { type MergeContext, mergeFiles, type OldFile, readOutline } from "./merge.ts";
import { type NewFile, replaceFiles } from "./replacement.ts";
import type { FileOutline } from "./readFile.ts";
import type { ListedFile, LocalFile, CompactionStore } from "./store.ts";

export interface CompactOptions extends FileGroupOptions, Pick<MergeContext, "limits" | "stage"> {
  /** Where merged files go. */
  readonly store: CompactionStore;
  /** Where the files are, if elsewhere. */
  readonly from: CompactionStore | undefined;
  /** Files from elsewhere go, too. */
  readonly removesSource: boolean;
  /** Undefined: that of the files. */
  readonly format: FileFormatName | undefined;
  readonly compression: PageCompression | undefined;
  readonly slotSeconds: number;
  /** Takes the path of each file that was written. */
  readonly list: ((path: string) => void) | undefined;
}

/** A file that is being merged. */
interface SourceFile extends OldFile {
  readonly listed: ListedFile;
  readonly local: LocalFile;
  readonly outline: FileOutline;
}

/** What is the same for all groups, and what is to be told at the end. */
interface Run {
  readonly options: CompactOptions;
  readonly journal: CompactionJournal;
  readonly problems: InputError[];
  /** Of each group that has several log formats, the name of a file. */
  readonly mixed: string[];
}

/** Throws InputError at the end if files had to be left as they are. */
export async function compact(options: CompactOptions): Promise<void> {
  const { store, from, stage } = options;
  if (from?.identity === store.identity) throw isSamePlace(from);
  const tell = (text: string): void => stage.note(text);
  const journals: CompactionJournal[] = [];
  try {
    if (from !== undefined && options.removesSource) journals.push(await openJournal({ store: from, tell }));
    else if (from !== undefined) await assertIdle(from);
    const journal = await openJournal({ store, from, tell });
    journals.push(journal);
    await compactAll(await wantedGroups(options), options, journal);
  } finally {
    for (const journal of journals.toReversed()) await journal.close();
    store.close();
    from?.close();
  }
}

function isSamePlace({ name }: CompactionStore): UsageError {
  return new UsageError({ problem: "is the same place", advice: "leave --from out" }, name);
}

async function wantedGroups(options: CompactOptions): Promise<readonly FileGroup[]> {
  const { store, from, layout, removesSource, stage } = options;
  const source = from ?? store;
  const groups = await groupsOf(source, options);
  if (groups === undefined) stage.note(`${source.name}: no files of layout ${layout} are here`);
  const all = [...(groups?.values() ?? [])];
  if (from === undefined) return all.filter((group) => !isDone(group, options));
  if (removesSource) return all;
  // Another run that merges there would show records in old files and in new ones.
  await assertIdle(from);
  const now = Date.now() / 1000;
  const over = all.filter(({ facts }) => (facts.time ?? 0) + spanOf(options, options.slotSeconds) <= now);
  if (over.length < all.length) {
    const count = all.length - over.length;
    const what = count === 1 ? "1 slot or day is not over: its" : `${count} slots or days are not over: their`;
    stage.note(`${source.name}: ${what} files are left for later`);
  }
  return over;
}

/** Each of its files is alone in its format. */
function isDone({ files }: FileGroup, { format }: CompactOptions): boolean {
  const formats = files.map(formatOfFile);
  return format === undefined ? new Set(formats).size === files.length : files.length === 1 && formats[0] === format;
}

async function compactAll(
  groups: readonly FileGroup[],
  options: CompactOptions,
  journal: CompactionJournal,
): Promise<void> {
  const { stage, store, from, removesSource } = options;
  const present = from === undefined || removesSource ? undefined : await groupsOf(store, options);
  const run: Run = { options, journal, problems: [], mixed: [] };
  for (const group of groups) {
    try {
      await compactGroup(group, present?.get(group.key)?.files ?? [], run);
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      run.problems.push(error);
    }
  }
  const { problems, mixed } = run;
  if (mixed.length > 0) {
    const more = mixed.length === 1 ? "" : `, and ${mixed.length - 1} more`;
    stage.note(`${mixed[0]}: its slot or day${more} has several log formats: only files of the same are merged`);
  }
  const [first, ...others] = problems;
  for (const { message, advice } of others) stage.note(advice === undefined ? message : `${message}; ${advice}`);
  if (first !== undefined) throw first;
}

async function compactGroup(group: FileGroup, present: readonly ListedFile[], run: Run): Promise<void> {
  const { options, journal } = run;
  const { store, from, removesSource, list, stage } = options;
  const source = from ?? store;
  const isRemoved = from === undefined || removesSource;
  if (isRemoved) await source.assertRemovable(group.files.map(({ path }) => path));
  const files: SourceFile[] = [];
  try {
    for (const listed of sorted(group.files)) files.push(await openFile(listed, source));
    const parts = partsOf(files, options).filter((part) => from !== undefined || !isDonePart(part, options));
    if (new Set(files.map(({ outline }) => outline.fields.join(" "))).size > 1) run.mixed.push(files[0]?.name ?? "");
    const merged: NewFile[] = [];
    for (const part of parts) merged.push(...(await mergePart(part, group, options)));
    if (!isRemoved) assertAlone(present, merged, store);
    const old = isRemoved ? parts.flat().map(({ listed }) => listed) : [];
    const written = await replaceFiles({ store, source, files: merged, old, stage }, journal);
    for (const path of written) list?.(path);
    await Promise.all(merged.map(({ file }) => rm(file, { force: true })));
  } finally {
    for (const { local } of files) await local.release();
  }
}

function sorted(files: readonly ListedFile[]): readonly ListedFile[] {
  return files.toSorted((one, other) => (one.path < other.path ? -1 : 1));
}

async function openFile(listed: ListedFile, source: CompactionStore): Promise<SourceFile> {
  const local = await source.local(listed);
  const old = { name: source.nameOf(listed.path), file: local.file };
  try {
    return { ...old, listed, local, outline: await readOutline(old) };
  } catch (error) {
    await local.release();
    throw error;
  }
}

/** Files that become one: of the same fields in the same order, and in the same format unless one is given. */
function partsOf(files: readonly SourceFile[], { format }: CompactOptions): readonly (readonly SourceFile[])[] {
  const parts = new Map<string, SourceFile[]>();
  for (const file of files) {
    const key = [format ?? formatOfFile(file.listed), ...file.outline.fields].join(" ");
    const part = parts.get(key) ?? [];
    part.push(file);
    parts.set(key, part);
  }
  return [...parts.values()];
}

function formatOfFile({ path }: ListedFile): FileFormatName {
  return formatOf(path.slice(path.indexOf(".", path.lastIndexOf("/")) + 1));
}

/** It is one file in the format that is wanted. */
function isDonePart(part: readonly SourceFile[], { format }: CompactOptions): boolean {
  return part.length === 1 && part.every(({ listed }) => format === undefined || formatOfFile(listed) === format);
}

/** Throws InputError if not all records of all files are in the new ones. */
async function mergePart(
  part: readonly SourceFile[],
  { facts }: FileGroup,
  options: CompactOptions,
): Promise<readonly NewFile[]> {
  const { layout, store } = options;
  const format = await formatFor(part, options);
  const fields = part[0]?.outline.fields ?? [];
  const newFile = (): string => join(store.workFolder(), `merged${++mergedFiles}`);
  const files = await mergeFiles(part, { fields, format }, { ...options, newFile });
  for (const { name, local } of part) {
    if (!(await local.isCurrent())) throw new InputError(`${name}: changed while it was read`, "compact again");
  }
  const { extension } = format;
  return files.map((file) => ({ ...file, path: pathOf(layout, { ...facts, extension, hash: file.hash }) ?? "" }));
}

let mergedFiles = 0;

async function formatFor(part: readonly SourceFile[], options: CompactOptions): ReturnType<typeof loadFormat> {
  const [first] = part;
  const name = options.format ?? (first === undefined ? "text" : formatOfFile(first.listed));
  const of = part.flatMap(({ outline }) => outline.compression ?? []);
  const compression = options.compression ?? of[0] ?? "gzip";
  const problem = name === "parquet" ? compressionProblem(compression) : undefined;
  if (problem === undefined) return await loadFormat(name, compression);
  throw new InputError(
    `${first?.name}: ${problem.problem}`,
    "use Node 22.15 or newer, or --format parquet --compression gzip",
  );
}

/** What stays where it is would be twice at the place of the merged files, if others of the same slot or day are there already. */
function assertAlone(present: readonly ListedFile[], merged: readonly NewFile[], store: CompactionStore): void {
  const other = present.find(({ path }) => !merged.some((file) => file.path === path));
  if (other === undefined) return;
  const problem = `${store.nameOf(other.path)}: is of the same slot or day, and has other records`;
  throw new InputError(problem, "remove it, and compact again");
}
