// Which objects were read, by their keys and tags, from one look to the next and, with a state, from one run to the next.
// What is kept of them is kept folder by folder.
import { isPosition } from "../files/checkpoint.ts";
import type { ResumeProgress } from "../reader/resume.ts";
import type { LinePosition } from "../reader/lineTracker.ts";
import type { CheckpointStore } from "../provider/provider.ts";
import type { ListedObject } from "@flowlogs/aws/s3/listingPage";

/** How far an object was read that had this tag. */
interface ObjectCheckpoint {
  readonly etag: string;
  /** Where to read on. */
  readonly position?: LinePosition | undefined;
  /** What is wrong with it, and what to do about that. */
  readonly fault?: readonly [what: string, advice: string] | undefined;
  /** It is under way, or could not be read: the next run will see. */
  readonly isOpen?: boolean;
  /** The look in which it was last seen. */
  seen: number;
}

export class ObjectCheckpoints {
  /** By folder, with its slash, and name. */
  readonly #folders = new Map<string, Map<string, ObjectCheckpoint>>();
  readonly #changed = new Set<string>();
  readonly #bucket: string;
  #look = 0;

  /** `bucket`: what the names of all folders begin with; `loaded`: what the last run kept. */
  constructor(bucket: string, loaded: CheckpointStore["loaded"]) {
    this.#bucket = bucket;
    for (const [name, entry] of loaded) {
      if (name.startsWith(bucket)) this.#folders.set(name.slice(bucket.length), marksOf(entry));
    }
  }

  /** All objects will be listed once more. */
  beginLook(): void {
    this.#look++;
  }

  /** What a listed object is: how far it was read, and whether it is another one than that. */
  judge({ key, etag }: ListedObject): { isNew: boolean; isReplaced: boolean; mark: ObjectCheckpoint | undefined } {
    const [folder, name] = split(key);
    const mark = this.#folders.get(folder)?.get(name);
    if (mark === undefined) return { isNew: true, isReplaced: false, mark };
    mark.seen = this.#look;
    if (mark.etag !== etag) return { isNew: true, isReplaced: true, mark: undefined };
    return { isNew: mark.position !== undefined && mark.isOpen !== true, isReplaced: false, mark };
  }

  /** It is under way: this run does not begin it again. */
  begin({ key, etag }: ListedObject, position: LinePosition | undefined): void {
    this.#set(key, { etag, position, isOpen: true, seen: this.#look });
  }

  /** It was read so far. */
  record({ key, etag }: ListedObject, { position, isDone, failure }: ResumeProgress): void {
    const seen = this.#look;
    if (failure?.isLasting === true) this.#set(key, { etag, fault: [failure.what, failure.advice], seen });
    else if (isDone) this.#set(key, { etag, seen });
    else this.#set(key, { etag, position, isOpen: true, seen });
  }

  /** Forgets objects that the last look should have seen, and did not. */
  forgetGone(isWanted: (key: string) => boolean): void {
    for (const [folder, marks] of this.#folders) {
      for (const [name, { seen }] of marks) {
        if (seen === this.#look || !isWanted(folder + name)) continue;
        marks.delete(name);
        this.#changed.add(folder);
      }
    }
  }

  /** What changed since the last call, for the state; what is undefined is to be forgotten. */
  *news(): Generator<[name: string, entry: unknown]> {
    for (const folder of this.#changed) {
      const marks = this.#folders.get(folder) ?? new Map<string, ObjectCheckpoint>();
      if (marks.size === 0) this.#folders.delete(folder);
      const kept = [...marks].flatMap(([name, mark]) => keptOf(name, mark));
      yield [this.#bucket + folder, kept.length === 0 ? undefined : Object.fromEntries(kept)];
    }
    this.#changed.clear();
  }

  #set(key: string, mark: ObjectCheckpoint): void {
    const [folder, name] = split(key);
    const marks = this.#folders.get(folder) ?? new Map<string, ObjectCheckpoint>();
    this.#folders.set(folder, marks.set(name, mark));
    this.#changed.add(folder);
  }
}

function split(key: string): [folder: string, name: string] {
  const cut = key.lastIndexOf("/") + 1;
  return [key.slice(0, cut), key.slice(cut)];
}

/** Of most objects only the tag is kept. */
function keptOf(name: string, { etag, position, fault, isOpen }: ObjectCheckpoint): [name: string, kept: unknown][] {
  if (position !== undefined) return [[name, { etag, position }]];
  if (fault !== undefined) return [[name, { etag, fault }]];
  return isOpen === true ? [] : [[name, etag]];
}

function marksOf(entry: unknown): Map<string, ObjectCheckpoint> {
  if (typeof entry !== "object" || entry === null) return new Map();
  return new Map(Object.entries(entry).flatMap(([name, kept]) => markOf(name, kept)));
}

function markOf(name: string, kept: unknown): [name: string, mark: ObjectCheckpoint][] {
  if (typeof kept === "string") return [[name, { etag: kept, seen: 0 }]];
  if (typeof kept !== "object" || kept === null) return [];
  const { etag, position, fault } = kept as Partial<Record<"etag" | "position" | "fault", unknown>>;
  if (typeof etag !== "string") return [];
  if (isPosition(position)) return [[name, { etag, position, seen: 0 }]];
  const [what, advice]: unknown[] = Array.isArray(fault) ? fault : [];
  return typeof what === "string" && typeof advice === "string"
    ? [[name, { etag, fault: [what, advice], seen: 0 }]]
    : [];
}
