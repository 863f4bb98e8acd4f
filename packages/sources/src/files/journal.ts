// Remembers the files that were read, from one scan to the next and, with a state, from one run to the next: what is left to
// read of a file, and from where. Files are recognised by identity and content, as names change owners (rotation.ts).
import { InputError } from "@flowlogs/cli";
import { basename, dirname, isAbsolute, join, resolve } from "node:path";
import { statPath, type PathStat } from "../discovery/disk.ts";
import { changedRecently } from "./isComplete.ts";
import { isCopy } from "./copy.ts";
import { familyOf } from "./family.ts";
import { forgetGone } from "./forget.ts";
import { fingerprint, isCheckpoint, isUntouched, lineEndAt, type FileCheckpoint } from "./checkpoint.ts";
import { isDetached, FileCheckpoints } from "./checkpoints.ts";
import { findRenamed, findRotated, fits } from "./rotation.ts";
import { resumePosition } from "./unfinished.ts";
import type { Entries } from "../state/stateFile.ts";
import type { ResumeProgress } from "../reader/resume.ts";
import type { ResumedFile } from "../reader/sourceReader.ts";

/** What there is to read in a file. */
export interface FilePlan extends ResumedFile {
  readonly now: PathStat;
  /** What the user should know about it. */
  readonly note?: string;
}

const advice = "name another state file, or remove it to read everything from the start";

export class Journal {
  readonly #checkpoints = new FileCheckpoints();
  /** Entries of remote sources in the same state. */
  readonly #others: Entries = new Map();
  /** The names that the current scan found, and those that were read in it. */
  readonly #seen = new Set<string>();
  readonly #readNow = new Set<string>();
  /** Logs whose rotations were matched, with the times of change of their folders. */
  readonly #matched = new Map<string, string>();

  constructor(entries: Entries) {
    for (const [key, entry] of entries) {
      if (isCheckpoint(entry)) this.#checkpoints.set(key, entry);
      // Remote sources have other names.
      else if (isAbsolute(key)) throw new InputError(`the state has an invalid entry for ${key}`, advice);
      else this.#others.set(key, entry);
    }
  }

  /** All that the next run has to know. */
  entries(): Entries {
    return new Map([...this.#others, ...this.#checkpoints.all()]);
  }

  /** A full scan begins. */
  beginScan(): void {
    this.#seen.clear();
    this.#readNow.clear();
    this.#matched.clear();
  }

  /** The full scan is over. */
  endScan(): void {
    forgetGone(this.#checkpoints, this.#seen);
  }

  /** What to read of a file, and before it of those that had its name. `isLast`: nothing waits for more lines. */
  async *plans(path: string, isLast: boolean): AsyncGenerator<FilePlan> {
    const name = resolve(path);
    const now = statPath(path);
    const previous = this.#checkpoints.get(name);
    if (now !== undefined) await this.#matchRotations(name, now);
    const isReplaced = previous !== undefined && this.#checkpoints.get(name) !== previous;
    const isFound = isReplaced && this.#follow(previous, name);
    for (const key of await this.#rotationsOf(name)) yield* this.#remaining(join(dirname(path), basename(key)), isLast);
    if (now === undefined) return;
    this.#seen.add(name);
    if (!(await this.#isNew(name, now))) yield* this.#remaining(path, isLast);
    else {
      const note = `${path} changed; reading it again from the start`;
      yield { path, now, ...(isReplaced && !isFound && previous.length > 0 && { note }) };
    }
  }

  /** What is wrong with a file that has not changed since. */
  faultOf(path: string): FileCheckpoint["fault"] {
    return this.#checkpoints.get(resolve(path))?.fault;
  }

  /** Records how far a file was read. */
  record(
    { path, stablePath = path, now }: FilePlan,
    { position, isWhole, isDone, failure, unfinished }: ResumeProgress,
  ): void {
    const name = resolve(path);
    const length = isWhole || position === undefined ? now.size : position.offset;
    const place = unfinished?.from ?? position;
    const taken = unfinished && { taken: unfinished.isRecord ? ("record" as const) : ("nothing" as const) };
    const { identity, size, changed } = now;
    const print = fingerprint(stablePath, length);
    const { behind } = this.#checkpoints.get(name) ?? {};
    this.#readNow.add(name);
    this.#checkpoints.set(name, {
      identity,
      size,
      changed,
      length,
      print,
      isWhole,
      isDone,
      ...(place && { position: place }),
      ...taken,
      ...(failure?.isLasting === true && { fault: [failure.what, failure.advice] as const }),
      ...(behind !== undefined && { behind }),
    });
  }

  /** Where names went from one file to another, gives each checkpoint the name that its file has now. */
  async #matchRotations(name: string, now: PathStat): Promise<void> {
    if (fits(this.#checkpoints, { name, now })) return;
    const previous = this.#checkpoints.get(name);
    if (previous === undefined && this.#checkpoints.byIdentity(now.identity) === undefined) {
      if (this.#checkpoints.family(name).length === 0) return;
      // As long as nothing happens in the folder, its names are not matched again for each new file.
      const family = familyOf(name);
      const { changed = "" } = statPath(dirname(name)) ?? {};
      if (this.#matched.get(family) === changed) return;
      this.#matched.set(family, changed);
    }
    await findRotated(this.#checkpoints, name);
    if (previous !== undefined && isDetached(this.#checkpoints.keyOf(previous) ?? ""))
      findRenamed(this.#checkpoints, previous);
  }

  /** Whether the file that had the name is found: from now on, scanning that name scans it too. */
  #follow(checkpoint: FileCheckpoint, name: string): boolean {
    const key = this.#checkpoints.keyOf(checkpoint);
    if (key === undefined || isDetached(key)) return key === undefined;
    this.#checkpoints.set(key, { ...checkpoint, behind: name });
    return true;
  }

  /** The present names of files that had this name. */
  async #rotationsOf(name: string): Promise<string[]> {
    const isThere = (key: string): boolean => {
      const now = statPath(key);
      return now !== undefined && fits(this.#checkpoints, { name: key, now });
    };
    if (!this.#checkpoints.formerlyNamed(name).every(isThere)) await findRotated(this.#checkpoints, name);
    return this.#checkpoints.formerlyNamed(name).filter(isThere);
  }

  /** Whether a file is unknown. */
  async #isNew(name: string, now: PathStat): Promise<boolean> {
    if (this.#checkpoints.get(name) !== undefined || this.#isLink(now)) return false;
    const isKnown = await isCopy(this.#checkpoints, { name, now });
    if (isKnown !== undefined) return !isKnown;
    // Its original was truncated just now: this file may be what the original was.
    await findRotated(this.#checkpoints, name);
    return this.#checkpoints.get(name) === undefined;
  }

  /** Whether it is another name of a file that still has its own. */
  #isLink({ identity }: PathStat): boolean {
    const checkpoint = this.#checkpoints.byIdentity(identity);
    const key = checkpoint && this.#checkpoints.keyOf(checkpoint);
    return key !== undefined && !isDetached(key) && statPath(key)?.identity === identity;
  }

  /** What is left to read of a known file. */
  *#remaining(path: string, isLast: boolean): Generator<FilePlan> {
    const name = resolve(path);
    const checkpoint = this.#checkpoints.get(name);
    const now = statPath(path);
    if (checkpoint === undefined || now === undefined) return;
    if (isUntouched(checkpoint, now)) yield* this.#untouched(checkpoint, { path, now }, isLast);
    else yield* this.#continued(checkpoint, { path, now });
  }

  *#untouched(checkpoint: FileCheckpoint, plan: FilePlan, isLast: boolean): Generator<FilePlan> {
    if (checkpoint.fault !== undefined) return;
    if (!checkpoint.isDone) yield { ...plan, from: checkpoint.position };
    if (
      !checkpoint.isDone ||
      checkpoint.isWhole ||
      checkpoint.taken !== undefined ||
      checkpoint.length >= checkpoint.size
    )
      return;
    // An unfinished line: nothing came since the last scan, or the file was rotated and nobody writes to it.
    const isComplete = isLast || (checkpoint.behind !== undefined && !changedRecently(plan.now));
    if (isComplete && !this.#readNow.has(resolve(plan.path)))
      yield { ...plan, from: checkpoint.position, isFinal: true };
  }

  *#continued(checkpoint: FileCheckpoint, plan: FilePlan): Generator<FilePlan> {
    const { path, now } = plan;
    if (now.size <= checkpoint.length && checkpoint.isDone) {
      const { identity, size, changed } = now;
      this.#checkpoints.set(resolve(path), { ...checkpoint, identity, size, changed });
    } else if (checkpoint.position === undefined) {
      yield { ...plan, note: `${path} has grown; reading it again from the start` };
    } else
      yield {
        ...plan,
        ...resumePosition(checkpoint, path, checkpoint.taken === undefined ? 0 : lineEndAt(path, checkpoint.length)),
      };
  }
}
