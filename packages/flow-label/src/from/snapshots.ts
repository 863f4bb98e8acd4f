// Several snapshots of the same things, each with its time in its name, as one history: what a snapshot says is in force until the next
// one. What several say one after the other is one row.
import type { Problem } from "@flowlogs/base/problem";
import { parseAbsoluteInstant } from "@flowlogs/core";
import type { LabelRecord } from "./labelRecord.ts";

/** A file of a folder. */
export interface Snapshot {
  readonly name: string;
  readonly records: readonly LabelRecord[];
}

/** In milliseconds, from a name such as eni-2026-11-20.json, 2026-11-20T06:00:00Z.json or interfaces_20261120T0600Z.json.gz. */
function snapshotTime(name: string): number | undefined {
  const match = /(?<!\d)(\d{4}-\d\d-\d\d|\d{8})(?:[T_ ](\d\d)[:-]?(\d\d)(?:[:-]?(\d\d))?Z?)?(?!\d)/.exec(name);
  if (match === null) return undefined;
  const [, day = "", hour = "00", minute = "00", second = "00"] = match;
  const date = day.includes("-") ? day : day.replace(/(\d{4})(\d\d)(\d\d)/, "$1-$2-$3");
  const seconds = parseAbsoluteInstant(`${date}T${hour}:${minute}:${second}Z`);
  return typeof seconds === "number" ? seconds * 1000 : undefined;
}

/** The rows of all snapshots, each in force from its snapshot on; a problem where their times do not say in which order they come. */
export function history(
  snapshots: readonly Snapshot[],
): readonly LabelRecord[] | (Problem & { readonly name: string }) {
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
