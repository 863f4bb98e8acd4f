// Remembers which objects were read, by their keys and ETags, from one scan to the next and, with a state, from one run to the
// next. The state has an entry for each folder.
import { isPosition } from "../files/checkpoint.ts";
import type { ResumeProgress } from "../reader/resume.ts";
import type { LinePosition } from "../reader/lineTracker.ts";
import type { CheckpointStore } from "../provider/provider.ts";
import type { ListedObject } from "@flowlogs/aws/s3/listingPage";

/** How far the object with this ETag was read. */
interface ObjectCheckpoint {
  readonly etag: string;
  /** Where to resume. */
  readonly position?: LinePosition | undefined;
  /** What is wrong with it, and what to do about that. */
  readonly fault?: readonly [what: string, advice: string] | undefined;
  /** It is being read, or could not be read: the next run tries it again. */
  readonly isOpen?: boolean;
  /** The last scan that found it. */
  seen: number;
}

export class ObjectCheckpoints {
  /** By folder, with its slash, and name. */
  readonly #folders = new Map<string, Map<string, ObjectCheckpoint>>();
  readonly #changed = new Set<string>();
  readonly #bucket: string;
  #scan = 0;

  /** `bucket`: the prefix of the keys of all entries; `loaded`: the entries of the last run. */
  constructor(bucket: string, loaded: CheckpointStore["loaded"]) {
    this.#bucket = bucket;
    for (const [name, entry] of loaded) {
      if (name.startsWith(bucket)) this.#folders.set(name.slice(bucket.length), parseFolder(entry));
    }
  }

  /** A scan lists all objects again. */
  beginScan(): void {
    this.#scan++;
  }

  /** Compares a listed object with its checkpoint: whether it has to be read, and whether it was replaced. */
  compare({ key, etag }: ListedObject): {
    isNew: boolean;
    isReplaced: boolean;
    checkpoint: ObjectCheckpoint | undefined;
  } {
    const [folder, name] = split(key);
    const checkpoint = this.#folders.get(folder)?.get(name);
    if (checkpoint === undefined) return { isNew: true, isReplaced: false, checkpoint };
    checkpoint.seen = this.#scan;
    if (checkpoint.etag !== etag) return { isNew: true, isReplaced: true, checkpoint: undefined };
    return { isNew: checkpoint.position !== undefined && checkpoint.isOpen !== true, isReplaced: false, checkpoint };
  }

  /** The object is being read: this run does not begin it again. */
  begin({ key, etag }: ListedObject, position: LinePosition | undefined): void {
    this.#set(key, { etag, position, isOpen: true, seen: this.#scan });
  }

  /** Records how far it was read. */
  record({ key, etag }: ListedObject, { position, isDone, failure }: ResumeProgress): void {
    const seen = this.#scan;
    if (failure?.isLasting === true) this.#set(key, { etag, fault: [failure.what, failure.advice], seen });
    else if (isDone) this.#set(key, { etag, seen });
    else this.#set(key, { etag, position, isOpen: true, seen });
  }

  /** Forgets objects that the last scan should have found, and did not. */
  forgetGone(isWanted: (key: string) => boolean): void {
    for (const [folder, checkpoints] of this.#folders) {
      for (const [name, { seen }] of checkpoints) {
        if (seen === this.#scan || !isWanted(folder + name)) continue;
        checkpoints.delete(name);
        this.#changed.add(folder);
      }
    }
  }

  /** The entries that changed since the last call; those that are undefined are to be forgotten. */
  *changes(): Generator<[name: string, entry: unknown]> {
    for (const folder of this.#changed) {
      const checkpoints = this.#folders.get(folder) ?? new Map<string, ObjectCheckpoint>();
      if (checkpoints.size === 0) this.#folders.delete(folder);
      const saved = [...checkpoints].flatMap(([name, checkpoint]) => serialize(name, checkpoint));
      yield [this.#bucket + folder, saved.length === 0 ? undefined : Object.fromEntries(saved)];
    }
    this.#changed.clear();
  }

  #set(key: string, checkpoint: ObjectCheckpoint): void {
    const [folder, name] = split(key);
    const checkpoints = this.#folders.get(folder) ?? new Map<string, ObjectCheckpoint>();
    this.#folders.set(folder, checkpoints.set(name, checkpoint));
    this.#changed.add(folder);
  }
}

function split(key: string): [folder: string, name: string] {
  const cut = key.lastIndexOf("/") + 1;
  return [key.slice(0, cut), key.slice(cut)];
}

/** Of most objects only the ETag is saved. */
function serialize(
  name: string,
  { etag, position, fault, isOpen }: ObjectCheckpoint,
): [name: string, saved: unknown][] {
  if (position !== undefined) return [[name, { etag, position }]];
  if (fault !== undefined) return [[name, { etag, fault }]];
  return isOpen === true ? [] : [[name, etag]];
}

function parseFolder(entry: unknown): Map<string, ObjectCheckpoint> {
  if (typeof entry !== "object" || entry === null) return new Map();
  return new Map(Object.entries(entry).flatMap(([name, saved]) => parseCheckpoint(name, saved)));
}

function parseCheckpoint(name: string, saved: unknown): [name: string, checkpoint: ObjectCheckpoint][] {
  if (typeof saved === "string") return [[name, { etag: saved, seen: 0 }]];
  if (typeof saved !== "object" || saved === null) return [];
  const { etag, position, fault } = saved as Partial<Record<"etag" | "position" | "fault", unknown>>;
  if (typeof etag !== "string") return [];
  if (isPosition(position)) return [[name, { etag, position, seen: 0 }]];
  const [what, advice]: unknown[] = Array.isArray(fault) ? fault : [];
  return typeof what === "string" && typeof advice === "string"
    ? [[name, { etag, fault: [what, advice], seen: 0 }]]
    : [];
}
