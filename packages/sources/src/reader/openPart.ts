// Opens a part of a large file as a source: the lines that begin in it.
import { type Input, InputError, type RandomInput, type SourceContext } from "@flowlogs/cli";
import { GzipPart, type FileRange } from "@flowlogs/formats/compression/gzipPart";
import { PlainContent } from "@flowlogs/formats/content";
import { type FilePart, linesBefore, lineStart } from "../threads/fileParts.ts";
import { type Opened, reportUnopened } from "./open.ts";

/** A part of a file of lines. */
export type LinesPart = FilePart & { readonly form: "text" | "ndjson" };

/** A part, and what must be read before it. */
interface OpenedPart {
  readonly source: Opened;
  readonly head: Iterable<Uint8Array>;
  /** It was read up to the end of the file, as nothing can be read for itself where the next part begins. */
  readonly isUncut: () => boolean;
}

/** Opens it, or reports why not. The caller must close it. `isFound`: the user did not name the file. */
export function openPart(part: LinesPart, context: SourceContext, isFound: boolean): OpenedPart | undefined {
  try {
    return openRange(part, context);
  } catch (error) {
    reportUnopened(error, part.path, context, { isFound });
    return undefined;
  }
}

function openRange(part: LinesPart, context: SourceContext): OpenedPart {
  const { path, from, to, isLast, form, isGzip } = part;
  const file = context.openRandom(path);
  if (file === undefined) throw new InputError("it is not a file any more", "run the command again");
  const range = { from, to: isLast ? undefined : to };
  const members = isGzip ? new GzipPart(file, range) : undefined;
  const source = { name: path, content: new PlainContent(members ?? linesInput(file, range)), form };
  return { source, head: headOf(part, file), isUncut: () => members?.isUncut === true };
}

/** The lines that begin in a range of a file. */
function linesInput(file: RandomInput, { from, to }: FileRange): Input {
  let at = lineStart(file, from);
  const end = to === undefined ? Number.POSITIVE_INFINITY : lineStart(file, to);
  const read = (into: Uint8Array): number => {
    const wanted = into.subarray(0, Math.max(0, Math.min(into.length, end - at)));
    const length = wanted.length === 0 ? 0 : file.readAt(wanted, at);
    at += length;
    return length;
  };
  return { read, readNow: read, close: () => file.close() };
}

function headOf({ head, from, isGzip }: LinesPart, file: RandomInput): Iterable<Uint8Array> {
  if (head !== "all before") return [head];
  return isGzip ? piecesOf(new GzipPart({ ...file, close: () => {} }, { from: 0, to: from })) : linesBefore(file, from);
}

function* piecesOf(input: Input): Generator<Uint8Array> {
  const piece = new Uint8Array(1 << 16);
  try {
    for (let length = input.read(piece); length > 0; length = input.read(piece)) yield piece.subarray(0, length);
  } finally {
    input.close();
  }
}
