// Recognises inputs that are not records by their first bytes: a log that flowlogs-read should have read first. Of such
// a source every line would be bad; one message is clearer.
import { readHeader } from "../field.ts";
import type { Problem } from "@flowlogs/base/problem";

const MAGIC: readonly (readonly [bytes: readonly number[], what: string])[] = [
  [[0x1f, 0x8b], "gzip data"],
  [[0x28, 0xb5, 0x2f, 0xfd], "zstd data"],
  [[0x50, 0x41, 0x52, 0x31], "a Parquet file"],
];
/** Bytes of the first line that are looked at. */
const HEAD = 4096;
/** What is in each line of a flow log but in those of unusual formats. */
const STATUS = /^(ACCEPT|REJECT|OK|NODATA|SKIPDATA)$/;

/** Why bytes at the start of a source cannot be NDJSON; undefined where they may be, or where it is too early to tell. */
export function foreignInput(head: Uint8Array): Problem | undefined {
  const what = MAGIC.find(([bytes]) => bytes.every((byte, i) => head[i] === byte))?.[1] ?? foreignText(head);
  return what === undefined ? undefined : { problem: what, advice: "pipe it through flowlogs-read first" };
}

function foreignText(head: Uint8Array): string | undefined {
  const text = new TextDecoder().decode(head.subarray(0, HEAD)).trimStart();
  if (text.startsWith("{")) return undefined;
  if (/^\[\s*[[{"\d\]]/.test(text)) return "a JSON array";
  const end = text.indexOf("\n");
  if (end === -1) return undefined;
  const line = text.slice(0, end).trim();
  const words = line.split(/\s+/);
  if (isHeader(words) || (words.length >= 8 && words.some((word) => STATUS.test(word)))) return "AWS log text";
  return isHeader(line.split(",")) ? "CSV" : undefined;
}

function isHeader(words: readonly string[]): boolean {
  return words.length > 1 && readHeader(words) !== undefined;
}
