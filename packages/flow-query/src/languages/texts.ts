// Texts of a query as flow-filter has to write them: other languages compare them sign by sign, where flow-filter knows names
// of services, networks and spellings of addresses.
import { isIP } from "node:net";

/** A text between quotes, a back-slash before those in it. */
export function quoted(text: string, quote: "'" | "`" = "'"): string {
  return quote + text.replaceAll("\\", "\\\\").replaceAll(quote, `\\${quote}`) + quote;
}

/** Whether other languages take a text for a number. */
export function isNumeral(text: string): boolean {
  return /^-?\d+(?:\.\d+)?$/.test(text);
}

/** Whether this is an address as AWS writes it. */
export function isCanonicalAddress(text: string): boolean {
  const version = isIP(text);
  return version === 4 || (version === 6 && new URL(`http://[${text}]/`).hostname === `[${text}]`);
}

/** The test that a value is this text, or is not, whatever else flow-filter could take it for. */
export function isExactly(value: string, text: string, isEqual: boolean): string {
  return `${value} ${isEqual ? "=~" : "!~"} /^${text.replace(/[\\^$.*+?()[\]{}|/]/g, String.raw`\$&`)}$/`;
}
