// Functions of texts. Each is computed once per combination of distinct arguments; a value that is not a text counts as
// it is written, and the answer undefined is null.
import { parseAddress } from "../../address.ts";
import { naturalKey } from "../../text/naturalKey.ts";
import { openRegex, type PatternUser, checkRegex } from "../../regex/regex.ts";
import type { Ask, Refusal, ScalarFunction } from "./function.ts";
import type { Scalar } from "../syntax.ts";

export const textFunctions: readonly ScalarFunction[] = [
  { name: "concat", parameters: ["text"], repeats: 1, gives: "text", works: { ask: (...texts) => texts.join("") } },
  ofText("tolower", (text) => text.toLowerCase()),
  ofText("toupper", (text) => text.toUpperCase()),
  trimming("trim", (text, signs) => withoutEnd(withoutStart(text, signs), signs)),
  trimming("ltrim", withoutStart),
  trimming("rtrim", withoutEnd),
  { name: "strlen", parameters: ["any"], gives: "number", works: { ask: (text = "") => [...text].length } },
  {
    name: "substr",
    parameters: ["any", "number", "number"],
    optional: 1,
    gives: "text",
    works: { ask: (text = "", start = "0", length = "Infinity") => part([...text], Number(start), Number(length)) },
  },
  {
    name: "replace",
    parameters: ["any", "text", "text"],
    gives: "text",
    works: { ask: (text = "", old = "", by = "") => (old === "" ? text : text.replaceAll(old, () => by)) },
  },
  {
    name: "regexReplace",
    parameters: ["any", "constant", "text"],
    gives: "text",
    works: { opens: ([, source], user) => replacing(regexOf(source), user) },
    refuse: ([, source]) => refuseRegex(regexOf(source)),
  },
  {
    name: "regexExtract",
    parameters: ["any", "constant", "number"],
    optional: 1,
    gives: "text",
    works: { opens: ([, source, group], user) => extracting(regexOf(source), groupOf(group), user) },
    refuse: ([, source, group]) => refuseRegex(regexOf(source)) ?? refuseGroup(regexOf(source), group),
  },
  ofText("urlencode", encodeURIComponent),
  ofText("urldecode", decodeURIComponent),
  ofText("base64encode", (text) => btoa(byteString(new TextEncoder().encode(text)))),
  ofText("base64decode", (text) => utf8(atob(text))),
  ofText("hexToAscii", (text) => utf8(bytesOfHex(text))),
  {
    name: "hexToDec",
    parameters: ["any"],
    gives: "number",
    works: { ask: (text = "") => (/^(0x)?[0-9a-f]+$/i.test(text) ? Number.parseInt(text, 16) : undefined) },
  },
  {
    name: "decToHex",
    parameters: ["number"],
    gives: "text",
    works: { ask: (text = "") => (/^\d+$/.test(text) ? BigInt(text).toString(16) : undefined) },
  },
  { name: "natural", parameters: ["any"], gives: "text", works: { ask: (text = "") => naturalKey(text) } },
  { name: "ipv4ToNumber", parameters: ["any"], gives: "number", works: { ask: (text = "") => fourAsNumber(text) } },
];

function ofText(name: string, work: (text: string) => string | undefined): ScalarFunction {
  const ask = (text = ""): string | undefined => {
    try {
      return work(text);
    } catch {
      return undefined; // text that cannot be decoded: the language can only answer by throwing
    }
  };
  return { name, parameters: ["any"], gives: "text", works: { ask } };
}

function trimming(name: string, work: (text: string, signs: string | undefined) => string): ScalarFunction {
  const ask = (text = "", signs?: string): string => work(text, signs);
  return { name, parameters: ["any", "text"], optional: 1, gives: "text", works: { ask } };
}

function withoutStart(text: string, signs: string | undefined): string {
  if (signs === undefined) return text.trimStart();
  const rest = [...text];
  const first = rest.findIndex((sign) => !signs.includes(sign));
  return first < 0 ? "" : rest.slice(first).join("");
}

function withoutEnd(text: string, signs: string | undefined): string {
  if (signs === undefined) return text.trimEnd();
  const rest = [...text];
  return rest.slice(0, rest.findLastIndex((sign) => !signs.includes(sign)) + 1).join("");
}

function part(signs: readonly string[], start: number, length: number): string {
  const from = Math.max(0, Math.trunc(start));
  return signs.slice(from, from + Math.max(0, Math.trunc(length))).join("");
}

interface Written {
  readonly source: string;
  readonly flags: string;
}

/** Insights writes flags as (?i) at the beginning. */
function regexOf(argument: Scalar | undefined): Written {
  const text = argument?.kind === "text" ? argument.text : "";
  const [inline = "", flags = ""] = /^\(\?([ims]+)\)/.exec(text) ?? [];
  return { source: text.slice(inline.length), flags: `u${flags}` };
}

function replacing({ source, flags }: Written, user: PatternUser): Ask {
  const regex = openRegex(source, flags, user);
  return (text = "", _source = "", by = "") => regex.replaceAll(text, by);
}

function refuseRegex({ source, flags }: Written): Refusal | undefined {
  const checked = checkRegex(source, flags);
  return typeof checked === "string" ? { argument: 1, problem: checked } : undefined;
}

/** One character a byte, as btoa takes them. */
function byteString(bytes: Uint8Array): string {
  let text = "";
  for (let at = 0; at < bytes.length; at += CALL_LIMIT) {
    text += String.fromCharCode(...bytes.subarray(at, at + CALL_LIMIT));
  }
  return text;
}

/** What a group of the first match is; undefined where there is no match. */
function extracting({ source, flags }: Written, group: number, user: PatternUser): Ask {
  const whole = openRegex(`[\\s\\S]*?(?:${source})[\\s\\S]*`, flags, user);
  return (text = "") => (whole.test(text) ? whole.replaceAll(text, `$${group}`) : undefined);
}

function groupOf(group: Scalar | undefined): number {
  return group?.kind === "number" ? Number(group.text) : 1;
}

function refuseGroup({ source, flags }: Written, group: Scalar | undefined): Refusal | undefined {
  const wanted = groupOf(group);
  const groups = (new RegExp(`${source}|`, flags).exec("")?.length ?? 1) - 1;
  if (Number.isInteger(wanted) && wanted > 0 && wanted <= groups) return undefined;
  const problem = groups === 0 ? "the regular expression has no group" : `the regular expression has ${groups} groups`;
  return { argument: group === undefined ? 1 : 2, problem, advice: "write one as in 'port ([0-9]+)'" };
}

/** Arguments that a call may have without a thought for the stack. */
const CALL_LIMIT = 8192;

/** One character a byte, as atob gives them, read as UTF-8; throws when it is not one. */
function utf8(binary: string): string {
  const bytes = Uint8Array.from(binary, (sign) => sign.charCodeAt(0));
  return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
}

function bytesOfHex(text: string): string {
  if (!/^(?:[0-9a-f]{2})*$/i.test(text)) throw new TypeError("not pairs of hexadecimal digits");
  return text.replace(/../g, (pair) => String.fromCharCode(Number.parseInt(pair, 16)));
}

function fourAsNumber(text: string): number | undefined {
  const address = parseAddress(text);
  return address?.family === 4 ? Number(address.low) : undefined;
}
