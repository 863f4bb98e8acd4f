// File names that are not UTF-8. The system allows any bytes. As in Python (PEP 383), a byte that is not part of a character
// becomes a lone surrogate, U+DC80 to U+DCFF, so that different names stay different and can be turned back into bytes.

const characters =
  // oxlint-disable-next-line no-control-regex -- these are bytes
  /[\x00-\x7f]+|[\xc2-\xdf][\x80-\xbf]|\xe0[\xa0-\xbf][\x80-\xbf]|[\xe1-\xec\xee\xef][\x80-\xbf]{2}|\xed[\x80-\x9f][\x80-\xbf]|\xf0[\x90-\xbf][\x80-\xbf]{2}|[\xf1-\xf3][\x80-\xbf]{3}|\xf4[\x80-\x8f][\x80-\xbf]{2}|([\x80-\xff])/g;
const loneSurrogate = /(?<![\ud800-\udbff])([\udc80-\udcff])/;
/** What Node puts in place of such a byte. */
const REPLACEMENT = "\ufffd";

/** The text for the bytes of a name. */
export function textOfName(name: Uint8Array): string {
  const bytes = Buffer.from(name.buffer, name.byteOffset, name.length).toString("latin1");
  return bytes.replace(characters, (character, stray: string | undefined) =>
    stray === undefined
      ? Buffer.from(character, "latin1").toString("utf8")
      : String.fromCharCode(0xdc00 + stray.charCodeAt(0)),
  );
}

/** Whether Node lost bytes of the name when it made a string of it. */
export function isLossy(name: string): boolean {
  return name.includes(REPLACEMENT);
}

/** The path for Node's functions: a string, or bytes where it is not UTF-8. */
export function rawPath(path: string): string | Buffer {
  if (!loneSurrogate.test(path)) return path;
  const parts = path.split(loneSurrogate);
  // Every second part is the surrogate of a byte.
  const raw = parts.map((part, at) => (at % 2 === 1 ? Buffer.from([byteOf(part)]) : Buffer.from(part)));
  return Buffer.concat(raw);
}

/** The path for data and messages: bytes that are not UTF-8 are written as \xE9. */
export function shownPath(path: string): string {
  const parts = path.split(loneSurrogate);
  if (parts.length === 1) return path;
  return parts.map((part, at) => (at % 2 === 1 ? `\\x${byteOf(part).toString(16)}` : part)).join("");
}

/** The byte that a lone surrogate stands for. */
function byteOf(surrogate: string): number {
  return surrogate.charCodeAt(0) - 0xdc00;
}

/** The arguments, with the bytes that Node lost; `commandLine` reads those of all arguments, each with a NUL after it. */
export function wordsOf(words: readonly string[], commandLine: () => Uint8Array): readonly string[] {
  if (!words.some(isLossy)) return words;
  try {
    const all = textOfName(commandLine()).split("\0").slice(0, -1).slice(-words.length);
    return words.map((word, at) => (isLossy(word) ? (all[at] ?? word) : word));
  } catch {
    return words; // this system has no /proc
  }
}
