// The marks of all files, by their names. A mark whose name another file has now, or none, is kept beside them until its file
// turns up under another name.
import { familyOf } from "./family.ts";
import { isEmpty, type FileCheckpoint } from "./checkpoint.ts";

/** What no name has in it: behind it stands what tells the marks apart that had the same name. */
const APART = "\0";

export class Marks {
  readonly #marks = new Map<string, FileCheckpoint>();
  readonly #keys = new Map<FileCheckpoint, string>();
  /** The marks by the identities of their files. */
  readonly #files = new Map<string, FileCheckpoint>();
  /** The keys by the logs of which their files are rotations. */
  readonly #families = new KeyGroups();
  /** And by the names that their files had. */
  readonly #behind = new KeyGroups();

  /** The mark of the file of that name, or under that key. */
  get(key: string): FileCheckpoint | undefined {
    return this.#marks.get(key);
  }

  /** All of them by their keys, which a state may hold. */
  all(): ReadonlyMap<string, FileCheckpoint> {
    return this.#marks;
  }

  keyOf(mark: FileCheckpoint): string | undefined {
    return this.#keys.get(mark);
  }

  /** The mark of a file, whatever its name is. */
  ofFile(identity: string): FileCheckpoint | undefined {
    return this.#files.get(identity);
  }

  /** The keys of all marks of a log and its rotations. */
  family(name: string): readonly string[] {
    return this.#families.get(familyOf(name));
  }

  /** The keys of the marks of files that had that name. */
  behind(name: string): readonly string[] {
    return this.#behind.get(name);
  }

  set(key: string, mark: FileCheckpoint): void {
    this.delete(key);
    this.#marks.set(key, mark);
    this.#keys.set(mark, key);
    this.#files.set(mark.identity, mark);
    this.#families.add(familyOf(nameOf(key)), key);
    if (mark.behind !== undefined) this.#behind.add(mark.behind, key);
  }

  /** The file has that name now. */
  move(mark: FileCheckpoint, name: string): void {
    const key = this.#keys.get(mark);
    if (key === undefined || key === name) return;
    this.delete(key);
    this.detach(name);
    this.set(name, mark);
  }

  /** The name is free for another file. */
  detach(name: string): void {
    const mark = this.#marks.get(name);
    if (mark === undefined) return;
    this.delete(name);
    if (!isEmpty(mark)) this.set(`${name}${APART}${mark.print}`, mark);
  }

  delete(key: string): void {
    const mark = this.#marks.get(key);
    if (mark === undefined) return;
    this.#marks.delete(key);
    this.#keys.delete(mark);
    if (this.#files.get(mark.identity) === mark) this.#files.delete(mark.identity);
    this.#families.delete(familyOf(nameOf(key)), key);
    if (mark.behind !== undefined) this.#behind.delete(mark.behind, key);
  }
}

/** Keys by what they have in common. */
class KeyGroups {
  readonly #groups = new Map<string, Set<string>>();

  get(name: string): readonly string[] {
    return [...(this.#groups.get(name) ?? [])];
  }

  add(name: string, key: string): void {
    const keys = this.#groups.get(name) ?? new Set();
    this.#groups.set(name, keys.add(key));
  }

  delete(name: string, key: string): void {
    const keys = this.#groups.get(name);
    keys?.delete(key);
    if (keys?.size === 0) this.#groups.delete(name);
  }
}

/** The name that the file has, or had. */
export function nameOf(key: string): string {
  return key.split(APART, 1)[0] ?? key;
}

/** Whether its file is not where it was. */
export function isDetached(key: string): boolean {
  return key.includes(APART);
}
