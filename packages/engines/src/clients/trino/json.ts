// JSON with every digit: integers that a double cannot hold are read as texts.

/** A text, or a number. */
const token = /"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g;

/** As JSON.parse, but integers of 16 digits and more are texts of digits. Throws SyntaxError. */
export function parseExact(text: string): unknown {
  if (!/\d{16}/.test(text)) return JSON.parse(text);
  return JSON.parse(text.replaceAll(token, (found) => (/^-?\d{16,}$/.test(found) ? `"${found}"` : found)));
}
