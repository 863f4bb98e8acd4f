// Which form a source has, by its first bytes and never by its name. Bytes that are decompressed already may turn out to be
// compressed again.
import { findField } from "@flowlogs/core";
import { splitRow } from "@flowlogs/core/rows";
import { isEventDocument } from "./event.ts";
import type { FormName } from "./names.ts";

/** What the first bytes say. */
export type Finding = { readonly form: FormName } | { readonly isPacked: true } | { readonly strange: string };

/** More first bytes are of no use. */
const ENOUGH = 65_536;
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
  // oxlint-disable-next-line no-control-regex -- that is what tells data from text
  if (/[\0-\x08\x0e-\x1a]/.test(line)) return { strange: looksLike(head) };
  // No UTF-8, and not a row of anything.
  if (line.includes("\uFFFD") && !/\S \S+ \S/.test(line)) return { strange: looksLike(head) };
  if (/^<(\?xml|!doctype|html)/i.test(line)) return { strange: `it begins with ${quoted(line)}` };
  if (line.startsWith("{")) return { form: jsonForm(line, rest, isWhole) };
  const delimited = delimitedForm(line, rest, widths);
  if (delimited !== undefined) return { form: delimited };
  if (/^[["]/.test(line)) return { form: "json" };
  // The first bytes of gzip data, in base64.
  if (/^H4sI[\w+/=]{12,}$/.test(line)) return { form: "base64" };
  return { form: "text" };
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

/** Records one a line, or anything else that JSON can be. */
function jsonForm(line: string, rest: string, isWhole: boolean): "ndjson" | "json" {
  if (!isWhole) return "json";
  try {
    return isEventDocument(JSON.parse(line)) ? "json" : "ndjson";
  } catch {
    // Broken, or an object of many lines, or many on this one.
    const isMany = /\}\s*\{/.test(line);
    const isBroken = line.endsWith("}") || rest.trimStart().startsWith("{");
    return !isMany && isBroken ? "ndjson" : "json";
  }
}

/** A header, or a record of so many columns, with commas or tabs between. */
function delimitedForm(line: string, rest: string, widths: readonly number[]): "csv" | "tsv" | undefined {
  for (const [form, separator] of [
    ["tsv", "\t"],
    ["csv", ","],
  ] as const) {
    if (!line.includes(separator) && !line.startsWith('"')) continue;
    const cells = splitRow(`${line}\n${rest}`, separator)?.cells;
    if (cells === undefined) continue;
    const isNamed = cells.some((cell) => findField(cell.trim()) !== undefined);
    if (cells.length === 1 ? isNamed && line.startsWith('"') : isHeading(cells, isNamed, rest, separator)) return form;
    // Tabs between all columns are as good as spaces to the reader of text.
    if (separator === "," && widths.includes(cells.length) && cells.some((cell) => /^\d+$/.test(cell))) return form;
  }
  return undefined;
}

function isHeading(cells: readonly string[], isNamed: boolean, rest: string, separator: string): boolean {
  if (cells.some((cell) => /^-?\d/.test(cell) || cell === "-") || new Set(cells).size < cells.length) return false;
  // Names with spaces between them are no cells of one row, but a header of AWS text that has a comma in it.
  if (isNamed) return cells.filter((cell) => /\s/.test(cell.trim())).length * 2 < cells.length;
  const second = rest.trim() === "" ? undefined : splitRow(rest, separator)?.cells.length;
  return (
    cells.every((cell) => cell.trim() !== "") &&
    (second === undefined ? !/ /.test(cells.join("")) : second === cells.length)
  );
}
