import { expect, test } from "vitest";
import { fitColumns } from "./fitColumns.ts";

const column = (name: string, width: number, isNumber = false) => ({ name, width, isNumber });

test("without a limit every column is as wide as it wants to be", () => {
  expect(fitColumns([column("a", 100), column("b", 100)], undefined)).toEqual({
    columns: [0, 1],
    widths: [100, 100],
    leftOut: [],
  });
});

test("the widest texts are narrowed first, numbers and addresses never", () => {
  const columns = [column("srcaddr", 15), column("vpc_id", 21), column("note", 40), column("bytes", 8, true)];
  // 15 + 21 + 40 + 8 and three gaps of 2 are 90: ten too many, and all ten come from the widest.
  expect(fitColumns(columns, 80)).toEqual({ columns: [0, 1, 2, 3], widths: [15, 21, 30, 8], leftOut: [] });
});

test("what does not fit even so is left out, the least important first", () => {
  const names = ["version", "srcaddr", "dstaddr", "instance_id", "sum(bytes)"];
  const columns = names.map((name) => column(name, 15, name === "version" || name.startsWith("sum")));
  expect(fitColumns(columns, 50)).toEqual({
    columns: [1, 2, 4],
    widths: [15, 15, 15],
    leftOut: ["version", "instance_id"],
  });
});

test("a renamed column is as important as its field, and an address stays whole", () => {
  const columns = [
    { ...column("note", 10), of: "version" },
    { ...column("from", 39), of: "srcaddr" },
  ];
  expect(fitColumns(columns, 39)).toEqual({ columns: [1], widths: [39], leftOut: ["note"] });
});

test("one column is always there", () => {
  expect(fitColumns([column("srcaddr", 39), column("dstaddr", 39)], 5).columns).toEqual([0]);
});
