// A line through points as an element, with no more points than can be seen.
import { short } from "./frame.ts";

/** From the left, and from above; NaN above where there is no value. */
export type Point = readonly [x: number, y: number];

export function pathOf(points: readonly Point[], ink: string, dashes: string): string {
  const pieces = piecesOf(points);
  const paths = pieces
    .filter((piece) => piece.length > 1)
    .map(
      (piece) =>
        `M${seen(piece)
          .map(([x, y]) => `${short(x)} ${short(y)}`)
          .join("L")}`,
    );
  const line =
    paths.length === 0
      ? ""
      : `<path d="${paths.join("")}" fill="none" stroke="${ink}" stroke-width="2" stroke-linejoin="round" stroke-dasharray="${dashes}"/>\n`;
  // No line goes to a value between two that are missing.
  const dots = pieces.flatMap((piece) => (piece.length === 1 ? piece : []));
  return line + dots.map(([x, y]) => `<circle cx="${short(x)}" cy="${short(y)}" r="3" fill="${ink}"/>\n`).join("");
}

/** The area between the points and a line at `bottom`. */
export function areaOf(points: readonly Point[], bottom: number, ink: string): string {
  const areas = piecesOf(points).map((piece) => {
    const edge = piece.length === 1 ? besides(piece[0] ?? [0, 0]) : seen(piece);
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

/** The points between gaps. */
function piecesOf(points: readonly Point[]): Point[][] {
  const pieces: Point[][] = [];
  let piece: Point[] = [];
  for (const point of points) {
    if (!Number.isNaN(point[1])) piece.push(point);
    else if (piece.length > 0) [piece] = [[], pieces.push(piece)];
  }
  return piece.length > 0 ? [...pieces, piece] : pieces;
}

/** Of the points in one column of pixels the first, the lowest, the highest and the last: the picture is the same. */
function seen(points: readonly Point[]): Point[] {
  const found: Point[] = [];
  for (let from = 0, end = 0; from < points.length; from = end) {
    const column = Math.floor(points[from]?.[0] ?? 0);
    let [low, high] = [from, from];
    while (end < points.length && Math.floor(points[end]?.[0] ?? 0) === column) {
      if ((points[end]?.[1] ?? 0) > (points[low]?.[1] ?? 0)) low = end;
      if ((points[end]?.[1] ?? 0) < (points[high]?.[1] ?? 0)) high = end;
      end++;
    }
    const places = [...new Set([from, low, high, end - 1])].toSorted((a, b) => a - b);
    for (const place of places) found.push(points[place] ?? [0, 0]);
  }
  return found;
}
