// Adds up what several workers counted, as if it had been one worker.
import type { FormatFit, HeldCounts } from "@flowlogs/core/stages";
import type { ReadCounts } from "../readCounts.ts";

type ByReason = Readonly<Record<string, number>>;

type NumberCount = "lines" | "records" | "headers" | "blank" | "bytes" | "outRecords";
type ReasonCount = "dropped" | "skipped" | "statuses" | "rowGroups";

export function sumCounts(all: readonly ReadCounts[]): ReadCounts {
  const sum = (of: NumberCount): number => all.reduce((before, counts) => before + (counts[of] ?? 0), 0);
  const byReason = (of: ReasonCount): ByReason => sumReasons(all.map((counts) => counts[of] ?? {}));
  return {
    lines: sum("lines"),
    records: sum("records"),
    headers: sum("headers"),
    blank: sum("blank"),
    skipped: byReason("skipped"),
    statuses: byReason("statuses"),
    rowGroups: byReason("rowGroups"),
    bytes: sum("bytes"),
    outRecords: sum("outRecords"),
    dropped: byReason("dropped"),
    keys: [...new Set(all.flatMap(({ keys = [] }) => keys))],
    outKeys: [...new Set(all.flatMap(({ outKeys = [] }) => outKeys))],
    testedKeys: all.some(({ testedKeys }) => testedKeys !== undefined)
      ? [...new Set(all.flatMap(({ testedKeys = [] }) => testedKeys))]
      : undefined,
    held: sumHeld(all.map(({ held = {} }) => held)),
    formatFit: joinFits(all.flatMap(({ formatFit }) => formatFit ?? [])),
  };
}

/** What a worker has counted since it had counted `before`. Names, such as keys, are all that it has met. */
export function countsSince(before: ReadCounts, now: ReadCounts): ReadCounts {
  const more = (of: NumberCount): number => (now[of] ?? 0) - (before[of] ?? 0);
  const moreByReason = (of: ReasonCount): ByReason => moreReasons(before[of] ?? {}, now[of] ?? {});
  return {
    ...now,
    lines: more("lines"),
    records: more("records"),
    headers: more("headers"),
    blank: more("blank"),
    skipped: some(moreByReason("skipped")),
    statuses: moreByReason("statuses"),
    rowGroups: moreByReason("rowGroups"),
    bytes: more("bytes"),
    outRecords: more("outRecords"),
    dropped: some(moreByReason("dropped")),
    held: moreHeld(before.held ?? {}, now.held ?? {}),
  };
}

/** Some reasons are listed only where there is something, the others always. */
function some(counts: ByReason): ByReason {
  return Object.fromEntries(Object.entries(counts).filter(([, count]) => count > 0));
}

function moreReasons(before: ByReason, now: ByReason): ByReason {
  return Object.fromEntries(Object.entries(now).map(([reason, count]) => [reason, count - (before[reason] ?? 0)]));
}

type HeldByField = Readonly<Record<string, HeldCounts>>;

function moreHeld(before: HeldByField, now: HeldByField): HeldByField {
  return Object.fromEntries(
    Object.entries(now).map(([field, counts]) => [
      field,
      { ...counts, without: counts.without - (before[field]?.without ?? 0) },
    ]),
  );
}

function sumHeld(all: readonly Readonly<Record<string, HeldCounts>>[]): Record<string, HeldCounts> {
  const fields = new Set(all.flatMap(Object.keys));
  return Object.fromEntries([...fields].map((field) => [field, sumHeldOf(all.flatMap((held) => held[field] ?? []))]));
}

function sumHeldOf(all: readonly HeldCounts[]): HeldCounts {
  return {
    without: all.reduce((sum, { without }) => sum + without, 0),
    found: [...new Set(all.flatMap(({ found }) => found))],
    strangers: [...new Set(all.flatMap(({ strangers }) => strangers))],
    hasMore: all.some(({ hasMore }) => hasMore),
  };
}

function joinFits(all: readonly FormatFit[]): FormatFit | undefined {
  const widths = new Set(all.flatMap((fit) => fit.widths));
  return all.length === 0 ? undefined : { isMet: all.some(({ isMet }) => isMet), widths: [...widths] };
}

function sumReasons(all: readonly ByReason[]): ByReason {
  const counts: Record<string, number> = {};
  for (const [reason, count] of all.flatMap(Object.entries<number>)) counts[reason] = (counts[reason] ?? 0) + count;
  return counts;
}
