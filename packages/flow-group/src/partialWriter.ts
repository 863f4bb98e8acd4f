// Writes partial states, as long as whoever merges them can read them: a line has a limit.
import { OutputError } from "@flowlogs/cli";

/** No command reads longer lines. */
const LINE_LIMIT = 16 * 1024 * 1024;
const NEWLINE = 10;

export function partialWriter(write: (bytes: Uint8Array) => void): (bytes: Uint8Array) => void {
  return (bytes) => {
    if (bytes.length > LINE_LIMIT) checkLines(bytes);
    write(bytes);
  };
}

/** Throws OutputError. */
function checkLines(bytes: Uint8Array): void {
  for (let from = 0; from < bytes.length;) {
    const end = bytes.indexOf(NEWLINE, from);
    if (end - from > LINE_LIMIT) {
      const advice = "ask for approx_count_distinct, or for fewer values in a group";
      throw new OutputError("the state of a group is longer than 16 MiB", advice, "--partial");
    }
    from = end + 1;
  }
}
