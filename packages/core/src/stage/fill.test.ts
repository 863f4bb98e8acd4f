import * as fc from "fast-check";
import { expect, test } from "vitest";
import type { Problem } from "@flowlogs/base/problem";
import { fillWorker } from "../stages.ts";
import { run, type Outcome } from "./run.fake.ts";

function refuse({ problem }: Problem): never {
  throw new Error(problem);
}

function fill(lines: readonly string[]): Outcome {
  const options = { size: { seconds: 300 }, by: ["bin", "k"], zero: [], nulls: [], refuse };
  return run((context) => fillWorker(options, context), [lines.map((line) => `${line}\n`).join("")]);
}

/** The n-th bin of five minutes. */
function label(bin: number): string {
  return new Date(bin * 300_000).toISOString().replace(".000Z", "Z");
}

const groups = fc.array(fc.record({ bin: fc.nat(30), series: fc.constantFrom("b", "a", "c", null) }), {
  maxLength: 40,
});

test("each series has each bin from the first to the last, in order; what was there is there, once", () => {
  fc.assert(
    fc.property(groups, (given) => {
      const lines = given.map(
        ({ bin, series }, i) => `{"bin":"${label(bin)}","k":${JSON.stringify(series)},"count()":${i + 1}}`,
      );
      const series = [...new Set(given.map((group) => group.series))];
      const numbers = given.map(({ bin }) => bin);
      const first = Math.min(...numbers);
      const bins =
        given.length === 0 ? [] : Array.from({ length: Math.max(...numbers) - first + 1 }, (_, i) => first + i);
      const expected = bins.flatMap((bin) =>
        series.flatMap((name) => {
          const there = lines.filter((_, i) => given[i]?.bin === bin && given[i]?.series === name);
          return there.length > 0 ? there : [`{"bin":"${label(bin)}","k":${JSON.stringify(name)},"count()":0}`];
        }),
      );
      expect(fill(lines).output).toBe(expected.map((line) => `${line}\n`).join(""));
    }),
  );
});

test("numbers and texts that look alike are two series", () => {
  const { output } = fill([
    '{"bin":"1970-01-01T00:00:00Z","k":1,"count()":1}',
    '{"bin":"1970-01-01T00:05:00Z","k":"1","count()":1}',
  ]);
  expect(output.split("\n").length - 1).toBe(4);
});
