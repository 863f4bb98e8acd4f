// Opens a part of a large file as a source: the lines that begin in it.
import { type Input, type SourceContext, InputError } from "@flowlogs/cli";
import { PlainContent } from "@flowlogs/formats/content";
import { type FilePart, linesBefore, lineStart } from "../threads/fileParts.ts";
import type { Opened } from "./open.ts";

/** A part of a file of lines. */
export type LinesPart = FilePart & { readonly form: "text" | "ndjson" };

/** A part, and what must be read before it. */
interface OpenedPart {
  readonly source: Opened;
  readonly head: Iterable<Uint8Array>;
}

/** Throws InputError. The caller must close it. */
export function openPart({ path, from, to, isLast, form, head }: LinesPart, context: SourceContext): OpenedPart {
  const file = context.openRandom(path);
  if (file === undefined) throw new InputError("it is not a file any more", "run the command again");
  let at = lineStart(file, from);
  const end = isLast ? Number.POSITIVE_INFINITY : lineStart(file, to);
  const read = (into: Uint8Array): number => {
    const wanted = into.subarray(0, Math.max(0, Math.min(into.length, end - at)));
    const length = wanted.length === 0 ? 0 : file.readAt(wanted, at);
    at += length;
    return length;
  };
  const input: Input = { read, readNow: read, close: () => file.close() };
  const source = { name: path, content: new PlainContent(input), form };
  return { source, head: head === "all before" ? linesBefore(file, from) : [head] };
}
