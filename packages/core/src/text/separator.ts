// Finds the separator of a file's cells: a spreadsheet writes a semicolon where the comma is decimal, others
// a bar. The first row tells, by the names of fields in it; where it has none, by how many cells it comes to.
import { findField } from "../field.ts";
import { splitRow } from "./row.ts";

/** Those of CSV; a tab is TSV. The first of equals is meant. */
export const csvSeparators = [",", ";", "|"] as const;

/** The separator of a text that begins with a row. */
export function separatorOf(text: string): string {
  let best: { readonly separator: string; readonly known: number; readonly cells: number } | undefined;
  for (const separator of csvSeparators) {
    const cells = splitRow(text, separator)?.cells ?? [];
    const known = knownIn(cells);
    const isBetter = best === undefined || known > best.known || (known === best.known && cells.length > best.cells);
    if (isBetter) best = { separator, known, cells: cells.length };
  }
  return best?.separator ?? ",";
}

/** How many of the cells are names of fields. */
export function knownIn(cells: readonly string[]): number {
  return cells.filter((cell) => findField(cell.trim()) !== undefined).length;
}

/** A heading after a hash, without it; undefined when the line is a comment. */
export function headingBehindHash(line: string, separator: string): string | undefined {
  const rest = line.replace(/^#\s*/, "");
  const cells = splitRow(rest, separator)?.cells ?? [];
  return cells.length > 1 && knownIn(cells) * 2 > cells.length ? rest : undefined;
}

/** Whether a line begins with a hash, and no heading comes after it. */
export function isComment(line: string): boolean {
  return line.startsWith("#") && csvSeparators.every((separator) => headingBehindHash(line, separator) === undefined);
}
