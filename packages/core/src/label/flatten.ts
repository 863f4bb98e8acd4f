// Turns ranges that lie inside of each other into ranges that do not overlap, each with the entries of all that have it, the
// smallest first.

export interface KeyRange<Of> {
  readonly first: Of;
  readonly last: Of;
  readonly entry: number;
}

interface FlattenOptions<Of> {
  /** The address after one, or before it. */
  readonly beside: (address: Of, by: 1 | -1) => Of;
  /** What a flat range has for the entries of each range that has it, the smallest range first. */
  readonly entryOf: (groups: readonly (readonly number[])[]) => number;
  /** The entries of one and the same range, in the order in which they count. */
  readonly ordered: (entries: readonly number[], range: KeyRange<Of>) => readonly number[];
  /** Two ranges overlap, and neither is inside of the other. Ends the run. */
  readonly crossing: (one: KeyRange<Of>, other: KeyRange<Of>) => never;
}

interface OpenRange<Of> {
  readonly range: KeyRange<Of>;
  readonly entries: readonly number[];
}

/** Sorts the ranges too. */
export function flatten<Of extends number | bigint>(
  ranges: KeyRange<Of>[],
  { beside, entryOf, ordered, crossing }: FlattenOptions<Of>,
): readonly KeyRange<Of>[] {
  sortRanges(ranges);
  const flat: KeyRange<Of>[] = [];
  /** The ranges that have the address at hand, the largest first. */
  const open: OpenRange<Of>[] = [];
  /** The first address of them that is in no flat range yet. */
  let at: Of | undefined;
  const emit = (last: Of): void => {
    if (at === undefined || at > last) return;
    const groups = open.map(({ entries }) => entries).toReversed();
    flat.push({ first: at, last, entry: entryOf(groups) });
    at = beside(last, 1);
  };
  const closeLast = (): void => {
    const last = open.at(-1)?.range.last;
    if (last !== undefined) emit(last);
    open.pop();
  };
  for (const same of runsOf(ranges)) {
    const [range] = same;
    while (isBefore(open.at(-1), range)) closeLast();
    const around = open.at(-1)?.range;
    if (around !== undefined && around.last < range.last) crossing(around, range);
    if (around !== undefined) emit(beside(range.first, -1));
    at = range.first;
    const entries = same.map(({ entry }) => entry);
    open.push({ range, entries: same.length === 1 ? entries : ordered(entries, range) });
  }
  while (open.length > 0) closeLast();
  return flat;
}

function isBefore<Of>(open: OpenRange<Of> | undefined, range: KeyRange<Of>): boolean {
  return open !== undefined && open.range.last < range.first;
}

/** Ranges that are the same. */
function* runsOf<Of>(sorted: readonly KeyRange<Of>[]): Generator<readonly [KeyRange<Of>, ...KeyRange<Of>[]]> {
  for (let i = 0; i < sorted.length;) {
    const range = sorted[i];
    if (range === undefined) return;
    const run: [KeyRange<Of>, ...KeyRange<Of>[]] = [range];
    for (i++; ; i++) {
      const next = sorted[i];
      if (next?.first !== range.first || next.last !== range.last) break;
      run.push(next);
    }
    yield run;
  }
}

/** By their first addresses, and of those with the same one the largest first. */
function sortRanges<Of extends number | bigint>(ranges: KeyRange<Of>[]): void {
  if (isSorted(ranges)) return;
  const byFirst = ranges.length <= INDEX_LIMIT ? sortedByFirst(ranges) : undefined;
  // Where few are left to be sorted, a sort that compares is quick.
  for (const [i, range] of (byFirst ?? []).entries()) ranges[i] = range;
  if (byFirst === undefined || !isSorted(ranges)) ranges.sort(compare);
}

function compare<Of extends number | bigint>(a: KeyRange<Of>, b: KeyRange<Of>): number {
  return a.first < b.first
    ? -1
    : a.first > b.first
      ? 1
      : a.last > b.last
        ? -1
        : a.last < b.last
          ? 1
          : a.entry - b.entry;
}

function isSorted<Of extends number | bigint>(ranges: readonly KeyRange<Of>[]): boolean {
  return ranges.every((range, i) => {
    const before = ranges[i - 1];
    return before === undefined || compare(before, range) <= 0;
  });
}

/** Of numbers below 2^32, so that a number has both the address and the place. */
const INDEX_LIMIT = 2 ** 20;

/**
 * Numbers in the order of their first addresses, those with the same one as they come; undefined for other addresses. A sort of
 * plain numbers: a tenth of the time of one that compares objects.
 */
function sortedByFirst<Of extends number | bigint>(
  ranges: readonly KeyRange<Of>[],
): readonly KeyRange<Of>[] | undefined {
  const keys = new Float64Array(ranges.length);
  for (const [i, { first }] of ranges.entries()) {
    if (typeof first === "bigint") return undefined;
    keys[i] = first * INDEX_LIMIT + i;
  }
  return Array.from(keys.toSorted(), (key) => ranges[key % INDEX_LIMIT]).filter((range) => range !== undefined);
}
