// Where to resume after a last line that was read without its end: after it if only its end was added, otherwise from its
// start, so that it is never read as two lines.
import type { FileCheckpoint } from "./checkpoint.ts";
import type { LinePosition } from "../reader/lineTracker.ts";

/** `lineEnd`: the length of the line end that follows what was read, 0 if something else follows. */
export function resumePosition(
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
