// Every form says the same of the same lines, wherever its bytes are cut; damaged in any way it never crashes or hangs, and
// every line of it is accounted for.
import { expect, test } from "vitest";
import { randomCut, whole } from "./feed.ts";
import { forms, randomLine, readSource, type Reading, recordOf } from "./forms.ts";
import { Random } from "./random.ts";

const runs = Number(process.env["FUZZ_RUNS"] ?? 12);
const first = Number(process.env["FUZZ_SEED"] ?? 1);
const seeds = Array.from({ length: runs }, (_, i) => first + i);

/** All lines are records, headers, blank, passed over or bad; all records came out, as nothing drops any here. */
function expectAccounted({ counts, bad, records, strange }: Reading): void {
  if (counts === undefined || strange !== undefined) return;
  const skipped = Object.values(counts.skipped).reduce((sum, count) => sum + count, 0);
  expect(counts.lines).toBe(counts.records + counts.headers + counts.blank + skipped + bad.length);
  expect(counts.outRecords).toBe(counts.records);
  expect(records.length).toBe(counts.records);
}

test.each(Object.entries(forms))("%s: the records of its lines, for every cut", async (_, make) => {
  for (const seed of seeds) {
    const random = new Random(seed);
    const lines = random.times(random.between(4, 30), () => randomLine(random));
    const source = Buffer.from(make(lines));
    for (const cut of [whole, randomCut(random), randomCut(random), () => 1]) {
      const reading = await readSource(source, cut);
      expect({ seed, records: reading.records, bad: reading.bad }).toEqual({
        seed,
        records: lines.map(recordOf),
        bad: [],
      });
      expectAccounted(reading);
    }
  }
});

/** Cut off somewhere, or with some bits turned. */
function damaged(source: Buffer, random: Random): Buffer {
  if (random.once(3)) return source.subarray(0, random.below(source.length));
  const bytes = Buffer.from(source);
  for (let left = random.between(1, 4); left > 0; left--) {
    const at = random.below(bytes.length);
    bytes.writeUInt8(bytes.readUInt8(at) ^ (1 << random.below(8)), at);
  }
  return bytes;
}

test.each(Object.entries(forms))("%s, damaged: accounted for, and the same for every cut", async (_, make) => {
  for (const seed of seeds.flatMap((it) => [it, it + 1000, it + 2000])) {
    const random = new Random(seed);
    const lines = random.times(random.between(4, 12), () => randomLine(random));
    const source = damaged(Buffer.from(make(lines)), random);
    const expected = await readSource(source, whole);
    expectAccounted(expected);
    expect(expected.records.every((record) => typeof JSON.parse(record) === "object")).toBe(true);
    for (const cut of [randomCut(random), () => 1]) {
      expect({ seed, ...(await readSource(source, cut)) }).toEqual({ seed, ...expected });
    }
  }
});

test("a broken line leaves those around it alone, in every form that has lines", async () => {
  const random = new Random(7);
  const lines = random.times(9, () => randomLine(random));
  for (const form of ["text", "text with a header", "exported lines", "ndjson", "csv", "tsv"]) {
    const source = forms[form]?.(lines).split("\n") ?? [];
    source.splice(4, 0, form === "ndjson" ? '{"bytes":' : "broken");
    const { records, bad } = await readSource(Buffer.from(source.join("\n")), whole);
    expect({ form, records, bad: bad.map(({ line }) => line) }).toEqual({
      form,
      records: lines.map(recordOf),
      bad: [5],
    });
  }
});
