// Further aggregates of flow-pair are what flow-group makes of the same records, of values of every kind, with room for all conversations
// and for a few.
import { expect, test } from "vitest";
import { parseAggregate } from "../../packages/core/src/aggregate/aggregate.ts";
import { parseGroupKeys } from "../../packages/core/src/aggregate/key.ts";
import { flow, outcome, server } from "../../packages/core/src/pair/pair.fake.ts";
import { groupWorker } from "../../packages/core/src/stages.ts";
import { feed, linesOf, unwrap } from "./feed.ts";
import { Random } from "./random.ts";

const asked = [
  "count()",
  "count(odd)",
  "sum(odd)",
  "avg(odd)",
  "min(odd)",
  "max(odd)",
  "bit_or(odd)",
  "stddev(odd)",
  "first(odd)",
  "last(odd)",
  "earliest(text)",
  "latest(text)",
  "min(action)",
  "max(action)",
  "min(dstaddr)",
  "p0(odd)",
  "p50(odd)",
  "p99.9(odd)",
  "median(odd)",
  "values(text)",
  "count_distinct(odd)",
  "max(srcaddr)",
  "approx_count_distinct(odd)",
  "sum(odd where text = 'a')",
  "p90(odd + 1)",
  "max(odd) - min(odd)",
  "any(text)",
  "values(odd where text != 'b')",
  "count(text = 'b')",
];

const large = ["9223372036854775807", "-9223372036854775807", "4611686018427387904", "99999999999999999999"];
const odd = [null, 0, -3, 7, 1.5, "2e1", "007", "x", "", "10.0.0.1", true, 281_474_976_710_656, ...large];

function oddRecords(random: Random): readonly object[] {
  return random.times(random.between(1, 300), () => {
    const [own, other] = random.shuffled([`10.0.1.${random.below(30)}:40000`, server]);
    const text = random.pick(["a", "b", null, '"\\ä\n', "a".repeat(random.below(60))]);
    const start = 1000 + random.below(50);
    return flow(own ?? "", other ?? "", { odd: random.pick(odd), text, start, end: start });
  });
}

/** Sums of fractions may differ in their last digits by the order in which they were added. */
function rounded(line: string): string {
  return line.replaceAll(/(?<=[:[,])-?\d+\.\d+(?:e[-+]\d+)?(?=[,}\]])/g, (number) => Number(number).toPrecision(9));
}

test.each([1, 2, 3, 4, 5, 6])("what flow-group makes of the same records, seed %s", (seed) => {
  const random = new Random(seed);
  const records = oddRecords(random);
  const texts = random.shuffled(asked).slice(0, 10);
  const aggregates = texts.map((text) => unwrap(parseAggregate(text)));
  const by = unwrap(parseGroupKeys("if(srcport = 443, dstaddr, srcaddr) as client"));
  const input = records.map((record) => `${JSON.stringify(record)}\n`).join("");
  const grouped = feed((context) => groupWorker({ by, aggregates }, context), input);
  const expected = linesOf(grouped).map(rounded).toSorted();
  for (const maxMemory of [1e9, 0]) {
    const { output } = outcome(records, { maxMemory, aggregates });
    const lines = output.split("\n").slice(0, -1);
    const ours = lines.map((line) => line.replace(/^(\{"client":"[^"]*").*?"via":null/, "$1")).map(rounded);
    const others = ours.toSorted().filter((line, i) => line !== expected[i]);
    expect({ texts, others, count: ours.length }).toEqual({ texts, others: [], count: expected.length });
  }
});
