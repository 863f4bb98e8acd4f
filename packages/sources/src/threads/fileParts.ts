// Cuts a large file into parts that threads read at the same time. Of lines only plain text and NDJSON, which stand for
// themselves once the columns are known; the first line of a text may name them. Of Parquet the row groups are shared.
import { defaultFormat } from "@flowlogs/core";
import { readHeader } from "@flowlogs/core/stages";
import type { RandomInput, SourceContext } from "@flowlogs/cli";
import { detect, MAX_HEAD } from "@flowlogs/formats/detect";
import { sizeOf } from "../findFiles.ts";
import type { ReadValues } from "../options.ts";
import { isParquet } from "../reader/open.ts";

/** The lines, or the row groups, that begin at from..to-1. */
export interface FilePart {
  readonly path: string;
  readonly from: number;
  readonly to: number;
  readonly form: "text" | "ndjson" | "parquet";
  /** Lines before the part that say what its columns are; "all before": any line may have said so. */
  readonly head: Uint8Array<ArrayBuffer> | "all before";
  /** The first line of the file names the columns. */
  readonly hasHeader: boolean;
  /** The part is the end of the file, as it is when it is read. */
  readonly isLast: boolean;
}

/**
 * Bytes of a part: few of them, as a reader of its own takes 5 ms with the memory that it touches first, but small enough that
 * little waits for its turn, and that no thread works for long when the others are done.
 */
const [LEAST_PART, MOST_PART, PARTS] = [16 << 20, 64 << 20, 16];
/** Files from which on threads are worth their start. */
const LEAST_BYTES = 24 << 20;
/** The same for Parquet, whose bytes are more work; but each part reads the footer, which grows with the file. */
const [PARQUET_PART, PARQUET_LEAST, PARQUET_PARTS] = [8 << 20, 12 << 20, 512];
/** Bytes of a part that states are made of. */
const LEAST_SHARE = 8 << 20;
const MOST_SHARE = 128 << 20;
const NEWLINE = 10;

/**
 * The parts of a file, in order; undefined when it is not large, or cannot be cut. `sharers`: how many threads make states of it,
 * so that few parts are better, as long as all threads end at the same time.
 */
export function partsOf(
  path: string,
  values: ReadValues,
  context: SourceContext,
  sharers: number | undefined,
): readonly FilePart[] | undefined {
  const size = sizeOf(path) ?? 0;
  if (size < PARQUET_LEAST || values["filter-pattern"] !== undefined) return undefined;
  const file = openQuietly(path, context);
  if (file === undefined) return undefined;
  try {
    const head = new Uint8Array(MAX_HEAD);
    const first = head.subarray(0, file.readAt(head, 0));
    const form = formOf(first, values);
    if (form === undefined || (form !== "parquet" && size < LEAST_BYTES)) return undefined;
    // Its columns are read faster than records go from thread to thread.
    if (form === "parquet" && sharers === undefined && values.workers === undefined) return undefined;
    const lines = form === "text" ? headerOf(first) : new Uint8Array(0);
    const each = form === "parquet" ? parquetPartSize(size, sharers) : partSize(size);
    const isShared = sharers !== undefined && form !== "parquet";
    const places = [...(isShared ? sharedPlaces(size, sharers) : evenPlaces(size, each))];
    return places.map((from, i) => ({
      path,
      from,
      to: places[i + 1] ?? size,
      form,
      head: i === 0 ? lines.subarray(0, 0) : lines,
      hasHeader: lines.length > 0,
      isLast: i === places.length - 1,
    }));
  } finally {
    file.close();
  }
}

const partSize = (size: number): number => Math.min(MOST_PART, Math.max(LEAST_PART, Math.ceil(size / PARTS)));

/** Each part of those that states are made of has most of the groups again: there is one for each thread, if it is not too large. */
function parquetPartSize(size: number, sharers: number | undefined): number {
  const least = Math.max(PARQUET_PART, Math.ceil(size / PARQUET_PARTS));
  return sharers === undefined ? least : Math.max(least, Math.min(MOST_SHARE, Math.ceil(size / sharers)));
}

/** Where parts of the same size begin. */
function* evenPlaces(size: number, each: number): Generator<number> {
  for (let at = 0; at < size; at += each) yield at;
}

/**
 * Where the parts begin that threads make states of: first a small one for each, which shows soon whether there are fewer states
 * than records; then large ones, and smaller ones again, so that no thread works for long when the others are done.
 */
function* sharedPlaces(size: number, threads: number): Generator<number> {
  let at = 0;
  for (let i = 0; at < size; i++) {
    yield at;
    const share = (size - at) / (2 * threads);
    at += i < threads ? LEAST_SHARE : Math.max(LEAST_SHARE, Math.min(MOST_SHARE, Math.ceil(share)));
  }
}

/** What is wrong with a file is reported by who reads it. */
function openQuietly(path: string, context: SourceContext): RandomInput | undefined {
  try {
    return context.openRandom(path);
  } catch {
    return undefined;
  }
}

function formOf(head: Uint8Array, { form, format }: ReadValues): FilePart["form"] | undefined {
  if (isParquet(head)) return "parquet";
  const widths = format.length > 0 ? format.map(({ length }) => length) : [defaultFormat.length];
  const finding = form === undefined ? detect(head, false, widths) : { form };
  if (finding === undefined || !("form" in finding)) return undefined;
  return finding.form === "text" || finding.form === "ndjson" ? finding.form : undefined;
}

/** The first line, if it names the columns of the next ones. */
function headerOf(head: Uint8Array): Uint8Array<ArrayBuffer> {
  const end = head.indexOf(NEWLINE) + 1;
  const line = new TextDecoder().decode(head.subarray(0, end));
  return readHeader(line.trim().split(/[ \t]+/)) === undefined ? new Uint8Array(0) : head.slice(0, end);
}

/** Pieces of all lines that begin before this place. */
export function* linesBefore(file: Pick<RandomInput, "readAt">, place: number): Generator<Uint8Array> {
  const piece = new Uint8Array(1 << 20);
  const end = lineStart(file, place);
  for (let at = 0; at < end;) {
    const read = file.readAt(piece.subarray(0, Math.min(piece.length, end - at)), at);
    if (read === 0) return;
    yield piece.subarray(0, read);
    at += read;
  }
}

/** Where the first line begins that does not begin before this place. */
export function lineStart(file: Pick<RandomInput, "readAt">, place: number): number {
  if (place === 0) return 0;
  const piece = new Uint8Array(16_384);
  for (let at = place - 1; ;) {
    const read = file.readAt(piece, at);
    if (read === 0) return at;
    const newline = piece.subarray(0, read).indexOf(NEWLINE);
    if (newline >= 0) return at + newline + 1;
    at += read;
  }
}
