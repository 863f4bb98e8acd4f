// Where to read on behind a last line that was read though its end was not there: behind it if its end is all that came, and
// otherwise from its beginning, so that it is never taken for two lines.
import type { FileCheckpoint } from "./checkpoint.ts";
import type { LinePosition } from "../reader/lineTracker.ts";

/** `lineEnd`: bytes of the line end that stands behind what was read, 0 if something else does. */
export function resumed(
  { position, length, taken }: FileCheckpoint,
  path: string,
  lineEnd: number,
): { readonly from: LinePosition | undefined; readonly note?: string } {
  if (position === undefined || taken !== "record") return { from: position };
  const { line } = position;
  if (lineEnd > 0) return { from: { ...position, offset: length + lineEnd, line: line + 1 } };
  const note = `${path}:${line + 1}: the line was read before it was complete; reading it again`;
  return { from: position, note };
}
