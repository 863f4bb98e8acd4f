// Colours as terminals understand them (ECMA-48, select graphic rendition).

const codes = { bold: 1, dim: 2, red: 31, green: 32, yellow: 33, blue: 34, magenta: 35, cyan: 36, grey: 90 } as const;
export type Color = keyof typeof codes;

/** Between the code of a colour and that of the same as a ground. */
const GROUND = 10;

/** The text in a colour, on a ground if one is given, or as it is where there are no colours. */
export function colored(text: string, color: Color | undefined, isOn: boolean, ground?: Color): string {
  if (!isOn || color === undefined || text === "") return text;
  return `\x1b[${codes[color]}${ground === undefined ? "" : `;${codes[ground] + GROUND}`}m${text}\x1b[0m`;
}

/** The colours of series, in their order. */
export const seriesColors: readonly Color[] = ["cyan", "yellow", "magenta", "green", "blue", "red"];

/** The colour of a series; what is beyond them is the sum of all others. */
export function seriesColor(series: number): Color {
  return seriesColors[series] ?? "grey";
}

/** What a value of a table stands out by. */
export function colorOf(text: string, isNull: boolean): Color | undefined {
  if (isNull) return "dim";
  return text === "REJECT" ? "red" : undefined;
}
