// How wide help is.

/** Lines beyond this are hard to read, however wide the terminal is. */
const WIDEST = 100;

/** Lines of this width, for a terminal with so many columns. */
export function widthFor(columns: number): number {
  return Math.max(20, Math.min(WIDEST, columns));
}
