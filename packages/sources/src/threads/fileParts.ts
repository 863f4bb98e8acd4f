// Cuts a large file into parts that threads read at the same time. Of lines only plain text and NDJSON, which stand for
// themselves once the columns are known; the first line of a text may name them. A gzip file of such lines is cut between its
// members. Of Parquet the row groups are shared.
import { defaultFormat } from "@flowlogs/core";
import { readHeader } from "@flowlogs/core/stages";
import { InputError, type RandomInput, type SourceContext } from "@flowlogs/cli";
import { DamagedData } from "@flowlogs/formats/compression/errors";
import { findMember, GzipPart } from "@flowlogs/formats/compression/gzipPart";
import { detect, MAX_HEAD } from "@flowlogs/formats/detect";
import { sizeOf } from "../findFiles.ts";
import type { ReadValues } from "../options.ts";
import { isParquet } from "../reader/open.ts";

/** The lines, the members of gzip, or the row groups, that begin at from..to-1. */
export interface FilePart {
  readonly path: string;
  readonly from: number;
  readonly to: number;
  readonly form: "text" | "ndjson" | "parquet";
  readonly isGzip: boolean;
  /** Lines before the part that say what its columns are; "all before": any line may have said so. */
  readonly head: Uint8Array<ArrayBuffer> | "all before";
  /** The first line of the file names the columns. */
  readonly hasHeader: boolean;
  /** The part is the end of the file, as it is when it is read. */
  readonly isLast: boolean;
}

/** How files of one kind are cut. */
interface PartSizes {
  /** Bytes of a file from which on threads are worth their start. */
  readonly file: number;
  /** Bytes of a part. */
  readonly least: number;
  readonly most: number;
  /** How many parts there are to be, as far as these bytes allow. */
  readonly parts: number;
  /** Bytes of a part that states are made of. */
  readonly leastShare: number;
  readonly mostShare: number;
  /** Bytes behind the place of a cut in which a member of gzip has to begin. */
  readonly search: number;
}

type PartKind = "lines" | "gzip" | "parquet";

const MB = 1 << 20;

/**
 * Few parts, as a reader of its own takes 5 ms with the memory that it touches first, but small enough that little waits for its
 * turn, and that no thread works for long when the others are done. Bytes of Parquet and of gzip are more work; but each part of
 * Parquet reads the footer, which grows with the file.
 */
const usualSizes: Readonly<Record<PartKind, PartSizes>> = {
  lines: {
    file: 24 * MB,
    least: 16 * MB,
    most: 64 * MB,
    parts: 16,
    leastShare: 8 * MB,
    mostShare: 128 * MB,
    search: 0,
  },
  gzip: {
    file: 8 * MB,
    least: 4 * MB,
    most: 16 * MB,
    parts: 16,
    leastShare: 4 * MB,
    mostShare: 32 * MB,
    search: 64 * MB,
  },
  parquet: {
    file: 12 * MB,
    least: 8 * MB,
    most: 2 ** 53,
    parts: 512,
    leastShare: 8 * MB,
    mostShare: 128 * MB,
    search: 0,
  },
};
const NEWLINE = 10;

/**
 * The parts of a file, in order; undefined when it is not large, or cannot be cut. `sharers`: how many threads make states of it,
 * so that few parts are better, as long as all threads end at the same time.
 */
export function partsOf(
  path: string,
  values: ReadValues,
  context: Pick<SourceContext, "openRandom">,
  sharers: number | undefined,
  sizes = usualSizes,
): readonly FilePart[] | undefined {
  const size = sizeOf(path) ?? 0;
  if (size < Math.min(...Object.values(sizes).map(({ file }) => file)) || values["filter-pattern"] !== undefined)
    return undefined;
  let file: RandomInput | undefined;
  try {
    file = context.openRandom(path);
    return file && partsIn({ file, path, size }, values, sharers, sizes);
  } catch (error) {
    if (!(error instanceof InputError) && !(error instanceof DamagedData)) throw error;
    return undefined; // who reads it reports what is wrong with it
  } finally {
    file?.close();
  }
}

interface CuttableFile {
  readonly file: RandomInput;
  readonly path: string;
  readonly size: number;
}

function partsIn(
  { file, path, size }: CuttableFile,
  values: ReadValues,
  sharers: number | undefined,
  allSizes: typeof usualSizes,
): readonly FilePart[] | undefined {
  const { first, isGzip } = headOf(file);
  const form = formOf(first, values);
  if (form === undefined || (form === "parquet" && isGzip)) return undefined;
  const kind = isGzip ? "gzip" : form === "parquet" ? "parquet" : "lines";
  const sizes = allSizes[kind];
  if (size < sizes.file) return undefined;
  // Its columns are read faster than records go from thread to thread.
  if (kind === "parquet" && sharers === undefined && values.workers === undefined) return undefined;
  const step = stepOf(kind, size, sizes, sharers);
  const member = (place: number): number => findMember(file, place, Math.min(size, place + sizes.search)) ?? size;
  const places = placesIn(size, step, isGzip ? member : (place) => place);
  if (isGzip && places.length === 1) return undefined;
  const lines = form === "text" ? headerOf(first) : new Uint8Array(0);
  return places.map((from, i) => ({
    path,
    from,
    to: places[i + 1] ?? size,
    form,
    isGzip,
    head: i === 0 ? lines.subarray(0, 0) : lines,
    hasHeader: lines.length > 0,
    isLast: i === places.length - 1,
  }));
}

/** How many bytes after the one before the next part begins. */
type Step = (i: number, at: number) => number;

function stepOf(kind: PartKind, size: number, sizes: PartSizes, sharers: number | undefined): Step {
  const { least, most, parts, mostShare } = sizes;
  const each = Math.min(most, Math.max(least, Math.ceil(size / parts)));
  if (sharers === undefined) return () => each;
  if (kind !== "parquet") return sharedStep(size, sizes, sharers);
  // Each part has most of the groups again: there is one for each thread, if it is not too large.
  const share = Math.max(each, Math.min(mostShare, Math.ceil(size / sharers)));
  return () => share;
}

/**
 * For parts that threads make states of: first a small one for each, which shows soon whether there are fewer states than
 * records; then large ones, and smaller ones again, so that no thread works for long when the others are done.
 */
function sharedStep(size: number, { leastShare, mostShare }: PartSizes, threads: number): Step {
  return (i, at) => {
    const share = Math.ceil((size - at) / (2 * threads));
    return i < threads ? leastShare : Math.max(leastShare, Math.min(mostShare, share));
  };
}

/** Where the parts begin. `next`: where a part can begin from a place on. */
function placesIn(size: number, step: Step, next: (place: number) => number): readonly number[] {
  const places: number[] = [];
  for (let at = 0; at < size; at = next(at + step(places.length - 1, at))) places.push(at);
  return places;
}

/** The first bytes of a file, decompressed. Throws InputError or DamagedData. */
function headOf(file: RandomInput): { readonly first: Uint8Array; readonly isGzip: boolean } {
  const head = new Uint8Array(MAX_HEAD);
  const packed = head.slice(0, file.readAt(head, 0));
  const isGzip = packed[0] === 0x1f && packed[1] === 0x8b;
  if (!isGzip) return { first: packed, isGzip };
  const part = new GzipPart({ ...file, close: () => {} }, { from: 0, to: undefined });
  let length = 0;
  try {
    while (length < head.length) {
      const more = part.read(head.subarray(length));
      if (more === 0) break;
      length += more;
    }
  } finally {
    part.close();
  }
  return { first: head.subarray(0, length), isGzip };
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
