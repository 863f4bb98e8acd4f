// Which form a source has, by its first bytes and never by its name. Bytes that are decompressed already may turn out to be
// compressed again.
import { findField } from "@flowlogs/core";
import { csvSeparators, headingBehindHash, knownIn, splitRow } from "@flowlogs/core/rows";
import { isEventDocument } from "./json/logEvent.ts";
import { jsonAfterTime } from "./json/messageLines.ts";
import type { InputFormat } from "./formatNames.ts";
import { hintOf, isCliText } from "./pasted/pasted.ts";

/** What the first bytes say. */
export type Finding =
  { readonly form: InputFormat } | { readonly isPacked: true } | { readonly strange: string; readonly advice?: string };

/** More first bytes are of no use. */
export const ENOUGH = 65_536;
const decoder = new TextDecoder("utf-8", { ignoreBOM: true });

/**
 * What a source is that begins with these bytes; undefined while they are too few to tell. `isAll`: there are no more.
 * `widths`: how many columns lines without a header may have.
 */
export function detect(head: Uint8Array, isAll: boolean, widths: readonly number[]): Finding | undefined {
  if (head.length < 2 && !isAll) return undefined;
  const magic = magicOf(head);
  if (magic !== undefined) return magic;
  const text = decoder
    .decode(head.subarray(0, ENOUGH))
    .replace(/^\uFEFF/, "")
    .replace(/^\s+/, "");
  const end = text.indexOf("\n");
  const isWhole = end >= 0 || isAll;
  if (!isWhole && head.length < ENOUGH) return undefined;
  const line = (end < 0 ? text : text.slice(0, end)).trimEnd();
  const rest = end < 0 ? "" : text.slice(end + 1);
  const strange = strangenessOf(line, head);
  if (strange !== undefined) return { strange };
  const hint = hintOf(line, rest);
  if (hint !== undefined) return hint;
  // What the first line does not tell, the second one does, wherever the bytes that were read so far end.
  const isEnough = isAll || head.length >= ENOUGH;
  const form = formOf({ line, rest, isWhole, hasSecond: isEnough || rest.includes("\n"), isEnough }, widths);
  return form === undefined ? undefined : { form };
}

interface FirstBytes {
  readonly line: string;
  readonly rest: string;
  /** The first line is there up to its end. */
  readonly isWhole: boolean;
  /** So is the second one, or there is none. */
  readonly hasSecond: boolean;
  /** No more is to be had, or would be of use. */
  readonly isEnough: boolean;
}

function formOf(start: FirstBytes, widths: readonly number[]): InputFormat | undefined {
  const { line, rest } = start;
  if (isCliText(line, rest, widths)) return "cli";
  if (jsonAfterTime.test(line)) return "timed";
  if (line.startsWith("{")) return jsonForm(start);
  const delimited = delimitedForm(start, widths);
  if (delimited !== "text") return delimited;
  if (/^[["]/.test(line)) return "json";
  // The first bytes of gzip data, in base64.
  return /^H4sI[\w+/=]{12,}$/.test(line) ? "base64" : "text";
}

/** What makes the first line no text, or none of a log. */
function strangenessOf(line: string, head: Uint8Array): string | undefined {
  // oxlint-disable-next-line no-control-regex -- that is what tells data from text
  if (/[\0-\x08\x0e-\x1a]/.test(line)) return looksLike(head);
  // No UTF-8, and not a row of anything.
  if (line.includes("\uFFFD") && !/\S \S+ \S/.test(line)) return looksLike(head);
  return /^<(\?xml|!doctype|html)/i.test(line) ? `it begins with ${quoted(line)}` : undefined;
}

function magicOf(head: Uint8Array): Finding | undefined {
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

/** Records one a line, or anything else that JSON can be; undefined while nobody can tell. */
function jsonForm({ line, rest, isWhole, hasSecond }: FirstBytes): "ndjson" | "json" | undefined {
  if (!isWhole) return "json";
  try {
    return isEventDocument(JSON.parse(line)) ? "json" : "ndjson";
  } catch {
    // Broken, or an object of many lines, or many on this one.
    if (/\}\s*\{/.test(line)) return "json";
    if (line.endsWith("}")) return "ndjson";
    return hasSecond ? (rest.trimStart().startsWith("{") ? "ndjson" : "json") : undefined;
  }
}

/** A header, or a record of so many columns, with commas or tabs between; undefined while nobody can tell. */
function delimitedForm(start: FirstBytes, widths: readonly number[]): "csv" | "tsv" | "text" | undefined {
  const { line, rest } = start;
  if (line.startsWith("#")) {
    const uncommented = behindComments(start);
    const form = uncommented && delimitedForm(uncommented, widths);
    return form === "tsv" ? "text" : form;
  }
  for (const [form, separator] of separators) {
    if (!line.includes(separator) && !line.startsWith('"')) continue;
    const all = splitRow(`${line}\n${rest}`, separator)?.cells;
    if (all === undefined) continue;
    // A name that is cut may look like another one.
    const cells = start.isWhole ? all : all.slice(0, -1);
    const isHeading = isRare(separator) && knownIn(cells) === 0 ? false : headingIn(cells, start, separator);
    if (isHeading !== false) return isHeading && form;
    // Tabs between all columns are as good as spaces to the reader of text.
    if (separator !== "\t" && widths.includes(cells.length) && cells.some((cell) => /^\d+$/.test(cell))) return form;
  }
  return "text";
}

const separators = [["tsv", "\t"], ...csvSeparators.map((separator) => ["csv", separator] as const)] as const;

/** Other texts have it too: it must stand between names that are known. */
function isRare(separator: string): boolean {
  return separator !== "\t" && separator !== ",";
}

/**
 * The same from the first line on that is no comment of CSV; a heading behind a hash without the hash. Undefined while
 * that line is not all there.
 */
function behindComments(start: FirstBytes): FirstBytes | undefined {
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
  // Names with spaces between them are no cells of one row, but a header of AWS text that has a comma in it.
  if (isNamed) return cells.filter((cell) => /\s/.test(cell.trim())).length * 2 < cells.length;
  if (cells.some((cell) => cell.trim() === "")) return false;
  if (!hasSecond) return undefined;
  if (rest.trim() === "") return !cells.join("").includes(" ");
  return splitRow(rest, separator)?.cells.length === cells.length;
}
