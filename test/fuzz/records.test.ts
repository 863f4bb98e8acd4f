// Records whose headings take turns: each comes out with its own keys, in its own order, however many headings there are.
import { expect, test } from "vitest";
import { readWorker } from "../../packages/core/src/stages.ts";
import type { StageContext } from "../../packages/core/src/stage/stage.ts";
import { feedAll, randomCut, whole } from "./feed.ts";
import { type Random, repeat } from "./random.ts";

const keys = ["action", "bytes", "start", "odd", "srcaddr", "x.y", "dstport"];

function read(lines: readonly string[], random: Random, withOrigin: boolean): string[] {
  const make = (context: StageContext) => {
    const worker = readWorker({ formats: [], withOrigin }, context);
    worker.setOrigin({ source: "here" });
    worker.use("ndjson");
    return worker;
  };
  const { output, bad } = feedAll(
    make,
    [lines.map((line) => `${line}\n`).join("")],
    random.once(2) ? whole : randomCut(random),
  );
  expect(bad).toEqual([]);
  return output.toString().split("\n").slice(0, -1);
}

function randomRecord(random: Random, heading: readonly string[]): string {
  const members = heading.map((key): [string, number | null | string] => [
    key,
    random.once(8)
      ? null
      : key === "action" || key === "srcaddr"
        ? random.pick(["ACCEPT", "10.0.0.1"])
        : random.below(1e6),
  ]);
  return JSON.stringify(Object.fromEntries(members));
}

test.each([1, 2, 3, 8, 9, 30])("%d headings in turn", (count) => {
  repeat(6, (random) => {
    const headings = random.times(count, () => random.shuffled(keys).slice(0, random.between(1, keys.length)));
    const lines = random.times(200, () => randomRecord(random, random.pick(headings)));
    expect(read(lines, random, false)).toEqual(lines);
    expect(read(lines, random, true)).toEqual(lines.map((line) => line.replace(/\}$/, ',"source":"here"}')));
  });
});
