// Several snapshots of the same things, each with its time in its name, as one history: what a snapshot says is in force until the next
// one. What several say one after the other is one row.
import type { Problem } from "@flowlogs/base/problem";
import { parseAbsoluteInstant } from "@flowlogs/core";
import type { LabelRecord } from "./labelRecord.ts";

/** A file of a folder. */
export interface Snapshot {
  readonly name: string;
  /** What it is a list of. */
  readonly list: string;
  readonly records: readonly LabelRecord[];
}

const NAMED_TIME =
  /(?<!\d)(\d{4}-\d\d-\d\d|\d{8})(?:[T_ -](\d\d)[:-]?(\d\d)(?:[:-]?(\d\d)(?:\.\d+)?)?(Z|[+-]\d\d:\d\d|\+\d{4})?)?(?!\d)/;

/**
 * In milliseconds, from a name such as eni-2026-11-20.json, 2026-11-20T06:00:00+01:00.json or interfaces_20261120T0600Z.json.gz; UTC,
 * where it does not say more.
 */
function snapshotTime(name: string): number | undefined {
  const match = NAMED_TIME.exec(name);
  // What more digits mean, as in 2026-11-20-06.json, is not known.
  if (match === null || /^[-_T ]?\d/.test(name.slice(match.index + match[0].length))) return undefined;
  const [, day = "", hour = "00", minute = "00", second = "00", zone = "Z"] = match;
  const date = day.includes("-") ? day : day.replace(/(\d{4})(\d\d)(\d\d)/, "$1-$2-$3");
  const seconds = parseAbsoluteInstant(`${date}T${hour}:${minute}:${second}${zone}`);
  return typeof seconds === "number" ? seconds * 1000 : undefined;
}

/** The rows of all snapshots, each in force from its snapshot on; a problem where their times do not say in which order they come. */
export function history(
  snapshots: readonly Snapshot[],
): readonly LabelRecord[] | (Problem & { readonly name: string }) {
  const [first] = snapshots;
  const odd = snapshots.find(({ list }) => list !== first?.list);
  if (odd !== undefined) {
    const problem = `it lists ${odd.list}, but ${first?.name} lists ${first?.list}`;
    return { name: odd.name, problem, advice: "give each list a folder of its own" };
  }
  const timed: { readonly at: number; readonly snapshot: Snapshot }[] = [];
  for (const snapshot of snapshots) {
    const at = snapshotTime(snapshot.name);
    if (at === undefined) {
      const advice = "name each after its time, such as eni-2026-11-20T06:00:00Z.json";
      return { name: snapshot.name, problem: "its name has no time, but it is one of several snapshots", advice };
    }
    timed.push({ at, snapshot });
  }
  timed.sort((a, b) => a.at - b.at);
  for (const [i, { at, snapshot }] of timed.entries()) {
    if (timed[i + 1]?.at !== at) continue;
    const other = timed[i + 1]?.snapshot.name;
    return { name: snapshot.name, problem: `${other} is of the same time`, advice: "keep one of them" };
  }
  return join(timed);
}

interface OpenRow {
  readonly record: LabelRecord;
  readonly from: number;
  to: number;
}

function join(timed: readonly { readonly at: number; readonly snapshot: Snapshot }[]): readonly LabelRecord[] {
  const rows: OpenRow[] = [];
  let before = new Map<string, OpenRow>();
  for (const [i, { at, snapshot }] of timed.entries()) {
    const to = timed[i + 1]?.at ?? Infinity;
    const now = new Map<string, OpenRow>();
    for (const record of snapshot.records) {
      const id = JSON.stringify([record.keys, record.labels]);
      const known = before.get(id);
      if (known === undefined) {
        const row = { record, from: at, to };
        rows.push(row);
        now.set(id, row);
      } else {
        known.to = to;
        now.set(id, known);
      }
    }
    before = now;
  }
  return rows.map(({ record, from, to }) => ({ ...record, validity: { from, to } }));
}
