// The summary of `--stats`: one line for people, or one JSON object for programs. The stage does the counting.

import { plural, rounded, thousands } from "./message.ts";
import { visible, visibleJson } from "./visible.ts";
import type { Counts } from "@flowlogs/base/contracts";

/** The figures of one run. */
interface StatsTotals {
  readonly command: string;
  readonly counts: Counts;
  readonly bad: Readonly<Record<string, number>>;
  /** Bytes written. */
  readonly outBytes: number;
  readonly seconds: number;
}

/** The summary as one line. */
export function stats(format: "text" | "json", totals: StatsTotals): string {
  return format === "json" ? asJson(totals) : asText(totals);
}

function asJson({ command, counts, bad, outBytes, seconds }: StatsTotals): string {
  const { lines, records, headers, blank, skipped, statuses, bytes, outRecords, dropped } = counts;
  // JSON.stringify leaves out what is undefined, such as headers for a command that reads NDJSON.
  const summary = {
    command,
    in: { lines, records, headers, blank, skipped, statuses, bytes },
    out: { records: outRecords, bytes: outBytes },
    dropped,
    bad,
    ...filled("files", counts.files),
    ...filled("folders", counts.folders),
    ...filled("labeled", counts.labeled),
    ...filled("left_out", counts.leftOut),
    ...filled("row_groups", counts.rowGroups),
    ...filled("remote", counts.remote),
    ...(counts.spilled ? { spilled: counts.spilled } : {}),
    seconds: Number(seconds.toFixed(3)),
  };
  return `${visibleJson(JSON.stringify(summary))}\n`;
}

function asText(totals: StatsTotals): string {
  return `${visible(`${totals.command}: ${totalsInWords(totals)}`)}\n`;
}

/** What was read and written, in words. */
export function totalsInWords({ counts, bad, seconds }: StatsTotals): string {
  const parts = [
    `${thousands(counts.lines)} lines in`,
    ...breakdown("bad", bad),
    ...some(counts.headers, "header"),
    ...some(counts.blank, "blank line"),
    ...breakdown("skipped", counts.skipped),
    `${thousands(counts.records)} records`,
    ...breakdown("without traffic", counts.statuses),
    `${thousands(counts.outRecords)} out`,
    ...breakdown("dropped", counts.dropped),
    ...Object.entries(counts.labeled ?? {}).map(([field, count]) => shareOf(field, count, counts.records)),
    ...Object.entries(counts.leftOut ?? {}).map(([what, count]) => `${what} left out ${thousands(count)}`),
    ...breakdown("files", counts.files),
    ...breakdown("folders", counts.folders),
    ...breakdown("row groups", counts.rowGroups),
    ...Object.entries(counts.remote ?? {}).map(([what, count]) => `${what} ${thousands(count)}`),
    ...(counts.spilled ? [`spilled ${rounded(counts.spilled)} bytes`] : []),
    `${seconds.toFixed(1)} s`,
    `${rounded(seconds > 0 ? counts.lines / seconds : 0)} lines/s`,
  ];
  return parts.join(", ");
}

/** `srcaddr labeled 90 (90.0%)`. */
function shareOf(field: string, count: number, records: number): string {
  const percent = records === 0 ? 0 : (100 * count) / records;
  return `${field} labeled ${thousands(count)} (${percent.toFixed(1)}%)`;
}

function some(count: number | undefined, noun: string): string[] {
  return count === undefined || count === 0 ? [] : [plural(count, noun)];
}

function filled(name: string, counts: Readonly<Record<string, number>> = {}): Record<string, unknown> {
  return Object.keys(counts).length === 0 ? {} : { [name]: counts };
}

function breakdown(what: string, byReason: Readonly<Record<string, number>> = {}): string[] {
  const reasons = Object.entries(byReason).filter(([, count]) => count > 0);
  if (reasons.length === 0) return [];
  const total = reasons.reduce((sum, [, count]) => sum + count, 0);
  const listed = reasons.map(([reason, count]) => (reasons.length === 1 ? reason : `${reason} ${thousands(count)}`));
  return [`${what} ${thousands(total)} (${listed.join(", ")})`];
}
