// Detects the format of a source by its first bytes, never by its name. Data may be compressed twice, so decompressed bytes
// come through here again.
import { findField } from "@flowlogs/core";
import { csvSeparators, headingBehindHash, knownIn, splitRow } from "@flowlogs/core/rows";
import { isEventDocument } from "./json/logEvent.ts";
import { jsonAfterTime } from "./json/messageLines.ts";
import type { InputFormat } from "./formatNames.ts";
import { pastedHint, isCliText } from "./pasted/pasted.ts";

/** What the first bytes show: a format, compressed data, or why the source is rejected. */
export type Detection =
  { readonly form: InputFormat } | { readonly isPacked: true } | { readonly strange: string; readonly advice?: string };

/** Bytes after which more do not help. */
export const MAX_HEAD = 65_536;
const decoder = new TextDecoder("utf-8", { ignoreBOM: true });

/**
 * Detects the source that begins with these bytes; undefined while they are too few. `isAll`: there are no more bytes.
 * `widths`: the numbers of columns that lines without a header may have.
 */
export function detect(head: Uint8Array, isAll: boolean, widths: readonly number[]): Detection | undefined {
  if (head.length < 2 && !isAll) return undefined;
  const magic = magicOf(head);
  if (magic !== undefined) return magic;
  const text = decoder
    .decode(head.subarray(0, MAX_HEAD))
    .replace(/^\uFEFF/, "")
    .replace(/^\s+/, "");
  const end = text.indexOf("\n");
  const isWhole = end >= 0 || isAll;
  if (!isWhole && head.length < MAX_HEAD) return undefined;
  const line = (end < 0 ? text : text.slice(0, end)).trimEnd();
  const rest = end < 0 ? "" : text.slice(end + 1);
  const strange = rejection(line, head);
  if (strange !== undefined) return { strange };
  const hint = pastedHint(line, rest);
  if (hint !== undefined) return hint;
  // The second line may be needed too, so the result must not depend on where the bytes read so far end.
  const isEnough = isAll || head.length >= MAX_HEAD;
  const form = lineFormat({ line, rest, isWhole, hasSecond: isEnough || rest.includes("\n"), isEnough }, widths);
  return form === undefined ? undefined : { form };
}

interface FirstBytes {
  readonly line: string;
  readonly rest: string;
  /** The first line is complete. */
  readonly isWhole: boolean;
  /** The second line is complete too, or there is none. */
  readonly hasSecond: boolean;
  /** There are no more bytes, or they would not help. */
  readonly isEnough: boolean;
}

function lineFormat(start: FirstBytes, widths: readonly number[]): InputFormat | undefined {
  const { line, rest } = start;
  if (isCliText(line, rest, widths)) return "cli";
  if (jsonAfterTime.test(line)) return "timed";
  if (line.startsWith("{")) return jsonFormat(start);
  const delimited = delimitedFormat(start, widths);
  if (delimited !== "text") return delimited;
  if (/^[["]/.test(line)) return "json";
  // The first bytes of gzip data, in base64.
  return /^H4sI[\w+/=]{12,}$/.test(line) ? "base64" : "text";
}

/** Why the first line cannot be text of a log; undefined if it can. */
function rejection(line: string, head: Uint8Array): string | undefined {
  // oxlint-disable-next-line no-control-regex -- control characters show binary data
  if (/[\0-\x08\x0e-\x1a]/.test(line)) return looksLike(head);
  // Not UTF-8, and not words with spaces between them.
  if (line.includes("\uFFFD") && !/\S \S+ \S/.test(line)) return looksLike(head);
  return /^<(\?xml|!doctype|html)/i.test(line) ? `it begins with ${quoted(line)}` : undefined;
}

function magicOf(head: Uint8Array): Detection | undefined {
  const [first, second, third, fourth] = head;
  if (first === 0x1f && second === 0x8b) return { isPacked: true };
  if (first === 0x28 && second === 0xb5 && third === 0x2f && fourth === 0xfd) return { isPacked: true };
  if ((first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff))
    return { strange: "it is UTF-16 text" };
  return undefined;
}

function looksLike(head: Uint8Array): string {
  const bytes = Array.from(head.subarray(0, 8), (byte) => byte.toString(16).padStart(2, "0"));
  return `its first bytes are ${bytes.join(" ")}`;
}

function quoted(line: string): string {
  return JSON.stringify(line.length > 40 ? `${line.slice(0, 40)}...` : line);
}

/** One record a line, or other JSON; undefined while the bytes are too few. */
function jsonFormat({ line, rest, isWhole, hasSecond }: FirstBytes): "ndjson" | "json" | undefined {
  if (!isWhole) return "json";
  try {
    return isEventDocument(JSON.parse(line)) ? "json" : "ndjson";
  } catch {
    // Broken JSON, an object over many lines, or several objects on this line.
    if (/\}\s*\{/.test(line)) return "json";
    if (line.endsWith("}")) return "ndjson";
    return hasSecond ? (rest.trimStart().startsWith("{") ? "ndjson" : "json") : undefined;
  }
}

/** Detects a header, or a record with one of these widths, with commas or tabs; undefined while the bytes are too few. */
function delimitedFormat(start: FirstBytes, widths: readonly number[]): "csv" | "tsv" | "text" | undefined {
  const { line, rest } = start;
  if (line.startsWith("#")) {
    const uncommented = afterComments(start);
    const form = uncommented && delimitedFormat(uncommented, widths);
    return form === "tsv" ? "text" : form;
  }
  for (const [form, separator] of separators) {
    if (!line.includes(separator) && !line.startsWith('"')) continue;
    const all = splitRow(`${line}\n${rest}`, separator)?.cells;
    if (all === undefined) continue;
    // A name that is cut off may look like another name.
    const cells = start.isWhole ? all : all.slice(0, -1);
    const isHeading = isRare(separator) && knownIn(cells) === 0 ? false : headingIn(cells, start, separator);
    if (isHeading !== false) return isHeading && form;
    // The text decoder also accepts tabs between columns.
    if (separator !== "\t" && widths.includes(cells.length) && cells.some((cell) => /^\d+$/.test(cell))) return form;
  }
  return "text";
}

const separators = [["tsv", "\t"], ...csvSeparators.map((separator) => ["csv", separator] as const)] as const;

/** Whether other texts contain this separator too, so that only known names around it count. */
function isRare(separator: string): boolean {
  return separator !== "\t" && separator !== ",";
}

/**
 * The bytes from the first line on that is not a comment; of a header after a hash, without the hash. Undefined while that
 * line is incomplete.
 */
function afterComments(start: FirstBytes): FirstBytes | undefined {
  let { line, rest } = start;
  while (line.startsWith("#") || (line === "" && (rest !== "" || !start.isEnough))) {
    const hashed = line;
    const heading = csvSeparators.map((it) => headingBehindHash(hashed, it)).find((it) => it !== undefined);
    if (heading !== undefined) {
      line = heading;
      break;
    }
    const end = rest.indexOf("\n");
    if (end < 0 && !start.isEnough) return undefined;
    line = (end < 0 ? rest : rest.slice(0, end)).trimEnd();
    rest = end < 0 ? "" : rest.slice(end + 1);
  }
  return { ...start, line, rest, hasSecond: start.isEnough || rest.includes("\n") };
}

function headingIn(
  cells: readonly string[],
  { line, rest, hasSecond }: FirstBytes,
  separator: string,
): boolean | undefined {
  const isNamed = cells.some((cell) => findField(cell.trim()) !== undefined);
  if (cells.length === 1) return isNamed && line.startsWith('"');
  if (cells.some((cell) => /^-?\d/.test(cell) || cell === "-") || new Set(cells).size < cells.length) return false;
  // Names with spaces between them are not cells, but a header of AWS text with a comma in it.
  if (isNamed) return cells.filter((cell) => /\s/.test(cell.trim())).length * 2 < cells.length;
  if (cells.some((cell) => cell.trim() === "")) return false;
  if (!hasSecond) return undefined;
  if (rest.trim() === "") return !cells.join("").includes(" ");
  return splitRow(rest, separator)?.cells.length === cells.length;
}
