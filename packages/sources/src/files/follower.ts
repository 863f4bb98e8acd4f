// Reads what is new in files: what was added since they were read, in this run or in an earlier one that left a state. Scans the
// sources once, or with `follow` again and again, when something happens there or time passes.
import { resolve } from "node:path";
import { isWritten, type SourceContext } from "@flowlogs/cli";
import type { SourceReader } from "../reader/sourceReader.ts";
import { findFiles, skipNote, type UnreadableSource } from "../findFiles.ts";
import type { Store } from "../state/store.ts";
import { isGone, statPath, WRITTEN } from "../discovery/disk.ts";
import type { Selection } from "../discovery/selection.ts";
import { changedRecently, isTemporary } from "./isComplete.ts";
import { WatchedFolders } from "./watchedFolders.ts";
import { Journal, type FilePlan } from "./journal.ts";
import { holdFile } from "./heldFile.ts";

/** Milliseconds between two full scans, at least, and how many times what a scan takes. */
const SCAN_INTERVAL = 1000;
const SCAN_SHARE = 20;
/** The same when a new file turned up. */
const RESCAN_INTERVAL = 50;
const RESCAN_SHARE = 4;
/** Milliseconds of reading after which signals are handled. */
const YIELD_INTERVAL = 50;
/** Milliseconds for which a file that grows faster than it is read keeps the others waiting. */
const MAX_TURN = 500;

export interface LiveOptions {
  readonly sources: readonly string[];
  readonly follow: boolean;
  /** When following ends, in epoch seconds. */
  readonly end?: number | undefined;
}

/** Where the state is saved. */
export type FileStateStore = Pick<Store, "loaded" | "files" | "isDue" | "save">;

export class FileFollower {
  readonly #options: LiveOptions;
  readonly #reader: SourceReader;
  readonly #selection: Selection;
  readonly #context: SourceContext;
  readonly #store: FileStateStore | undefined;
  readonly #journal: Journal;
  readonly #folders: WatchedFolders;
  /** The paths of files as they were found, by their full names. */
  readonly #found = new Map<string, string>();
  readonly #reported = new Set<string>();
  /** Files that could not be read, with their state at that time. */
  readonly #refused = new Map<string, string>();
  #isFirst = true;
  #isInterrupted = false;
  #yielded = performance.now();
  /** When the next full scan is due, and when at the earliest. */
  #next = 0;
  #earliest = 0;

  constructor(
    options: LiveOptions,
    reader: SourceReader,
    selection: Selection,
    context: SourceContext,
    store?: FileStateStore,
  ) {
    this.#options = options;
    this.#reader = reader;
    this.#selection = selection;
    this.#context = context;
    this.#store = store;
    this.#journal = new Journal(store?.loaded ?? new Map());
    this.#folders = new WatchedFolders(options.sources, store?.files ?? []);
    context.onInterrupt(() => {
      this.#isInterrupted = true;
      this.#folders.wake();
    });
  }

  async run(): Promise<void> {
    try {
      await this.#scanAll();
      while (this.#options.follow && !this.#isOver) await this.#scanChanges();
    } finally {
      this.#folders.close();
    }
    this.#save();
  }

  get #isOver(): boolean {
    const { end = Number.POSITIVE_INFINITY } = this.#options;
    return this.#isInterrupted || this.#reader.satisfied || (!this.#isFirst && Date.now() / 1000 >= end);
  }

  async #scanAll(): Promise<void> {
    const started = performance.now();
    // Files that are found again are not counted again.
    const selection = this.#isFirst ? this.#selection : this.#selection.renewed();
    this.#journal.beginScan();
    let isMoreWatched = this.#options.follow && this.#folders.watchRoots();
    for await (const path of findFiles(this.#options.sources, selection, (fault) => this.#reportFault(fault))) {
      if (this.#options.follow && this.#folders.watchAround(resolve(path))) isMoreWatched = true;
      await this.#scan(path, selection);
      if (this.#isOver) return;
    }
    this.#journal.endScan();
    this.#isFirst = false;
    const took = performance.now() - started;
    // Something may have happened between the scan and the watch.
    this.#earliest = performance.now() + Math.max(RESCAN_INTERVAL, RESCAN_SHARE * took);
    this.#next = isMoreWatched ? this.#earliest : performance.now() + Math.max(SCAN_INTERVAL, SCAN_SHARE * took);
  }

  /** Waits until something happens or time passes, and scans there. */
  async #scanChanges(): Promise<void> {
    const { end = Number.POSITIVE_INFINITY } = this.#options;
    await this.#folders.wait(Math.min(this.#next - performance.now(), end * 1000 - Date.now()));
    for (const name of this.#folders.changes()) {
      if (this.#isOver) return;
      const path = this.#found.get(name);
      if (path === undefined && isWritten(statPath(name)?.identity ?? "")) continue;
      if (path === undefined) this.#next = Math.min(this.#next, this.#earliest);
      else await this.#scan(path, this.#selection);
    }
    if (!this.#isOver && performance.now() >= this.#next) await this.#scanAll();
    if (this.#store?.isDue === true) this.#save();
  }

  async #scan(path: string, selection: Selection): Promise<void> {
    const { follow } = this.#options;
    const full = resolve(path);
    if (this.#folders.isExcluded(full) || isTemporary(path)) {
      selection.leaveOut("no logs, or not complete");
      return;
    }
    this.#found.set(full, path);
    const now = statPath(path);
    if (now?.isFile !== true) {
      await this.#scanOther(path, now !== undefined);
      return;
    }
    let isRead = false;
    for await (const plan of this.#journal.plans(path, !follow)) {
      if (!this.#isRefused(plan)) isRead = await this.#read(plan);
      if (this.#isOver) return;
    }
    if (isRead) this.#selection.countRead();
    else if (this.#isFirst) this.#skip(path, selection);
  }

  /** Something other than a file, or nothing. */
  async #scanOther(path: string, isThere: boolean): Promise<void> {
    const isNamed = this.#options.sources.includes(path);
    if (!isNamed && isGone(path)) this.#selection.leaveOut("gone since they were found");
    else if (!isThere && this.#options.follow) {
      if (isNamed && this.#isFirst) this.#context.note(`${path} does not exist yet; waiting`);
    } else if (this.#isFirst) {
      this.#selection.countRead();
      await this.#reader.read(path);
    }
  }

  /** Nothing is new in a file; what was wrong with it still is. */
  #skip(path: string, selection: Selection): void {
    selection.leaveOut("nothing new");
    const fault = this.#journal.faultOf(path);
    if (fault !== undefined) this.#context.failed(path, ...fault);
  }

  /** Returns whether something was read. */
  async #read(plan: FilePlan): Promise<boolean> {
    const held = holdFile(plan.path, plan.now);
    // The next scan or the next run will find where its content is now.
    if (held === undefined || (held.isRefused && isGone(plan.path))) {
      held?.release();
      this.#folders.revisit(resolve(plan.path));
      return false;
    }
    try {
      if (plan.note !== undefined) this.#context.note(plan.note);
      const mayGrow = this.#options.follow && !held.isRefused && changedRecently(plan.now);
      return await this.#readHeld({ ...plan, stablePath: held.stablePath, mayGrow });
    } finally {
      held.release();
    }
  }

  async #readHeld(plan: FilePlan): Promise<boolean> {
    const started = performance.now();
    const progress = await this.#reader.resume(plan, (position, isWhole) => {
      if (this.#store?.isDue === true) {
        this.#reader.flush();
        this.#journal.record(plan, { position: position(), isWhole, isDone: false });
        this.#save();
      }
      const isTurnOver = !this.#isFirst && !isWhole && performance.now() - started > MAX_TURN;
      return this.#yieldIfDue(isTurnOver);
    });
    if (progress?.isStopped === true) this.#folders.revisit(resolve(plan.path));
    else if (progress === undefined && plan.mayGrow === true)
      this.#next = Math.min(this.#next, performance.now() + SCAN_INTERVAL);
    else if (progress?.isDone !== true) this.#refused.set(plan.path, stampOf(plan));
    if (progress === undefined) return false;
    this.#journal.record(plan, progress);
    if (this.#store?.isDue === true) this.#save();
    return true;
  }

  /** Handles signals now and then; returns false when the reading has to end. */
  async #yieldIfDue(isTurnOver: boolean): Promise<boolean> {
    if (performance.now() - this.#yielded > YIELD_INTERVAL) {
      await new Promise(setImmediate);
      this.#yielded = performance.now();
    }
    return !isTurnOver && !this.#isInterrupted;
  }

  /** The output is written before the state that covers it: after a crash between them, records repeat and none are lost. */
  #save(): void {
    if (this.#store === undefined) return;
    this.#context.syncOutput();
    this.#store.save(this.#journal.entries());
  }

  #reportFault(fault: UnreadableSource): void {
    const { source, what, advice, isListed, isSkipped } = fault;
    if (!this.#isUnreported(`${source}: ${what}`)) return;
    if (isSkipped === true && what === WRITTEN) return; // it would be reported at every run, though nothing is wrong
    if (isSkipped === true) this.#context.note(skipNote(fault));
    else if (this.#options.follow && isListed === true) this.#context.note(`${source}: ${what} yet; waiting`);
    else this.#context.failed(source, what, advice);
  }

  #isUnreported(text: string): boolean {
    const before = this.#reported.size;
    return this.#reported.add(text).size > before;
  }

  /** Whether the file could not be read and has not changed: another try would only repeat the message. */
  #isRefused(plan: FilePlan): boolean {
    return this.#refused.get(plan.path) === stampOf(plan);
  }
}

function stampOf({ now }: FilePlan): string {
  return `${now.identity} ${now.size} ${now.changed}`;
}
