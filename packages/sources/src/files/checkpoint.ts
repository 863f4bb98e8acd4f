// The checkpoint of a file: how far it was read, and how to tell whether the file that is there now is still the same. Where
// checkpoints are kept is up to others.
import { createHash } from "node:crypto";
import { closeSync, openSync, readSync } from "node:fs";
import { rawPath } from "@flowlogs/cli";
import type { PathStat } from "../discovery/disk.ts";
import type { LinePosition } from "../reader/lineTracker.ts";

/** How far a file was read. */
export interface FileCheckpoint {
  /** Which file it was: device and inode. */
  readonly identity: string;
  /** Size and time of change at the last scan. */
  readonly size: number;
  readonly changed: string;
  /** Bytes of the file, as it is on disk, that were read, and their fingerprint. */
  readonly length: number;
  readonly print: string;
  /** Where to resume; without it the file can only be read as a whole. */
  readonly position?: LinePosition | undefined;
  /** It is an archive or a document: it ends, and lines are not just appended to it. */
  readonly isWhole: boolean;
  /** It was read to its end, as it was then. */
  readonly isDone: boolean;
  /** What was wrong with it, and what to do about that. */
  readonly fault?: readonly [what: string, advice: string] | undefined;
  /** The length includes an unfinished last line, which begins at the position: whether a record came of it. */
  readonly taken?: "record" | "nothing" | undefined;
  /** The name under which the file was read before it was rotated: scanning that name scans this file too. */
  readonly behind?: string | undefined;
  /** Scans in a row that did not find the file. */
  readonly gone?: number | undefined;
}

/** Bytes at each end that distinguish files: longer than any header, so that there are records among them. */
export const END_SIZE = 4096;

/** Whether nothing of the file was read. */
export function isEmpty({ length }: FileCheckpoint): boolean {
  return length === 0;
}

/** Whether nothing happened to the file since, as far as `stat` says. */
export function isUntouched(checkpoint: FileCheckpoint, now: PathStat): boolean {
  return checkpoint.identity === now.identity && checkpoint.size === now.size && checkpoint.changed === now.changed;
}

/** Whether the file still begins with all that was read. */
export function isContinued(checkpoint: FileCheckpoint, path: string, now: PathStat): boolean {
  return now.size >= checkpoint.length && fingerprint(path, checkpoint.length) === checkpoint.print;
}

/** A fingerprint of the first bytes of a file: a hash of their two ends; "" if they cannot be read. */
export function fingerprint(path: string, length: number): string {
  const end = Math.min(END_SIZE, length);
  try {
    const descriptor = openSync(rawPath(path), "r");
    try {
      return fingerprintOf(bytesAt(descriptor, 0, end), bytesAt(descriptor, length - end, end));
    } finally {
      closeSync(descriptor);
    }
  } catch {
    return "";
  }
}

/** The fingerprint of content with these ends. */
export function fingerprintOf(first: Uint8Array, last: Uint8Array): string {
  return createHash("sha256").update(first).update(last).digest("base64url").slice(0, 16);
}

/** The length of the line end at an offset of a file; 0 when there is none. */
export function lineEndAt(path: string, offset: number): number {
  try {
    const descriptor = openSync(rawPath(path), "r");
    try {
      const [first, second] = bytesAt(descriptor, offset, 2);
      if (first === 10) return 1;
      return first === 13 && second === 10 ? 2 : 0;
    } finally {
      closeSync(descriptor);
    }
  } catch {
    return 0;
  }
}

function bytesAt(descriptor: number, from: number, length: number): Uint8Array {
  const bytes = new Uint8Array(length);
  let done = 0;
  for (let read = 1; read > 0 && done < length; done += read) {
    read = readSync(descriptor, bytes, done, length - done, from + done);
  }
  return bytes.subarray(0, done);
}

/** Whether an entry of a state is a checkpoint of a file. */
export function isCheckpoint(value: unknown): value is FileCheckpoint {
  if (typeof value !== "object" || value === null) return false;
  const checkpoint = value as Partial<Record<keyof FileCheckpoint, unknown>>;
  const {
    identity,
    size,
    changed,
    length,
    print,
    isWhole,
    isDone,
    position,
    fault = [],
    taken,
    behind,
    gone,
  } = checkpoint;
  const faultTexts: readonly unknown[] = Array.isArray(fault) ? fault : [undefined];
  const areTexts = [identity, changed, print, behind ?? "", ...faultTexts].every((text) => typeof text === "string");
  const areNumbers = [size, length, gone ?? 0].every(isCount);
  const areBooleans = [isWhole, isDone].every((flag) => typeof flag === "boolean");
  const isPlaced = position === undefined || isPosition(position);
  const isTaken = taken === undefined || taken === "record" || taken === "nothing";
  return areTexts && areNumbers && areBooleans && isPlaced && isTaken;
}

export function isPosition(value: unknown): value is LinePosition {
  if (typeof value !== "object" || value === null) return false;
  const { offset, line, header = [0, 0], headers = [] } = value as Partial<Record<keyof LinePosition, unknown>>;
  const stretches: readonly unknown[] = Array.isArray(headers) ? [header, ...headers] : [undefined];
  return [offset, line].every(isCount) && stretches.every(isStretch);
}

function isStretch(value: unknown): boolean {
  return Array.isArray(value) && value.length === 2 && value.every(isCount) && Number(value[0]) <= Number(value[1]);
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && Number(value) >= 0;
}
