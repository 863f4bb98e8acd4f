// What is known of the files that were read, from one look to the next and, with a state, from one run to the next: what is
// there to read in a file, and from where on. Files are known by what they are: names go from one to the other (rotation.ts).
import { InputError } from "@flowlogs/cli";
import { basename, dirname, isAbsolute, join, resolve } from "node:path";
import { statPath, type PathStat } from "../discovery/disk.ts";
import { isFresh } from "./isComplete.ts";
import { isCopy } from "./copy.ts";
import { familyOf } from "./family.ts";
import { forgetGone } from "./forget.ts";
import { fingerprint, isMark, isUntouched, lineEndAt, type FileCheckpoint } from "./checkpoint.ts";
import { isDetached, Marks } from "./checkpoints.ts";
import { findRenamed, findRotated, fits } from "./rotation.ts";
import { resumed } from "./unfinished.ts";
import type { Entries } from "../state/stateFile.ts";
import type { ResumeProgress } from "../reader/resume.ts";
import type { ResumedFile } from "../reader/sourceReader.ts";

/** What there is to read in a file. */
export interface FilePlan extends ResumedFile {
  readonly now: PathStat;
  /** What the user should know. */
  readonly note?: string;
}

const advice = "name another state file, or remove it to read everything from the start";

export class Journal {
  readonly #marks = new Marks();
  /** What others keep in the same state. */
  readonly #others: Entries = new Map();
  /** The names that were looked at, and those that were read, in the look at hand. */
  readonly #seen = new Set<string>();
  readonly #read = new Set<string>();
  /** Logs whose names were sorted out, by when their folders had changed last. */
  readonly #sorted = new Map<string, string>();

  constructor(entries: Entries) {
    for (const [key, entry] of entries) {
      if (isMark(entry)) this.#marks.set(key, entry);
      // Remote sources have other names.
      else if (isAbsolute(key)) throw new InputError(`the state has an invalid entry for ${key}`, advice);
      else this.#others.set(key, entry);
    }
  }

  /** All that is to be known by the next run. */
  entries(): Entries {
    return new Map([...this.#others, ...this.#marks.all()]);
  }

  /** Everything is looked at anew. */
  beginLook(): void {
    this.#seen.clear();
    this.#read.clear();
    this.#sorted.clear();
  }

  /** Everything was looked at. */
  endLook(): void {
    forgetGone(this.#marks, this.#seen);
  }

  /** What to read of a file, and first what is left of those that had its name before. `isLast`: nobody waits for more. */
  async *plans(path: string, isLast: boolean): AsyncGenerator<FilePlan> {
    const name = resolve(path);
    const now = statPath(path);
    const own = this.#marks.get(name);
    if (now !== undefined) await this.#sortOut(name, now);
    const isReplaced = own !== undefined && this.#marks.get(name) !== own;
    const isFound = isReplaced && this.#follow(own, name);
    for (const key of await this.#rotationsOf(name)) yield* this.#more(join(dirname(path), basename(key)), isLast);
    if (now === undefined) return;
    this.#seen.add(name);
    if (!(await this.#isNew(name, now))) yield* this.#more(path, isLast);
    else {
      const note = `${path} changed; reading it again from the start`;
      yield { path, now, ...(isReplaced && !isFound && own.length > 0 && { note }) };
    }
  }

  /** What is wrong with a file that did not change since that was found. */
  faultOf(path: string): FileCheckpoint["fault"] {
    return this.#marks.get(resolve(path))?.fault;
  }

  /** A file was read so far. */
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
    const { behind } = this.#marks.get(name) ?? {};
    this.#read.add(name);
    this.#marks.set(name, {
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

  /** Where names went from one file to another, each mark gets the name that its file has now. */
  async #sortOut(name: string, now: PathStat): Promise<void> {
    if (fits(this.#marks, { name, now })) return;
    const own = this.#marks.get(name);
    if (own === undefined && this.#marks.ofFile(now.identity) === undefined) {
      if (this.#marks.family(name).length === 0) return;
      // As long as nothing happens in the folder, its names need not be sorted out for each new file.
      const family = familyOf(name);
      const { changed = "" } = statPath(dirname(name)) ?? {};
      if (this.#sorted.get(family) === changed) return;
      this.#sorted.set(family, changed);
    }
    await findRotated(this.#marks, name);
    if (own !== undefined && isDetached(this.#marks.keyOf(own) ?? "")) findRenamed(this.#marks, own);
  }

  /** Whether it is known where the file is that had the name: from now on whoever looks there looks at it too. */
  #follow(mark: FileCheckpoint, name: string): boolean {
    const key = this.#marks.keyOf(mark);
    if (key === undefined || isDetached(key)) return key === undefined;
    this.#marks.set(key, { ...mark, behind: name });
    return true;
  }

  /** The names that files have now that had this one. */
  async #rotationsOf(name: string): Promise<string[]> {
    const isThere = (key: string): boolean => {
      const now = statPath(key);
      return now !== undefined && fits(this.#marks, { name: key, now });
    };
    if (!this.#marks.behind(name).every(isThere)) await findRotated(this.#marks, name);
    return this.#marks.behind(name).filter(isThere);
  }

  /** Whether nothing is known of a file. */
  async #isNew(name: string, now: PathStat): Promise<boolean> {
    if (this.#marks.get(name) !== undefined || this.#isLink(now)) return false;
    const isKnown = await isCopy(this.#marks, { name, now });
    if (isKnown !== undefined) return !isKnown;
    // Its original was cut this moment: it may be what that was.
    await findRotated(this.#marks, name);
    return this.#marks.get(name) === undefined;
  }

  /** Whether it is another name of a file that has one. */
  #isLink({ identity }: PathStat): boolean {
    const mark = this.#marks.ofFile(identity);
    const key = mark && this.#marks.keyOf(mark);
    return key !== undefined && !isDetached(key) && statPath(key)?.identity === identity;
  }

  /** What is left to read of a file that is known. */
  *#more(path: string, isLast: boolean): Generator<FilePlan> {
    const name = resolve(path);
    const mark = this.#marks.get(name);
    const now = statPath(path);
    if (mark === undefined || now === undefined) return;
    if (isUntouched(mark, now)) yield* this.#untouched(mark, { path, now }, isLast);
    else yield* this.#continued(mark, { path, now });
  }

  *#untouched(mark: FileCheckpoint, plan: FilePlan, isLast: boolean): Generator<FilePlan> {
    if (mark.fault !== undefined) return;
    if (!mark.isDone) yield { ...plan, from: mark.position };
    if (!mark.isDone || mark.isWhole || mark.taken !== undefined || mark.length >= mark.size) return;
    // An unfinished line: nothing came since the last look, or the file was rotated and nobody writes to it.
    const isOver = isLast || (mark.behind !== undefined && !isFresh(plan.now));
    if (isOver && !this.#read.has(resolve(plan.path))) yield { ...plan, from: mark.position, isFinal: true };
  }

  *#continued(mark: FileCheckpoint, plan: FilePlan): Generator<FilePlan> {
    const { path, now } = plan;
    if (now.size <= mark.length && mark.isDone) {
      const { identity, size, changed } = now;
      this.#marks.set(resolve(path), { ...mark, identity, size, changed });
    } else if (mark.position === undefined) {
      yield { ...plan, note: `${path} has grown; reading it again from the start` };
    } else yield { ...plan, ...resumed(mark, path, mark.taken === undefined ? 0 : lineEndAt(path, mark.length)) };
  }
}
