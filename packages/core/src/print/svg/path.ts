// A line through points, or the area below it, as an element, with no more points than can be seen.
import { short } from "./frame.ts";

/** From the left, and from above. */
export type Point = readonly [x: number, y: number];

export function pathOf(pieces: readonly Point[][], ink: string, dashes: string): string {
  const paths = pieces
    .filter((piece) => piece.length > 1)
    .map((piece) => `M${piece.map(([x, y]) => `${short(x)} ${short(y)}`).join("L")}`);
  const line =
    paths.length === 0
      ? ""
      : `<path d="${paths.join("")}" fill="none" stroke="${ink}" stroke-width="2" stroke-linejoin="round" stroke-dasharray="${dashes}"/>\n`;
  // No line goes to a value between two that are missing.
  const dots = pieces.flatMap((piece) => (piece.length === 1 ? piece : []));
  return line + dots.map(([x, y]) => `<circle cx="${short(x)}" cy="${short(y)}" r="3" fill="${ink}"/>\n`).join("");
}

/** The area between the points and a line at `bottom`. */
export function areaOf(pieces: readonly Point[][], bottom: number, ink: string): string {
  const areas = pieces.map((piece) => {
    const edge = piece.length === 1 ? besides(piece[0] ?? [0, 0]) : piece;
    const [from = 0, to = 0] = [edge[0]?.[0], edge.at(-1)?.[0]];
    const ends = [[from, bottom], ...edge, [to, bottom]];
    return `M${ends.map(([x = 0, y = 0]) => `${short(x)} ${short(y)}`).join("L")}Z`;
  });
  return areas.length === 0 ? "" : `<path d="${areas.join("")}" fill="${ink}" stroke="#ffffff" stroke-width="1"/>\n`;
}

/** A point that is alone as an edge that is seen. */
function besides([x, y]: Point): Point[] {
  return [
    [x - 2, y],
    [x + 2, y],
  ];
}

/**
 * The points between gaps, which are where `y` is NaN. Of those in one column of pixels the first, the lowest, the highest and
 * the last: the picture is the same, and there are few of them, however many values there are.
 */
export function piecesOf(count: number, x: (i: number) => number, y: (i: number) => number): Point[][] {
  const pieces: Point[][] = [];
  let piece: Point[] = [];
  for (let next = 0; next < count;) {
    const from = next++;
    if (Number.isNaN(y(from))) {
      if (piece.length > 0) [piece] = [[], pieces.push(piece)];
      continue;
    }
    const column = Math.floor(x(from));
    let [low, high] = [from, from];
    for (; next < count && Math.floor(x(next)) === column && !Number.isNaN(y(next)); next++) {
      if (y(next) > y(low)) low = next;
      if (y(next) < y(high)) high = next;
    }
    const places = [...new Set([from, low, high, next - 1])].toSorted((a, b) => a - b);
    for (const place of places) piece.push([x(place), y(place)]);
  }
  return piece.length > 0 ? [...pieces, piece] : pieces;
}
