// Colours as terminals understand them (ECMA-48, select graphic rendition).

const codes = { bold: 1, dim: 2, red: 31, green: 32, yellow: 33, blue: 34, magenta: 35, cyan: 36 } as const;
export type Color = keyof typeof codes;

/** The text in a colour, or as it is where there are none. */
export function colored(text: string, color: Color | undefined, isOn: boolean): string {
  return isOn && color !== undefined && text !== "" ? `\x1b[${codes[color]}m${text}\x1b[0m` : text;
}

/** The colours of series, in their order. */
export const seriesColors: readonly Color[] = ["cyan", "yellow", "magenta", "green", "blue", "red"];

/** What a value of a table stands out by. */
export function colorOf(text: string, isNull: boolean): Color | undefined {
  if (isNull) return "dim";
  return text === "REJECT" ? "red" : undefined;
}
