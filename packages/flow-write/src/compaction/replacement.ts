// Puts merged files in place of those that they are of: at no time has a reader less than all records, and what a killed run leaves
// the journal tells.
import { Semaphore } from "@flowlogs/base/semaphore";
import { InputError } from "@flowlogs/cli";
import type { StageContext } from "@flowlogs/core/stages";
import type { FinishedFile } from "../writers/recordWriter.ts";
import type { CompactionJournal } from "./journal.ts";
import type { ListedFile, CompactionStore } from "./store.ts";

/** A merged file and the path that it gets. */
export interface NewFile extends FinishedFile {
  readonly path: string;
}

export interface ReplacementPlan {
  /** Where the new files go. */
  readonly store: CompactionStore;
  /** Where the old ones are. */
  readonly source: CompactionStore;
  readonly files: readonly NewFile[];
  /** The old files that go then. */
  readonly old: readonly ListedFile[];
  readonly stage: Pick<StageContext, "note">;
}

/** Files that are removed at once. */
const CONCURRENCY = 4;

/** The paths of new files. Throws InputError if something is in their way, or if an old file is not the same any more. */
export async function replaceFiles(plan: ReplacementPlan, journal: CompactionJournal): Promise<readonly string[]> {
  const { store, files } = plan;
  const isThere = new Set<string>();
  for (const file of files) {
    if ((await store.versionOf(file.path)) === undefined) continue;
    if (!(await store.isSame(file.path, file.file))) throw isTaken(store, file.path);
    isThere.add(file.path);
  }
  const written = files.filter(({ path }) => !isThere.has(path));
  const replaced = plan.old.filter(({ path }) => !isPlaced(path, plan));
  await journal.note({
    written: written.map(({ path }) => path),
    replaced: Object.fromEntries(replaced.map(({ path, version }) => [path, version])),
  });
  try {
    await place(written, store, journal);
    await removeOld(replaced, plan.source);
  } catch (error) {
    if (error instanceof InputError) journal.done();
    else await settle(journal, plan);
    throw error;
  }
  journal.done();
  return written.map(({ path }) => path);
}

/** An old file that is a new one at the same time: its records are nowhere else. */
function isPlaced(path: string, { store, source, files }: ReplacementPlan): boolean {
  return files.some((file) => file.path === path && source.identityOf(path) === store.identityOf(path));
}

async function place(files: readonly NewFile[], store: CompactionStore, journal: CompactionJournal): Promise<void> {
  for (const [count, file] of files.entries()) {
    const { path: target, first, last, records } = file;
    if ((await store.put(target, file.file, { first, last, records })) !== "taken") continue;
    // Whether all new files are in place does not tell any more whether the old ones may go: they stay.
    await journal.note({ written: [], replaced: {} });
    for (const { path } of files.slice(0, count)) {
      const version = await store.versionOf(path);
      if (version !== undefined) await store.remove(path, version);
    }
    throw isTaken(store, target);
  }
}

function isTaken(store: CompactionStore, path: string): InputError {
  return new InputError(`${store.nameOf(path)}: another file has this name`, "remove or rename it");
}

/** Throws InputError, when all others are removed, if some were written since they were read. */
async function removeOld(files: readonly ListedFile[], source: CompactionStore): Promise<void> {
  const changed: string[] = [];
  const removals = new Semaphore(CONCURRENCY);
  const failures: unknown[] = [];
  const remove = async ({ path, version }: ListedFile): Promise<void> => {
    try {
      if (failures.length === 0 && !(await source.remove(path, version))) changed.push(source.nameOf(path));
    } catch (error) {
      failures.push(error);
    }
  };
  await Promise.all(files.map((file) => removals.use(() => remove(file))));
  if (failures.length > 0) throw failures[0];
  if (changed.length === 0) return;
  const problem = `${changed.join(", ")}: changed after it was read, and stays; records may be twice`;
  throw new InputError(problem, "look at it, and remove it");
}

/** Ends what went wrong half-way; where that fails too, the next run does. */
async function settle(journal: CompactionJournal, { store, stage }: ReplacementPlan): Promise<void> {
  try {
    await journal.settle();
  } catch {
    stage.note(`${store.name}: records may be twice until --compact runs again, which ends this`);
  }
}
