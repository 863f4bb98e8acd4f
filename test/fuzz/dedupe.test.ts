// What flowlogs-read --dedupe leaves, against a set of all records so far, whatever form each of them came in.
import { expect, test } from "vitest";
import { readWorker } from "../../packages/core/src/stages.ts";
import { faultsOf, feedAll, linesOf, randomCut, whole } from "./feed.ts";
import { forms, randomLine, readSources, recordOf } from "./forms.ts";
import { Random, repeat } from "./random.ts";
import { randomText, readPlainly } from "./text.ts";

/** The first of each kind. */
function firsts(records: readonly string[]): string[] {
  const had = new Set<string>();
  return records.filter((record) => had.size < had.add(kindOf(record)).size);
}

/** The fields that a record has, in the order of their names, each as it is spelled. */
function kindOf(record: string): string {
  const members = [...record.matchAll(/"(?:[^"\\]|\\.)*":(?:"(?:[^"\\]|\\.)*"|[^",}]+)/g)].map(([member]) => member);
  return members
    .filter((member) => !member.endsWith(":null"))
    .toSorted()
    .join();
}

function startOf(line: string): number {
  return Number(line.split(" ")[10]);
}

test("the same flows in any forms, one after the other", async () => {
  for (let seed = 1; seed <= Number(process.env["FUZZ_RUNS"] ?? 40); seed++) {
    const random = new Random(seed);
    const flows = random.times(random.between(1, 20), () => randomLine(random));
    const parts = random.times(random.between(1, 6), () =>
      random.times(random.between(4, 15), () => random.pick(flows)),
    );
    const sources = parts.map((lines) => Buffer.from(random.pick(Object.values(forms))(lines)));
    const expected = firsts(parts.flat().map(recordOf));
    for (const cut of [whole, randomCut(random)]) {
      const { records, counts } = await readSources(sources, cut, { dedupe: true });
      const duplicates = parts.flat().length - expected.length;
      expect({ seed, records, dropped: counts?.dropped }).toEqual({
        seed,
        records: expected,
        dropped: duplicates === 0 ? {} : { duplicates },
      });
    }
  }
});

test("lines of changing formats, twice", () => {
  repeat(60, (random) => {
    const source = randomText(random, 40);
    const formats = source.format && [source.format];
    const plain = readPlainly(source);
    const sources = [source.bytes, source.bytes];
    const outcome = feedAll((world) => readWorker({ formats, dedupe: true }, world), sources, randomCut(random));
    expect(linesOf(outcome)).toEqual(firsts(plain.records));
    expect(faultsOf(outcome)).toEqual([...plain.faults, ...plain.faults]);
    const { outRecords, records, dropped } = outcome.counts;
    expect(outRecords + (dropped["duplicates"] ?? 0)).toBe(records);
  });
});

test("what is not written is compared too, and what is filtered out is no duplicate", () => {
  repeat(60, (random) => {
    const flows = random.times(random.between(1, 12), () => randomLine(random));
    const lines = random.times(60, () => random.pick(flows));
    const options = { dedupe: true, fields: ["bytes"], start: 1_795_255_600, end: 1_795_256_000, limit: 15 };
    const outcome = feedAll((world) => readWorker(options, world), [lines.map((line) => `${line}\n`).join("")]);
    const inside = lines.filter((line) => startOf(line) >= options.start && startOf(line) < options.end);
    const found = firsts(inside.map(recordOf)).slice(0, options.limit);
    expect(linesOf(outcome)).toEqual(found.map((record) => `{"bytes":${/"bytes":(\w+)/.exec(record)?.[1]}}`));
    const { dropped, records, outRecords } = outcome.counts;
    expect(Object.values(dropped).reduce((sum, count) => sum + count, outRecords)).toBe(records);
    const isWhole = outRecords < options.limit;
    expect(isWhole ? (dropped["duplicates"] ?? 0) : 0).toBe(isWhole ? inside.length - found.length : 0);
  });
});
