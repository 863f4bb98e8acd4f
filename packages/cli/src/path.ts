// File names that are not UTF-8. The system allows any bytes; as a text, each byte that belongs to no character is a lone
// surrogate, U+DC80 to U+DCFF, as in Python (PEP 383). So no two names become the same, and each finds its way back.

const characters =
  // oxlint-disable-next-line no-control-regex -- these are bytes
  /[\x00-\x7f]+|[\xc2-\xdf][\x80-\xbf]|\xe0[\xa0-\xbf][\x80-\xbf]|[\xe1-\xec\xee\xef][\x80-\xbf]{2}|\xed[\x80-\x9f][\x80-\xbf]|\xf0[\x90-\xbf][\x80-\xbf]{2}|[\xf1-\xf3][\x80-\xbf]{3}|\xf4[\x80-\x8f][\x80-\xbf]{2}|([\x80-\xff])/g;
const lone = /(?<![\ud800-\udbff])([\udc80-\udcff])/;
/** What Node puts in the place of such a byte. */
const REPLACED = "\ufffd";

/** The text of a name. */
export function textOfName(name: Uint8Array): string {
  const bytes = Buffer.from(name.buffer, name.byteOffset, name.length).toString("latin1");
  return bytes.replace(characters, (character, stray: string | undefined) =>
    stray === undefined
      ? Buffer.from(character, "latin1").toString("utf8")
      : String.fromCharCode(0xdc00 + stray.charCodeAt(0)),
  );
}

/** Whether bytes of a name were lost when Node made a text of it. */
export function isLossy(name: string): boolean {
  return name.includes(REPLACED);
}

/** The path as Node's functions take it. */
export function rawPath(path: string): string | Buffer {
  if (!lone.test(path)) return path;
  const parts = path.split(lone);
  // Every second one is a stray byte.
  const raw = parts.map((part, at) => (at % 2 === 1 ? Buffer.from([strayOf(part)]) : Buffer.from(part)));
  return Buffer.concat(raw);
}

/** The path as data may have it: stray bytes are written as \xE9. */
export function shownPath(path: string): string {
  const parts = path.split(lone);
  if (parts.length === 1) return path;
  return parts.map((part, at) => (at % 2 === 1 ? `\\x${strayOf(part).toString(16)}` : part)).join("");
}

/** The byte that such a surrogate stands for. */
function strayOf(surrogate: string): number {
  return surrogate.charCodeAt(0) - 0xdc00;
}

/** Words of the command line, with the bytes that Node lost; `commandLine` brings those of all words, each with a NUL behind. */
export function wordsOf(words: readonly string[], commandLine: () => Uint8Array): readonly string[] {
  if (!words.some(isLossy)) return words;
  try {
    const all = textOfName(commandLine()).split("\0").slice(0, -1).slice(-words.length);
    return words.map((word, at) => (isLossy(word) ? (all[at] ?? word) : word));
  } catch {
    return words; // the system does not tell
  }
}
