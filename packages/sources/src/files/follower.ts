// Reads what is new: of files that were read before, in this run or in an earlier one that left a state, only what came
// since. Goes through the sources once, or with `follow` again and again, as something happens there or time passes.
import { resolve } from "node:path";
import { isWritten, type SourceContext } from "@flowlogs/cli";
import type { SourceReader } from "../reader/sourceReader.ts";
import { findFiles, skipNote, type UnreadableSource } from "../findFiles.ts";
import type { Store } from "../state/store.ts";
import { isGone, statPath, WRITTEN } from "../discovery/disk.ts";
import type { Selection } from "../discovery/selection.ts";
import { isFresh, isTemporary } from "./isComplete.ts";
import { Ground } from "./watchedFolders.ts";
import { Journal, type FilePlan } from "./journal.ts";
import { pin } from "./heldFile.ts";

/** Milliseconds between two looks at everything, and how many times what a look takes. */
const LOOK = 1000;
const SHARE = 20;
/** The same when something new turned up. */
const SOON = 50;
const SOON_SHARE = 4;
/** A reading lets signals in after so many milliseconds. */
const BREATH = 50;
/** A file that grows faster than it is read keeps the others waiting for so long. */
const TURN = 500;

export interface LiveOptions {
  readonly sources: readonly string[];
  readonly follow: boolean;
  /** When following ends, in epoch seconds. */
  readonly end?: number | undefined;
}

/** What keeps the state. */
export type FileStateStore = Pick<Store, "loaded" | "files" | "isDue" | "save">;

export class FileFollower {
  readonly #options: LiveOptions;
  readonly #reader: SourceReader;
  readonly #selection: Selection;
  readonly #context: SourceContext;
  readonly #store: FileStateStore | undefined;
  readonly #journal: Journal;
  readonly #ground: Ground;
  /** The paths of files by their full names, as they were found. */
  readonly #found = new Map<string, string>();
  readonly #said = new Set<string>();
  /** Files that could not be read, as they were then. */
  readonly #refused = new Map<string, string>();
  #isFirst = true;
  #isInterrupted = false;
  #rested = performance.now();
  /** When everything is looked at again, and when at the earliest. */
  #next = 0;
  #soon = 0;

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
    this.#ground = new Ground(options.sources, store?.files ?? []);
    context.onInterrupt(() => {
      this.#isInterrupted = true;
      this.#ground.wake();
    });
  }

  async run(): Promise<void> {
    try {
      await this.#lookAtAll();
      while (this.#options.follow && !this.#isOver) await this.#lookAtNews();
    } finally {
      this.#ground.close();
    }
    this.#save();
  }

  get #isOver(): boolean {
    const { end = Number.POSITIVE_INFINITY } = this.#options;
    return this.#isInterrupted || this.#reader.satisfied || (!this.#isFirst && Date.now() / 1000 >= end);
  }

  async #lookAtAll(): Promise<void> {
    const started = performance.now();
    // What is found again is not counted again.
    const selection = this.#isFirst ? this.#selection : this.#selection.renewed();
    this.#journal.beginLook();
    let isMoreWatched = this.#options.follow && this.#ground.watchRoots();
    for await (const path of findFiles(this.#options.sources, selection, (fault) => this.#sayFault(fault))) {
      if (this.#options.follow && this.#ground.watchAround(resolve(path))) isMoreWatched = true;
      await this.#lookAt(path, selection);
      if (this.#isOver) return;
    }
    this.#journal.endLook();
    this.#isFirst = false;
    const took = performance.now() - started;
    // Between the look and the watch something may have come.
    this.#soon = performance.now() + Math.max(SOON, SOON_SHARE * took);
    this.#next = isMoreWatched ? this.#soon : performance.now() + Math.max(LOOK, SHARE * took);
  }

  /** Waits until something happens or it is time, and looks there. */
  async #lookAtNews(): Promise<void> {
    const { end = Number.POSITIVE_INFINITY } = this.#options;
    await this.#ground.wait(Math.min(this.#next - performance.now(), end * 1000 - Date.now()));
    for (const name of this.#ground.news()) {
      if (this.#isOver) return;
      const path = this.#found.get(name);
      if (path === undefined && isWritten(statPath(name)?.identity ?? "")) continue;
      if (path === undefined) this.#next = Math.min(this.#next, this.#soon);
      else await this.#lookAt(path, this.#selection);
    }
    if (!this.#isOver && performance.now() >= this.#next) await this.#lookAtAll();
    if (this.#store?.isDue === true) this.#save();
  }

  async #lookAt(path: string, selection: Selection): Promise<void> {
    const { follow } = this.#options;
    const full = resolve(path);
    if (this.#ground.isOwn(full) || isTemporary(path)) {
      selection.leaveOut("no logs, or not complete");
      return;
    }
    this.#found.set(full, path);
    const now = statPath(path);
    if (now?.isFile !== true) {
      await this.#readOther(path, now !== undefined);
      return;
    }
    let isRead = false;
    for await (const plan of this.#journal.plans(path, !follow)) {
      if (!this.#isRefused(plan)) isRead = await this.#read(plan);
      if (this.#isOver) return;
    }
    if (isRead) this.#selection.countRead();
    else if (this.#isFirst) this.#passOver(path, selection);
  }

  /** Something else than a file, or nothing. */
  async #readOther(path: string, isThere: boolean): Promise<void> {
    const isNamed = this.#options.sources.includes(path);
    if (!isNamed && isGone(path)) this.#selection.leaveOut("gone since they were found");
    else if (!isThere && this.#options.follow) {
      if (isNamed && this.#isFirst) this.#context.note(`${path} does not exist yet; waiting`);
    } else if (this.#isFirst) {
      this.#selection.countRead();
      await this.#reader.read(path);
    }
  }

  /** Nothing new in a file; what was wrong with it still is. */
  #passOver(path: string, selection: Selection): void {
    selection.leaveOut("nothing new");
    const fault = this.#journal.faultOf(path);
    if (fault !== undefined) this.#context.failed(path, ...fault);
  }

  /** Whether something was read. */
  async #read(plan: FilePlan): Promise<boolean> {
    const held = pin(plan.path, plan.now);
    // Where its content is now, the next look or the next run finds out.
    if (held === undefined || (held.isRefused && isGone(plan.path))) {
      held?.release();
      this.#ground.again(resolve(plan.path));
      return false;
    }
    try {
      if (plan.note !== undefined) this.#context.note(plan.note);
      const mayGrow = this.#options.follow && !held.isRefused && isFresh(plan.now);
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
      const isTurnOver = !this.#isFirst && !isWhole && performance.now() - started > TURN;
      return this.#breathe(isTurnOver);
    });
    if (progress?.isStopped === true) this.#ground.again(resolve(plan.path));
    else if (progress === undefined && plan.mayGrow === true)
      this.#next = Math.min(this.#next, performance.now() + LOOK);
    else if (progress?.isDone !== true) this.#refused.set(plan.path, stampOf(plan));
    if (progress === undefined) return false;
    this.#journal.record(plan, progress);
    if (this.#store?.isDue === true) this.#save();
    return true;
  }

  /** Lets signals in now and then; false when there is no going on. */
  async #breathe(isTurnOver: boolean): Promise<boolean> {
    if (performance.now() - this.#rested > BREATH) {
      await new Promise(setImmediate);
      this.#rested = performance.now();
    }
    return !isTurnOver && !this.#isInterrupted;
  }

  /** Output comes before the state that says that it is out: a crash between them repeats it, and loses nothing. */
  #save(): void {
    if (this.#store === undefined) return;
    this.#context.syncOutput();
    this.#store.save(this.#journal.entries());
  }

  #sayFault(fault: UnreadableSource): void {
    const { source, what, advice: todo, isListed, isSkipped } = fault;
    if (!this.#isNew(`${source}: ${what}`)) return;
    if (isSkipped === true && what === WRITTEN) return; // it would be said at every run, though all is well
    if (isSkipped === true) this.#context.note(skipNote(fault));
    else if (this.#options.follow && isListed === true) this.#context.note(`${source}: ${what} yet; waiting`);
    else this.#context.failed(source, what, todo);
  }

  #isNew(text: string): boolean {
    const before = this.#said.size;
    return this.#said.add(text).size > before;
  }

  /** Whether it could not be read as it is: to try again would only repeat the message. */
  #isRefused(plan: FilePlan): boolean {
    return this.#refused.get(plan.path) === stampOf(plan);
  }
}

function stampOf({ now }: FilePlan): string {
  return `${now.identity} ${now.size} ${now.changed}`;
}
