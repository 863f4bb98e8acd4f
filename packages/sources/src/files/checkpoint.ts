// How far a file was read, and whether a file that is there now is still the one that was read so far. What is done with
// that, and where it is kept, is left to others.
import { createHash } from "node:crypto";
import { closeSync, openSync, readSync } from "node:fs";
import { rawPath } from "@flowlogs/cli";
import type { PathStat } from "../discovery/disk.ts";
import type { LinePosition } from "../reader/lineTracker.ts";

/** How far a file was read. */
export interface FileCheckpoint {
  /** Which file it was: device and number. */
  readonly identity: string;
  /** Size and time of change when it was last looked at. */
  readonly size: number;
  readonly changed: string;
  /** Bytes of the file itself that are accounted for, and a print of them. */
  readonly length: number;
  readonly print: string;
  /** Where to read on; without it the file can only be read as a whole. */
  readonly position?: LinePosition | undefined;
  /** It is an archive or a document: it ends, and lines do not just come to it. */
  readonly isWhole: boolean;
  /** It was read to its end, as it was then. */
  readonly isDone: boolean;
  /** What was wrong with it, and what to do about that. */
  readonly fault?: readonly [what: string, advice: string] | undefined;
  /** The length includes an unfinished last line, which begins at the position: what came of it when it was read as a line. */
  readonly taken?: "record" | "nothing" | undefined;
  /** The name under which the file was read before it was rotated: whoever looks there looks at this file too. */
  readonly behind?: string | undefined;
  /** Looks in a row at which the file was not found. */
  readonly gone?: number | undefined;
}

/** Bytes at each end that tell one file from another: more than any header, so that there are records among them. */
export const END = 4096;

/** Whether nothing of the file was read. */
export function isEmpty({ length }: FileCheckpoint): boolean {
  return length === 0;
}

/** Whether nothing happened to the file since: not even opening it is needed to know. */
export function isUntouched(mark: FileCheckpoint, now: PathStat): boolean {
  return mark.identity === now.identity && mark.size === now.size && mark.changed === now.changed;
}

/** Whether the file still begins with all that is accounted for. */
export function isContinued(mark: FileCheckpoint, path: string, now: PathStat): boolean {
  return now.size >= mark.length && fingerprint(path, mark.length) === mark.print;
}

/** What tells the first bytes of a file from those of others: a hash of their two ends; "" if they cannot be read. */
export function fingerprint(path: string, length: number): string {
  const end = Math.min(END, length);
  try {
    const descriptor = openSync(rawPath(path), "r");
    try {
      return printOf(bytesAt(descriptor, 0, end), bytesAt(descriptor, length - end, end));
    } finally {
      closeSync(descriptor);
    }
  } catch {
    return "";
  }
}

/** The print of content that begins and ends so. */
export function printOf(first: Uint8Array, last: Uint8Array): string {
  return createHash("sha256").update(first).update(last).digest("base64url").slice(0, 16);
}

/** Bytes of the line end at this place of a file; 0 when there is none. */
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

/** Whether it is a mark that a state may hold. */
export function isMark(value: unknown): value is FileCheckpoint {
  if (typeof value !== "object" || value === null) return false;
  const mark = value as Partial<Record<keyof FileCheckpoint, unknown>>;
  const { identity, size, changed, length, print, isWhole, isDone, position, fault = [], taken, behind, gone } = mark;
  const said: readonly unknown[] = Array.isArray(fault) ? fault : [undefined];
  const areTexts = [identity, changed, print, behind ?? "", ...said].every((text) => typeof text === "string");
  const areNumbers = [size, length, gone ?? 0].every(isCount);
  const areTold = [isWhole, isDone].every((told) => typeof told === "boolean");
  const isPlaced = position === undefined || isPosition(position);
  const isTaken = taken === undefined || taken === "record" || taken === "nothing";
  return areTexts && areNumbers && areTold && isPlaced && isTaken;
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
