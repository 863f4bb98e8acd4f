// How wide help is.

/** Lines beyond this are hard to read, however wide the terminal is. */
const WIDEST = 100;

/** The width of a help text on a terminal of this width. */
export function widthFor(columns: number): number {
  return Math.max(20, Math.min(WIDEST, columns));
}
