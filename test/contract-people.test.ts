// Tables that come slowly, and large charts.
import { expect, test } from "vitest";
import { file, outcome, run, shell, start, untilPrinted } from "./command.ts";

test("rows of a table are there when input pauses, and their widths are kept", async () => {
  const child = start(["flow-fmt"]);
  child.stdin.write('{"a":"one","n":1}\n');
  // It would wait for a thousand rows, or for the end of its input, which comes only after this.
  await untilPrinted(child, "a    n\none  1\n");
  child.stdin.end('{"a":"longer","n":22}\n');
  expect(await outcome(child)).toEqual({ status: 0, out: "longer  22\n", err: "" });
});

test("a chart of 200,000 points over time, in its own width", async () => {
  const points = Array.from({ length: 200_000 }, (_, i) => `{"bin":${1_795_000_000 + i},"sum(bytes)":${i % 1000}}\n`);
  const path = file("points.ndjson", points.join(""));
  const { out, err, status } = await run(["flow-fmt", "-o", "chart", "--width", "60", path]);
  expect({ err, status }).toEqual({ err: "", status: 0 });
  const lines = out.trimEnd().split("\n");
  expect(lines).toHaveLength(18);
  expect(Math.max(...lines.map((line) => [...line].length))).toBeLessThanOrEqual(60);
});

test("the legend, the name and the lines of a chart are as narrow as a terminal of 20 columns", async () => {
  const groups = ["a group of a long name", "another group", "c", "d", "e", "f", "g"];
  const records = groups.flatMap((group, i) => [1, 2].map((bin) => ({ bin, group, "sum(bytes)": 1000 * i * bin })));
  const path = file("groups.ndjson", records.map((record) => `${JSON.stringify(record)}\n`).join(""));
  for (const format of ["chart", "heatmap"]) {
    const { out } = await run(["flow-fmt", "-o", format, "--width", "20", path]);
    expect(out.split("\n").filter((line) => [...line].length > 20)).toEqual([]);
  }
});

const MILLION = 1_000_000;

test.each<[what: string, words: string, record: (i: number) => string]>([
  ["points", "chart --height 4 --ascii", (i) => `{"bin":${1_795_000_000 + i},"n":${i === 5e5 ? 9 : 1}}`],
  [
    "points of 250 groups",
    "chart --height 4 --ascii",
    (i) => `{"bin":${1_795_000_000 + Math.floor(i / 500)},"a":${i % 250},"b":${i % 2},"n":${i === 5e5 ? 9e3 : 1}}`,
  ],
  ["bars", "bars", (i) => `{"srcaddr":"10.${i >> 16}.${(i >> 8) & 255}.${i & 255}","n":1}`],
])("a chart of a million %s is made in little memory", async (_, words, record) => {
  const path = file("million.ndjson", Array.from({ length: MILLION }, (__, i) => `${record(i)}\n`).join(""));
  const peak = file("peak.mjs", 'process.on("exit", () => console.error(process.resourceUsage().maxRSS));');
  const { out, err } = await shell(`NODE_OPTIONS="--import ${peak}" flow-fmt -o ${words} ${path}`);
  // Nothing but numbers is kept, and those only once. Node itself takes 16,000 KB more since 22.
  const isOlder = process.versions.node.startsWith("20.");
  expect(Number(err.trimEnd().split("\n").at(-1))).toBeLessThan(isOlder ? 108_000 : 128_000);
  expect(out.split("\n")[1]).toMatch(/[*█]/);
});

test.each([
  [80, ""],
  [60, ""],
  [50, "flow-fmt: 1 column does not fit (action); give a larger --width\n"],
  [40, "flow-fmt: 3 columns do not fit (dstaddr, g, action); give a larger --width\n"],
])("bars with many labels are %i columns wide, and what is left out is told", async (width, said) => {
  const record = {
    srcaddr: "a-very-long-name",
    dstaddr: "another-long-name",
    g: "a-third-label",
    action: "ACCEPT",
    "sum(bytes)": 5,
  };
  const { out, err } = await run(["flow-fmt", "-o", "bars", "--width", String(width)], JSON.stringify(record));
  expect(out.split("\n").filter((line) => [...line].length > width)).toEqual([]);
  expect(err).toBe(said);
});
