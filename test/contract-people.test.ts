// Tables that come slowly, and large charts.
import { expect, test } from "vitest";
import { file, outcome, run, start, untilPrinted } from "./command.ts";

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
