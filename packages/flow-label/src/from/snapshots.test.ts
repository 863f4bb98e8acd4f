// Which snapshot holds when, by the times in their names, in whatever order they come.
import { isProblem } from "@flowlogs/base/problem";
import { expect, test } from "vitest";
import { history, type Snapshot } from "./snapshots.ts";

function snapshot(name: string, owner: string, list = "NetworkInterfaces"): Snapshot {
  return { name, list, records: [{ keys: [{ field: "address", text: "10.0.0.1" }], labels: { owner } }] };
}

/** Owners with the times from which and to which each holds. */
function owners(snapshots: readonly Snapshot[]): readonly unknown[] {
  const rows = history(snapshots);
  if (isProblem(rows)) return [rows];
  return rows.map(({ labels, validity }) => [
    labels["owner"],
    ...[validity?.from, validity?.to].map((time) =>
      time === Infinity ? "" : new Date(time ?? 0).toISOString().slice(0, 16),
    ),
  ]);
}

test("snapshots are put in the order of their times, not of their names or of how they come", () => {
  const first = ["a", "2026-11-18T00:00", "2026-11-20T06:30"];
  const second = ["b", "2026-11-20T06:30", "2026-11-20T08:00"];
  const third = ["c", "2026-11-20T08:00", ""];
  const snapshots = [
    snapshot("z-20261118.json", "a"),
    snapshot("y-2026-11-20T0630Z.json", "b"),
    snapshot("x-2026-11-20T06:00:00-02:00.json", "c"),
  ];
  expect(owners(snapshots)).toEqual([first, second, third]);
  expect(owners(snapshots.toReversed())).toEqual([first, second, third]);
});

test.each([
  ["2026-11-20T06:00:00Z.json", "2026-11-20T06:00"],
  ["2026-11-20T06:00:00.123Z.json", "2026-11-20T06:00"],
  ["2026-11-20T06:00:00+01:00.json", "2026-11-20T05:00"],
  ["2026-11-20T06:00:00+0100.json", "2026-11-20T05:00"],
  ["eni_20261120T0600Z.json.gz", "2026-11-20T06:00"],
  ["eni-2026-11-20-0600.json", "2026-11-20T06:00"],
  ["eni-2026-11-20_06-00-00.json", "2026-11-20T06:00"],
  ["2026-11-20.json", "2026-11-20T00:00"],
])("%s is of %s", (name, time) => {
  const [, row] = owners([snapshot("2000-01-01.json", "before"), snapshot(name, "x")]);
  expect(row).toEqual(["x", time, ""]);
});

test.each([
  "last.json",
  "20-11-2026.json",
  "2026-13-20.json",
  "2026-11-20-06.json",
  "eni-1795170600.json",
  "2026-11-20T06.json",
])("%s says no time", (name) => {
  expect(owners([snapshot("2000-01-01.json", "before"), snapshot(name, "x")])).toMatchObject([
    { name, problem: "its name has no time, but it is one of several snapshots" },
  ]);
});

test("two of one time, and lists of other things, are refused", () => {
  expect(owners([snapshot("2026-11-20.json", "a"), snapshot("b-20261120T0000Z.json", "b")])).toMatchObject([
    { problem: "b-20261120T0000Z.json is of the same time" },
  ]);
  expect(owners([snapshot("eni-2026-11-20.json", "a"), snapshot("subnets-2026-11-21.json", "b", "Subnets")])).toEqual([
    {
      name: "subnets-2026-11-21.json",
      problem: "it lists Subnets, but eni-2026-11-20.json lists NetworkInterfaces",
      advice: "give each list a folder of its own",
    },
  ]);
});
