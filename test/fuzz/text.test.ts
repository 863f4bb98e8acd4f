// The scan of AWS text, up to the NDJSON that flowlogs-read writes, against a plain splitter.
import { expect, test } from "vitest";
import { readWorker } from "../../packages/core/src/stages.ts";
import { type Cut, cutEverywhere, faultsOf, feedAll, linesOf, randomCut, whole } from "./feed.ts";
import { type Random, repeat } from "./random.ts";
import { randomText, type Reading, readPlainly, type TextSource } from "./text.ts";

function read(sources: readonly Buffer[], format: TextSource["format"], cut: Cut): Reading {
  const outcome = feedAll((context) => readWorker({ formats: format && [format] }, context), sources, cut);
  return { records: linesOf(outcome), faults: faultsOf(outcome), lines: outcome.counts.lines };
}

/** What the worker and the plain reader make of a random source. */
function both(random: Random, lineCount: number, cut: Cut): readonly [Reading, Reading] {
  const source = randomText(random, lineCount);
  return [read([source.bytes], source.format, cut), readPlainly(source)];
}

test("random lines, in one piece", () => {
  repeat(200, (random) => {
    const [found, expected] = both(random, 60, whole);
    expect(found).toEqual(expected);
  });
});

test("random lines, cut at random places", () => {
  repeat(100, (random) => {
    const [found, expected] = both(random, 30, randomCut(random));
    expect(found).toEqual(expected);
  });
});

test("a small input, byte by byte", () => {
  repeat(40, (random) => {
    const [found, expected] = both(random, 5, () => 1);
    expect(found).toEqual(expected);
  });
});

test("a small input cut in two at every byte", () => {
  repeat(10, (random) => {
    const source = randomText(random, 4);
    const expected = readPlainly(source);
    const copies = Array.from({ length: source.bytes.length }, () => source.bytes);
    const found = read(copies, source.format, cutEverywhere());
    expect(found.records).toEqual(copies.flatMap(() => expected.records));
    expect(found.faults).toEqual(copies.flatMap(() => expected.faults));
  });
});

test("every line that is written is JSON", () => {
  repeat(30, (random) => {
    const { bytes, format } = randomText(random, 60);
    const { records } = read([bytes], format, whole);
    expect(records.map((line) => JSON.stringify(JSON.parse(line))).length).toBe(records.length);
  });
});

test("fields that the format lacks are null, those that nobody wants are left out", () => {
  const source = "action bytes log-status srcport\nACCEPT 1 OK 2\n- - - -\nREJECT 3 OK 4\n";
  const fields = ["vpc_id", "bytes", "action"];
  const outcome = feedAll((context) => readWorker({ fields }, context), [source]);
  expect(linesOf(outcome)).toEqual([
    '{"vpc_id":null,"bytes":1,"action":"ACCEPT"}',
    '{"vpc_id":null,"bytes":null,"action":null}',
    '{"vpc_id":null,"bytes":3,"action":"REJECT"}',
  ]);
});
