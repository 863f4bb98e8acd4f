// Random AWS log text of changing formats, and a plain reader of it that knows no quick paths: what flowlogs-read should
// make of the same bytes. Bytes are characters here (latin1), so that nothing is lost on the way.
import { defaultFormat, fields, findField, readHeader, transitGatewayFormat } from "../../packages/core/src/field.ts";
import type { Random } from "./random.ts";

const plainNames = fields.map(({ name }) => name);
const textOnly = fields.filter(({ kind }) => kind === "text" || kind === "address").map(({ name }) => name);

function randomFormat(random: Random): readonly string[] {
  switch (random.below(5)) {
    case 0:
      return defaultFormat;
    case 1:
      return random.shuffled(textOnly).slice(0, random.between(1, 5));
    case 2:
      return [...random.shuffled(plainNames).slice(0, random.between(2, 12)), "brand_new_field"];
    default:
      return random.shuffled(plainNames).slice(0, random.between(1, 30));
  }
}

const oddTexts = `" \\ a"b\\c \u0001 x\u0000y \u001f \u007f \r a\rb \u000b {} x- -- %20`.split(" ");
const beyondAscii = "\u00e9 \u20ac \ud83d\ude00 \ufeff \u2028"
  .split(" ")
  .map((text) => Buffer.from(text).toString("latin1"));
const noUtf8 = "\xff \xc3 \xe2\x82 \xe2\x82x \xed\xa0\x80 \xf0\x9f\x98 \xc0\x80 \xf4\x90\x80\x80 a\x80b".split(" ");
const longNumbers = ["9".repeat(18), "9".repeat(19), "1".repeat(25), "0".repeat(21)];
const oddNumbers = "00 007 -5 -0 1.5 0.0 1e3 1E-2 x 12x 1. .5 +1 1e 0x10 -- -007 1,5 NaN 5-".split(" ");
const wholeTimes = "1795255500000 1795255500120 1795255500123 100000000000 99999999999 123456789012".split(" ");
const oddTimes = "000001795255500 0000000000001 1795255500123456 1795255500.5 999999999999.5".split(" ");

function randomCell(random: Random, name: string): string {
  const kind = findField(name)?.kind ?? "text";
  if (random.once(12)) return "-";
  if (kind === "text" || kind === "address") {
    if (!random.once(15))
      return random.pick(["ACCEPT", "OK", "10.0.0.1", "eni-0abc", "2001:db8::1", "123456789012", "a"]);
    return (
      random.pick(["", "x", "long".repeat(10)]) +
      random.pick(random.pick([oddTexts, beyondAscii, noUtf8])) +
      random.pick(["", "y"])
    );
  }
  if (random.once(25))
    return random.pick(random.pick(kind === "time" ? [wholeTimes, oddTimes] : [oddNumbers, longNumbers]));
  return kind === "time"
    ? String(1_795_255_500 + random.below(10_000))
    : String(random.below(10 ** random.between(1, 9)));
}

function randomRow(random: Random, format: readonly string[]): string {
  const cells = format.map((name) => randomCell(random, name));
  if (random.once(30)) cells.pop();
  if (random.once(30)) cells.push("extra");
  const isLoose = random.once(15);
  const gap = (): string => (isLoose ? random.pick([" ", "  ", "\t", " \t "]) : " ");
  const line = cells.map((cell, i) => (i === 0 ? "" : gap()) + cell).join("");
  return isLoose ? random.pick(["", " ", "\t"]) + line + random.pick(["", " ", "\t ", "  "]) : line;
}

function headerOf(random: Random, format: readonly string[]): string {
  const names = format.map((name) => (random.once(8) ? name : name.replaceAll("_", "-")));
  return names.join(random.once(6) ? "  " : " ");
}

export interface TextSource {
  readonly bytes: Buffer;
  /** The format that is named beforehand. */
  readonly format: readonly string[] | undefined;
}

/** A source of one or a few formats, each after its header. */
export function randomText(random: Random, lineCount: number): TextSource {
  const named = random.once(3) ? randomFormat(random) : undefined;
  let format = named ?? defaultFormat;
  let text = random.once(8) ? "\xef\xbb\xbf" : "";
  for (let i = 0; i < lineCount; i++) {
    let line: string;
    if (random.once(i === 0 ? 2 : 25)) {
      format = randomFormat(random);
      line = headerOf(random, format);
    } else
      line = random.once(40)
        ? random.pick(["", " ", "\t", "garbage", "not a header", "{}"])
        : randomRow(random, format);
    text += line + (random.once(20) ? "\r\n" : i === lineCount - 1 && random.once(2) ? "" : "\n");
  }
  return { bytes: Buffer.from(text, "latin1"), format: named };
}

// ---- the plain reader

export interface Reading {
  /** NDJSON lines. */
  readonly records: readonly string[];
  readonly faults: readonly string[];
  readonly lines: number;
}

export function readPlainly({ bytes, format: named }: TextSource): Reading {
  const records: string[] = [];
  const faults: string[] = [];
  let format = named ?? defaultFormat;
  const lines = bytes
    .toString("latin1")
    .replace(/^\xef\xbb\xbf/, "")
    .split("\n");
  if (lines.at(-1) === "") lines.pop();
  const known = [...(named ? [named] : []), defaultFormat, transitGatewayFormat];
  for (const [index, line] of lines.entries()) {
    const words = line.replaceAll(/^[ \t]+|[ \t\r]+$/g, "").split(/[ \t]+/);
    if (words.join("") === "") continue;
    const header = readHeader(words);
    if (header !== undefined) {
      format = header;
      known.unshift(header);
      continue;
    }
    const reason = faultOf(words, format);
    const other = reason === undefined ? format : bestOf(words, known);
    if (other !== undefined) records.push(recordOf(words, other));
    else faults.push(`${index + 1}: ${reason}`);
  }
  return { records, faults, lines: lines.length };
}

function faultOf(words: readonly string[], format: readonly string[]): string | undefined {
  if (words.length !== format.length) return "wrong number of columns";
  const isFaulty = words.some((word, i) => {
    const kind = findField(format[i] ?? "")?.kind ?? "text";
    const isNumber = kind === "integer" || kind === "time";
    return isNumber && word !== "-" && !/^-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?$/.test(trimZeros(word));
  });
  return isFaulty ? "text in place of a number" : undefined;
}

/** The format that words fit best which their own one does not fit: numbers, addresses, and no more odd texts than good ones. */
function bestOf(words: readonly string[], known: readonly (readonly string[])[]): readonly string[] | undefined {
  const scored = known
    .filter((format) => faultOf(words, format) === undefined)
    .map((format) => ({ format, score: scoreOf(words, format) }))
    .filter(({ score }) => score > 0);
  return scored.toSorted((a, b) => b.score - a.score)[0]?.format;
}

const shapes: Readonly<Record<string, RegExp>> = {
  account_id: /^(\d{12}|unknown)$/,
  interface_id: /^eni-/,
  next_hop_interface_id: /^eni-/,
  action: /^(ACCEPT|REJECT)$/,
  log_status: /^(OK|NODATA|SKIPDATA)$/,
  type: /^(IPv4|IPv6|EFA)$/,
  flow_direction: /^(ingress|egress)$/,
  resource_type: /^TransitGateway$/,
  instance_id: /^i-/,
  subnet_id: /^subnet-/,
  vpc_id: /^vpc-/,
  tgw_id: /^tgw-/,
  tgw_attachment_id: /^tgw-attach-/,
};

function scoreOf(words: readonly string[], format: readonly string[]): number {
  let score = 0;
  for (const [i, word] of words.entries()) {
    const name = format[i] ?? "";
    const kind = findField(name)?.kind ?? "text";
    if (word === "-") continue;
    if (kind === "address" && !/^[0-9a-fA-F.:]*[.:][0-9a-fA-F.:]*$/.test(word)) return 0;
    if (kind !== "text") score++;
    else if (shapes[name] !== undefined) score += shapes[name].test(word) ? 1 : -1;
  }
  return score;
}

function trimZeros(word: string): string {
  return word.replace(/^0+(?=\d)/, "");
}

function recordOf(words: readonly string[], format: readonly string[]): string {
  const members = words.map((word, i) => `${JSON.stringify(format[i])}:${valueOf(word, format[i] ?? "")}`);
  return `{${members.join(",")}}`;
}

function valueOf(word: string, name: string): string {
  if (word === "-") return "null";
  const kind = findField(name)?.kind ?? "text";
  if (kind === "text" || kind === "address") return JSON.stringify(decodeBytes(word));
  const digits = trimZeros(word);
  if (kind !== "time" || !/^\d{12,}$/.test(digits)) return digits;
  const fraction = digits.slice(-3).replace(/0+$/, "");
  return digits.slice(0, -3) + (fraction === "" ? "" : `.${fraction}`);
}

const strict = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

function decodeWhole(bytes: Buffer): string | undefined {
  try {
    return strict.decode(bytes);
  } catch {
    return undefined;
  }
}

/** UTF-8 to text; each byte that belongs to no well-formed sequence becomes U+FFFD. */
function decodeBytes(word: string): string {
  const bytes = Buffer.from(word, "latin1");
  let text = "";
  for (let at = 0; at < bytes.length;) {
    const length = [1, 2, 3, 4].find((n) => decodeWhole(bytes.subarray(at, at + n)) !== undefined);
    text += length === undefined ? "\ufffd" : decodeWhole(bytes.subarray(at, at + length));
    at += length ?? 1;
  }
  return text;
}
