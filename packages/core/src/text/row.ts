// One row of CSV or TSV to its cells, with all of RFC 4180's quotes: for headers, where speed does not matter.

export interface Row {
  readonly cells: readonly string[];
  /** The row as it is, without its end. */
  readonly text: string;
  /** Characters with the end of the line. */
  readonly length: number;
}

/** The first row of the text; undefined when a quote is not closed in it, or when its quotes make no sense. */
export function splitRow(text: string, separator: string): Row | undefined {
  const cells: string[] = [];
  for (let at = 0; ;) {
    const { cell, end } = text[at] === '"' ? quotedCell(text, at) : plainCell(text, at, separator);
    if (cell === undefined) return undefined;
    cells.push(cell);
    const rest = /^\r?\n|^$/.exec(text.slice(end, end + 2));
    if (rest !== null) return { cells, text: text.slice(0, end), length: end + rest[0].length };
    if (text[end] !== separator) return undefined;
    at = end + 1;
  }
}

/** A cell in quotes, in which two quotes are one. */
function quotedCell(text: string, at: number): { cell: string | undefined; end: number } {
  let end = text.indexOf('"', at + 1);
  while (end >= 0 && text[end + 1] === '"') end = text.indexOf('"', end + 2);
  if (end < 0) return { cell: undefined, end: 0 };
  return { cell: text.slice(at + 1, end).replaceAll('""', '"'), end: end + 1 };
}

function plainCell(text: string, at: number, separator: string): { cell: string; end: number } {
  let end = at;
  while (end < text.length && text[end] !== separator && text[end] !== "\n") end++;
  if (text[end] === "\n" && text[end - 1] === "\r" && end > at) end--;
  return { cell: text.slice(at, end), end };
}
