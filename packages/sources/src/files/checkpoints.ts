// The checkpoints of all files, by their names. When its name goes to another file, or to none, a checkpoint is kept under a
// key of its own until its file turns up under another name.
import { familyOf } from "./family.ts";
import { isEmpty, type FileCheckpoint } from "./checkpoint.ts";

/** Separates the name from what distinguishes checkpoints that had the same name; no name contains it. */
const SEPARATOR = "\0";

export class FileCheckpoints {
  readonly #byKey = new Map<string, FileCheckpoint>();
  readonly #keys = new Map<FileCheckpoint, string>();
  /** The checkpoints by the identities of their files. */
  readonly #byIdentity = new Map<string, FileCheckpoint>();
  /** The keys by the log of which their files are rotations. */
  readonly #families = new KeyGroups();
  /** The keys by the names that their files had. */
  readonly #byFormerName = new KeyGroups();

  /** The checkpoint of the file with that name, or under that key. */
  get(key: string): FileCheckpoint | undefined {
    return this.#byKey.get(key);
  }

  /** All of them by their keys, as they are saved in a state. */
  all(): ReadonlyMap<string, FileCheckpoint> {
    return this.#byKey;
  }

  keyOf(checkpoint: FileCheckpoint): string | undefined {
    return this.#keys.get(checkpoint);
  }

  /** The checkpoint of a file, whatever its name. */
  byIdentity(identity: string): FileCheckpoint | undefined {
    return this.#byIdentity.get(identity);
  }

  /** The keys of a log and all its rotations. */
  family(name: string): readonly string[] {
    return this.#families.get(familyOf(name));
  }

  /** The keys of the files that had that name. */
  formerlyNamed(name: string): readonly string[] {
    return this.#byFormerName.get(name);
  }

  set(key: string, checkpoint: FileCheckpoint): void {
    this.delete(key);
    this.#byKey.set(key, checkpoint);
    this.#keys.set(checkpoint, key);
    this.#byIdentity.set(checkpoint.identity, checkpoint);
    this.#families.add(familyOf(nameOf(key)), key);
    if (checkpoint.behind !== undefined) this.#byFormerName.add(checkpoint.behind, key);
  }

  /** The file of the checkpoint has that name now. */
  move(checkpoint: FileCheckpoint, name: string): void {
    const key = this.#keys.get(checkpoint);
    if (key === undefined || key === name) return;
    this.delete(key);
    this.detach(name);
    this.set(name, checkpoint);
  }

  /** Frees the name for another file. */
  detach(name: string): void {
    const checkpoint = this.#byKey.get(name);
    if (checkpoint === undefined) return;
    this.delete(name);
    if (!isEmpty(checkpoint)) this.set(`${name}${SEPARATOR}${checkpoint.print}`, checkpoint);
  }

  delete(key: string): void {
    const checkpoint = this.#byKey.get(key);
    if (checkpoint === undefined) return;
    this.#byKey.delete(key);
    this.#keys.delete(checkpoint);
    if (this.#byIdentity.get(checkpoint.identity) === checkpoint) this.#byIdentity.delete(checkpoint.identity);
    this.#families.delete(familyOf(nameOf(key)), key);
    if (checkpoint.behind !== undefined) this.#byFormerName.delete(checkpoint.behind, key);
  }
}

/** Groups of keys by a name that they share. */
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
  return key.split(SEPARATOR, 1)[0] ?? key;
}

/** Whether its file no longer has its name. */
export function isDetached(key: string): boolean {
  return key.includes(SEPARATOR);
}
