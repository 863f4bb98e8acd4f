// Functions of texts. Each is asked once for each combination of distinct arguments; a value that is no text counts as
// it is written, and the answer undefined is null.
import { parseAddress } from "../address.ts";
import type { Refusal, ScalarFunction } from "./functions.ts";
import type { Scalar } from "./syntax.ts";

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
    works: { ask: (text = "", source = "", by = "") => text.replace(compile(source), by) },
    refuse: ([, source]) => refuseRegex(source),
  },
  ofText("urlencode", encodeURIComponent),
  ofText("urldecode", decodeURIComponent),
  ofText("base64encode", (text) => btoa(String.fromCodePoint(...new TextEncoder().encode(text)))),
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

const regexes = new Map<string, RegExp>();

function compile(source: string): RegExp {
  const known = regexes.get(source);
  if (known !== undefined) return known;
  const inline = /^\(\?([ims]+)\)/.exec(source);
  const regex = new RegExp(source.slice(inline?.[0].length ?? 0), `gu${inline?.[1] ?? ""}`);
  regexes.set(source, regex);
  return regex;
}

function refuseRegex(source: Scalar | undefined): Refusal | undefined {
  try {
    compile(source?.kind === "text" ? source.text : "");
    return undefined;
  } catch (error) {
    const reason = error instanceof Error ? error.message.replace(/^.*: /, "") : String(error);
    return { argument: 1, problem: `the regular expression is not valid: ${reason}` };
  }
}

/** One character a byte, as atob gives them, read as UTF-8; throws when it is none. */
function utf8(binary: string): string {
  const bytes = Uint8Array.from(binary, (sign) => sign.charCodeAt(0));
  return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
}

function bytesOfHex(text: string): string {
  if (!/^(?:[0-9a-f]{2})*$/i.test(text)) throw new TypeError("no pairs of hexadecimal digits");
  return text.replace(/../g, (pair) => String.fromCharCode(Number.parseInt(pair, 16)));
}

function fourAsNumber(text: string): number | undefined {
  const address = parseAddress(text);
  return address?.family === 4 ? Number(address.low) : undefined;
}
