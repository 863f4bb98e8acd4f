// Makes texts safe for a terminal. Records, file names and expressions may contain characters that control a terminal, are
// invisible or reverse the order of the text; everything printed for people goes through here, data formats do not.

/** Control, format and bidirectional characters, line separators, lone surrogates, and all that is printed as nothing. */
const invisible = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\p{Default_Ignorable_Code_Point}]/gu;

/** The text in one line, with invisible characters escaped: \n, \x1b, \u202e, \u{e0001}. */
export function visible(text: string): string {
  return /^[ -~]*$/.test(text) ? text : text.replace(invisible, escaped);
}

/** JSON for a terminal: the same values, with invisible characters escaped as \\u202e. */
export function visibleJson(json: string): string {
  return json.replace(invisible, (sign) =>
    Array.from({ length: sign.length }, (_, i) => `\\u${sign.charCodeAt(i).toString(16).padStart(4, "0")}`).join(""),
  );
}

function escaped(sign: string): string {
  const short = { "\t": "\\t", "\n": "\\n", "\r": "\\r" }[sign];
  if (short !== undefined) return short;
  const point = sign.codePointAt(0) ?? 0;
  // A byte of a file name that is not UTF-8 (path.ts).
  const code = (point >= 0xdc80 && point <= 0xdcff ? point - 0xdc00 : point).toString(16);
  if (code.length <= 2) return `\\x${code.padStart(2, "0")}`;
  return code.length <= 4 ? `\\u${code.padStart(4, "0")}` : `\\u{${code}}`;
}
