// Texts in the cells of a terminal: Chinese characters take two, combining marks none.
import { eastAsianWidth } from "get-east-asian-width";

/** Columns that a text takes. */
export function widthOf(text: string): number {
  // Most texts are ASCII, for which this is 20 times as fast.
  if (/^[\x20-\x7e]*$/.test(text)) return text.length;
  let width = 0;
  for (const character of text) width += widthOfCharacter(character);
  return width;
}

/** Marks join the character before them, and what only steers takes nothing. */
function widthOfCharacter(character: string): number {
  return /^[\p{M}\p{Cf}\p{Cc}]$/u.test(character) ? 0 : eastAsianWidth(character.codePointAt(0) ?? 0);
}

/** The columns that the widest of many texts takes. */
export function widest(texts: readonly string[]): number {
  return texts.reduce((most, text) => Math.max(most, widthOf(text)), 0);
}

/** Blanks up to a width, before the text or after it. */
export function padded(text: string, width: number, toRight: boolean): string {
  const blanks = " ".repeat(Math.max(0, width - widthOf(text)));
  return toRight ? blanks + text : text + blanks;
}

/** Shortens a text to `width` columns by leaving out its middle: `arn:aws…/web`. */
export function shortened(text: string, width: number): string {
  if (widthOf(text) <= width) return text;
  const characters = [...text];
  const [before, after] = [Math.ceil((width - 1) / 2), Math.floor((width - 1) / 2)];
  return `${fitting(characters, before)}…${fitting(characters.toReversed(), after).split("").toReversed().join("")}`;
}

/** Cuts a text into pieces of at most `width` columns. */
export function wrapped(text: string, width: number): string[] {
  const lines: string[] = [];
  let rest = [...text];
  while (rest.length > 0) {
    const line = fitting(rest, width) || (rest[0] ?? "");
    lines.push(line);
    rest = rest.slice([...line].length);
  }
  return lines.length === 0 ? [""] : lines;
}

/** As many of the characters as fit. */
function fitting(characters: readonly string[], width: number): string {
  let text = "";
  let taken = 0;
  for (const character of characters) {
    taken += widthOf(character);
    if (taken > width) break;
    text += character;
  }
  return text;
}
