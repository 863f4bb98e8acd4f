// What is known of the files that were read, from one look to the next and, with a state, from one run to the next: what is
// there to read in a file, and from where on. Files are known by where they lie; one that was renamed is found again.
import { readdirSync } from "node:fs";
import { codeOf } from "@flowlogs/cli";
import { basename, dirname, join, resolve } from "node:path";
import { look, type Sight } from "../walk/disk.ts";
import { fingerprint, isContinued, isMark, isUntouched, type Mark } from "./mark.ts";
import type { Entries } from "../state/state.ts";
import type { Beginning, Named, Progress } from "./pourOn.ts";

/** What there is to read in a file. */
export interface Plan extends Beginning, Named {
  readonly now: Sight;
  /** What the user should know. */
  readonly note?: string;
}

export class Journal {
  readonly #marks = new Map<string, Mark>();
  /** What others keep in the same state. */
  readonly #others: Entries = new Map();
  /** The names of files, by what they are. */
  readonly #names = new Map<string, string>();
  /** Marks of files whose name another one has now, until they turn up under a new one. */
  readonly #displaced = new Map<string, Mark>();

  constructor(entries: Entries) {
    for (const [name, entry] of entries) {
      if (isMark(entry)) this.#set(name, entry);
      else this.#others.set(name, entry);
    }
  }

  /** All that is to be known by the next run. */
  entries(): Entries {
    return new Map([...this.#others, ...this.#marks]);
  }

  get size(): number {
    return this.#marks.size;
  }

  /** What to read of a file, and first what is left of one that had its name before. `isLast`: nobody waits for more. */
  *plans(path: string, isLast: boolean): Generator<Plan> {
    const now = look(path);
    if (now === undefined) return;
    const name = resolve(path);
    const mark = this.#marks.get(name) ?? this.#moved(name, path, now);
    if (mark === undefined) yield { path, now };
    else if (isUntouched(mark, now)) yield* this.#untouched(mark, { path, now }, isLast);
    else if (isContinued(mark, path, now)) yield* this.#continued(mark, { path, now });
    else yield* this.#replaced(mark, { path, now });
  }

  /** What is wrong with a file that did not change since that was found. */
  faultOf(path: string): Mark["fault"] {
    return this.#marks.get(resolve(path))?.fault;
  }

  /** A file was read so far. */
  record({ path, through = path, now }: Plan, { position, isWhole, isDone, fault }: Progress): void {
    const length = isWhole || position === undefined ? now.size : position.offset;
    const { identity, size, changed } = now;
    const print = fingerprint(through, length);
    const lasting = fault?.isLasting === true ? ([fault.what, fault.advice] as const) : undefined;
    const more = { ...(position && { position }), ...(lasting && { fault: lasting }) };
    this.#set(resolve(path), { identity, size, changed, length, print, isWhole, isDone, ...more });
  }

  /**
   * Forgets files that are gone for good: what is not in its folder any more, while something else is, there or above. A
   * disk that is not mounted is an empty folder, and nothing is forgotten for that.
   */
  forgetGone(): void {
    const listed = new Map<string, ReadonlySet<string> | undefined>();
    for (const [name, mark] of this.#marks) {
      const folder = dirname(name);
      if (!listed.has(folder)) listed.set(folder, namesIn(folder));
      if (listed.get(folder)?.has(basename(name)) !== false) continue;
      this.#marks.delete(name);
      this.#names.delete(mark.identity);
    }
    this.#displaced.clear();
  }

  /** The mark of a file that had another name. */
  #moved(name: string, path: string, now: Sight): Mark | undefined {
    const before = this.#names.get(now.identity);
    const mark = this.#displaced.get(now.identity) ?? (before === undefined ? undefined : this.#marks.get(before));
    if (mark === undefined || mark.identity !== now.identity) return undefined;
    // Two names of one file are two files to read, as they are without a state.
    const isThere = before !== undefined && look(before)?.identity === now.identity;
    if (isThere || !isContinued(mark, path, now)) return undefined;
    if (before !== undefined && this.#marks.get(before) === mark) this.#marks.delete(before);
    this.#displaced.delete(now.identity);
    this.#set(name, mark);
    return mark;
  }

  *#untouched(mark: Mark, plan: Plan, isLast: boolean): Generator<Plan> {
    if (mark.fault !== undefined) return;
    if (!mark.isDone) yield { ...plan, from: mark.position };
    else if (isLast && mark.length < mark.size) yield { ...plan, from: mark.position, isFinal: true };
  }

  *#continued(mark: Mark, plan: Plan): Generator<Plan> {
    if (plan.now.size > mark.length || !mark.isDone) {
      const note = mark.position === undefined ? `${plan.path} has grown, and is read from its start` : undefined;
      yield { ...plan, from: mark.position, ...(note !== undefined && { note }) };
    } else {
      const { identity, size, changed } = plan.now;
      this.#set(resolve(plan.path), { ...mark, identity, size, changed });
    }
  }

  *#replaced(mark: Mark, plan: Plan): Generator<Plan> {
    const { path, now } = plan;
    let note = `${path} is not what it was, and is read from its start`;
    const beside = mark.identity === now.identity ? undefined : findBeside(path, mark.identity);
    const old = beside === undefined ? undefined : look(beside);
    if (beside !== undefined && old !== undefined && isContinued(mark, beside, old)) {
      // Now the name is free for the new file, whenever that is read.
      this.#marks.delete(resolve(path));
      this.#set(resolve(beside), mark);
      if (!mark.isWhole && old.size > mark.length) yield { path: beside, now: old, from: mark.position, isFinal: true };
      note = "";
    }
    yield { ...plan, ...(note !== "" && { note }) };
  }

  #set(name: string, mark: Mark): void {
    const before = this.#marks.get(name);
    if (before !== undefined && before.identity !== mark.identity) this.#displaced.set(before.identity, before);
    this.#marks.set(name, mark);
    this.#names.set(mark.identity, name);
  }
}

/** The file that is, or was a moment ago, under another name in the same folder. */
function findBeside(path: string, identity: string): string | undefined {
  const folder = dirname(path);
  const names = namesIn(folder) ?? [];
  return [...names].map((name) => join(folder, name)).find((beside) => look(beside)?.identity === identity);
}

/** The names in a folder, none if it is gone while the one above is not; undefined when that tells nothing. */
function namesIn(folder: string): ReadonlySet<string> | undefined {
  try {
    const names = readdirSync(folder);
    return names.length > 0 ? new Set(names) : undefined;
  } catch (error) {
    const above = dirname(folder);
    const isGone = codeOf(error) === "ENOENT" && above !== folder && namesIn(above) !== undefined;
    return isGone ? new Set() : undefined;
  }
}
