// What several workers counted, as if it had been one.
import type { Counts } from "@flowlogs/cli";

export function total(all: readonly Counts[]): Counts {
  const dropped: Record<string, number> = {};
  for (const counts of all) {
    for (const [reason, count] of Object.entries(counts.dropped)) dropped[reason] = (dropped[reason] ?? 0) + count;
  }
  const sum = (of: "lines" | "records" | "bytes" | "outRecords"): number =>
    all.reduce((before, counts) => before + counts[of], 0);
  return { lines: sum("lines"), records: sum("records"), bytes: sum("bytes"), outRecords: sum("outRecords"), dropped };
}
