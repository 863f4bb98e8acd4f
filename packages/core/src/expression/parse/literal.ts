// What a literal means next to a given field: numbers, names of protocols and services, times, addresses, ranges, texts.
import { compareAddresses, parseAddress, parseAddresses, type AddressRange } from "../../address.ts";
import { isProblem, type Problem } from "@flowlogs/base/problem";
import { nearest, nearestName } from "@flowlogs/base/nearest";
import { isDateOfDigits, parseAbsoluteInstant, parseInstant } from "../../time/instant.ts";
import { protocolNames, protocolNumber, serviceNames, serviceNumber } from "../../portNames.ts";
import { problemOf, quoteOnce, unexpected, type Cursor } from "./cursor.ts";
import { compareDecimals, parseDecimal, parsePlainDecimal } from "../decimal.ts";
import type { Target } from "./target.ts";
import type { Item, Value } from "../syntax.ts";
import type { Token } from "./token.ts";

/** The value of a token compared with a field, or why it can be none. */
export function readValue(cursor: Cursor, token: Token, target: Target): Value | Problem {
  const refusal = refuse(cursor, token, target);
  if (refusal !== undefined) return refusal;
  const raw = token.text;
  const quoted = token.kind === "string";
  const kind = target.field?.kind;
  if (kind === "address" || kind === undefined) {
    const range = parseAddresses(raw);
    if (range !== undefined) return { kind: "address", ...range, raw };
    if (kind === "address") return notOfKind(cursor, token, target);
  }
  const text = readNumber(raw, quoted, target) ?? (kind === "time" ? readRelative(raw, cursor.now) : undefined);
  if (text !== undefined) return { kind: "number", text, quoted, raw };
  if (kind === "integer" || kind === "time") return notOfKind(cursor, token, target);
  return (quoted ? undefined : misspelledValue(cursor, token, target)) ?? { kind: "text", text: raw, quoted };
}

/** `action = REJCT`, which would hold for no record. In quotes any text is compared: other logs have other values. */
function misspelledValue(cursor: Cursor, token: Token, { field, label }: Target): Problem | undefined {
  const known = Object.keys(field?.values ?? {});
  const near = known.includes(token.text) ? undefined : nearestName(token.text, known);
  if (near === undefined) return undefined;
  const problem = `${label} is never ${quoteOnce(token.text)} in flow logs`;
  return problemOf(cursor, token, problem, `did you mean "${near}"? in quotes any text is compared`);
}

/**
 * A member of a list, where a bare `1-1023` is a range (but not next to a text field of the table, whose ids have
 * dashes).
 */
export function readItem(cursor: Cursor, token: Token, target: Target): Item | Problem {
  const path = token.kind === "file" ? token.text : token.kind === "word" ? /^@(.+)/.exec(token.text)?.[1] : undefined;
  if (path !== undefined) return { kind: "file", path };
  const isRange = token.kind === "word" && target.field?.kind !== "text" && target.field?.kind !== "address";
  const ends = isRange ? readRange(token.text, target) : undefined;
  if (ends !== undefined) return rangeOf(cursor, token, ends);
  const value = readValue(cursor, token, target);
  if (isProblem(value)) return value;
  return value.kind === "address" ? { kind: "addresses", low: value.low, high: value.high } : { kind: "value", value };
}

/** The range between two values, both included; undefined for texts, which have none. */
export function readBetween(cursor: Cursor, token: Token, low: Value, high: Value): Item | Problem | undefined {
  if (low.kind === "number" && high.kind === "number") return rangeOf(cursor, token, [low.text, high.text]);
  if (low.kind !== "address" && high.kind !== "address") return undefined;
  if (low.kind !== "address" || high.kind !== "address" || isWide(low) || isWide(high)) {
    return problemOf(cursor, token, "between needs two single addresses");
  }
  if (low.low.family !== high.low.family) return problemOf(cursor, token, "between needs two addresses of one family");
  if (compareAddresses(low.low, high.low) > 0) return emptyRange(cursor, token, low.raw, high.raw);
  return { kind: "addresses", low: low.low, high: high.low };
}

function isWide({ low, high }: AddressRange): boolean {
  return compareAddresses(low, high) !== 0;
}

/** What can be a value next to no field at all. */
function refuse(cursor: Cursor, token: Token, target: Target): Problem | undefined {
  const { label } = target;
  if (token.kind === "regex") return problemOf(cursor, token, "a regular expression requires =~, like or matches");
  if (token.kind === "key") return unexpected(cursor, token, "a list holds values, not fields");
  if (token.kind === "file") return unexpected(cursor, token, `a list file requires in: ${label} in @FILE`);
  if (token.kind !== "word") return undefined;
  if (/^(?:null|-)$/i.test(token.text)) {
    return problemOf(cursor, token, "nothing is equal to null", `write ${label} is null or ${label} is not null`);
  }
  if (token.text === "@") return problemOf(cursor, token, "the file name is missing after @");
  if (token.text.startsWith("@"))
    return unexpected(cursor, token, `a list file requires in: ${label} in ${token.text}`);
  const isRegex = /^\/.+\/[imsu]*$/.test(token.text);
  return isRegex
    ? problemOf(cursor, token, `${quoteOnce(token.text)} is not a value`, `write ${label} =~ ${token.text}`)
    : undefined;
}

/** What is known of the values that something is compared with. */
export type LiteralList = Pick<Target, "label" | "field">;

/** An entry of a list in a file, as a number or a range of numbers. */
export function readEntry(word: string, values: LiteralList): { low: string; high: string } | undefined {
  const number = readNumber(word, false, values);
  const [low, high] = number === undefined ? (readRange(word, values) ?? []) : [number, number];
  return low === undefined || high === undefined || compareDecimals(low, high) > 0 ? undefined : { low, high };
}

/** An instant that depends on when it is read, as `--start` takes it: `-1h`, `2d ago`, `today`; in UTC. */
function readRelative(raw: string, now: number): string | undefined {
  const instant = parseInstant(raw, { now });
  return isProblem(instant) ? undefined : parseDecimal(String(instant));
}

/** Whether a word names a number next to such values: a service next to a port, a protocol, a day. */
export function isNamedNumber(word: string, values: LiteralList): boolean {
  if (values.field?.kind === "time") return /^(?:now|today|yesterday)$/i.test(word);
  return values.field?.kind === "integer" && readNumber(word, false, values) !== undefined;
}

function readNumber(raw: string, quoted: boolean, target: LiteralList): string | undefined {
  const decimal = quoted ? parsePlainDecimal(raw) : parseDecimal(raw);
  if (target.field?.kind === "time") return readTime(raw, decimal);
  if (decimal !== undefined) return decimal;
  if (target.field?.role === "protocol") return protocolNumber(raw)?.toString();
  return target.field?.role === "port" ? serviceNumber(raw)?.toString() : undefined;
}

/** Epoch seconds as they are; dates, ISO 8601 and milliseconds (of 12 or 13 digits) as seconds, which is what records hold. */
function readTime(raw: string, decimal: string | undefined): string | undefined {
  const isDate = isDateOfDigits(raw);
  const isSeconds = decimal !== undefined && !isDate && !(Number(decimal) >= 1e11 && Number(decimal) < 1e13);
  if (isSeconds) return decimal;
  const instant = parseAbsoluteInstant(raw);
  if (typeof instant === "number") return parseDecimal(String(instant));
  return isDate ? undefined : decimal;
}

/** The two ends of `1-1023` or `ssh-https`; a word that is itself a name (`http-alt`) is not a range. */
function readRange(word: string, target: LiteralList): readonly [string, string] | undefined {
  if (readNumber(word, false, target) !== undefined) return undefined;
  for (let dash = word.indexOf("-", 1); dash > 0; dash = word.indexOf("-", dash + 1)) {
    const low = readNumber(word.slice(0, dash), false, target);
    const high = readNumber(word.slice(dash + 1), false, target);
    if (low !== undefined && high !== undefined) return [low, high];
  }
  return undefined;
}

function rangeOf(cursor: Cursor, token: Token, [low, high]: readonly [string, string]): Item | Problem {
  return compareDecimals(low, high) > 0 ? emptyRange(cursor, token, low, high) : { kind: "range", low, high };
}

function emptyRange(cursor: Cursor, token: Token, low: string, high: string): Problem {
  return problemOf(cursor, token, `the range is empty: ${low} is more than ${high}`);
}

function notOfKind(cursor: Cursor, token: Token, target: Target): Problem {
  const { problem, advice } = misfit(quoteOnce(cursor.text.slice(token.from, token.to)), token.text, target);
  return problemOf(cursor, token, problem, advice);
}

/** Why a word is not a value next to such values; `written`: its spelling in the text. */
export function misfit(
  written: string,
  word: string,
  values: LiteralList,
): Required<Pick<Problem, "problem" | "advice">> {
  const { label, field } = values;
  const what = { integer: "a number", time: "a time", address: "an address", text: "a text" }[field?.kind ?? "text"];
  return { problem: `${label} is ${what}, and ${written} is not`, advice: adviceFor(word, values) };
}

function adviceFor(word: string, target: LiteralList): string {
  const { label, field } = target;
  if (field?.kind === "address") return "write 10.0.0.1, 10.0.0.0/8 or use like for text";
  if (field?.kind === "time") return "write epoch seconds, 2016-05-21, '2016-05-21 02:00:00' or -1h";
  if (readRange(word, target) !== undefined) return `a range requires in: ${label} in ${word}`;
  if (parseAddress(word) !== undefined) return "addr, srcaddr and dstaddr are compared with addresses";
  const names = field?.role === "port" ? serviceNames() : field?.role === "protocol" ? protocolNames() : [];
  const likely = word.length < 4 ? nearest(word, names, 1) : nearest(word, names);
  return likely === undefined ? "write a number, or use like for text" : `did you mean "${likely}"?`;
}
