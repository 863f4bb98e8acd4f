// What counts as the same record, and what is forgotten.
import { expect, test } from "vitest";
import { NdjsonDecoder } from "../decode/ndjson.ts";
import { readWorker } from "../stages.ts";
import { Repeats } from "./deduplicate.ts";
import { fakeContext } from "./context.fake.ts";
import { StageWorker } from "./worker.ts";

function feed(worker: StageWorker, text: string): void {
  for (let bytes = new TextEncoder().encode(text); bytes.length > 0;) {
    const part = bytes.subarray(0, worker.room().length);
    worker.room().set(part);
    worker.advance(part.length);
    bytes = bytes.subarray(part.length);
  }
}

/** How many of these records are left. */
function left(...records: readonly string[]): number {
  const worker = readWorker({ dedupe: true }, fakeContext({}));
  worker.use("ndjson");
  feed(worker, records.map((record) => `${record}\n`).join(""));
  worker.endSource();
  worker.finish();
  return worker.counts().outRecords;
}

test.each<[what: string, one: string, other: string]>([
  ["another order", '{"bytes":1,"action":"ACCEPT"}', '{"action":"ACCEPT","bytes":1}'],
  ["null and nothing", '{"bytes":1,"action":null}', '{"bytes":1}'],
  ["spaces", '{"bytes":1,"action":"ACCEPT"}', '{ "bytes": 1, "action": "ACCEPT" }'],
  ["escapes", String.raw`{"note":"\u0041\/"}`, '{"note":"A/"}'],
  ["an older spelling of a field", '{"srcAddr":"10.0.0.1"}', '{"srcaddr":"10.0.0.1"}'],
  ["a number as text, where a number belongs", '{"bytes":"1"}', '{"bytes":1}'],
  ["milliseconds", '{"start":1795255500000}', '{"start":1795255500}'],
  ["nothing at all", "{}", '{"bytes":null}'],
])("the same but for %s is the same", (_, one, other) => {
  expect([left(one, one), left(one, other), left(other, one)]).toEqual([1, 1, 1]);
});

test.each<[what: string, one: string, other: string]>([
  ["another value", '{"bytes":1}', '{"bytes":2}'],
  ["values that change places", '{"srcport":1,"dstport":2}', '{"srcport":2,"dstport":1}'],
  ["a text in place of a number", '{"x":1}', '{"x":"1"}'],
  ["an empty text in place of null", '{"x":""}', '{"x":null}'],
  ["one field more", '{"bytes":1}', '{"bytes":1,"packets":1}'],
  ["another name", '{"a":1}', '{"b":1}'],
  ["the end of a long text", `{"x":"${"a".repeat(99)}b"}`, `{"x":"${"a".repeat(99)}c"}`],
  ["a zero byte behind", '{"x":"a"}', String.raw`{"x":"a\u0000"}`],
  ["what moves from one value to the next", '{"a":"xy","b":"z"}', '{"a":"x","b":"yz"}'],
])("%s makes another record", (_, one, other) => {
  expect(left(one, other, one, other)).toBe(2);
});

/** The places of records that are left, with tables of so many places, and what is said. */
function remembered(numbers: readonly number[], bits: number): { left: number[]; notes: string[] } {
  const made: number[] = [];
  const notes: string[] = [];
  const worker = new StageWorker(fakeContext({}), {
    decoder: (kernel, events) => new NdjsonDecoder(kernel, ["n"], events),
    stage(kernel) {
      const repeats = new Repeats(kernel, (text) => notes.push(text), bits);
      return {
        accept(batch) {
          repeats.drop(batch, ["n"]);
          for (let i = 0; i < batch.selected; i++) {
            const { start = 0, end = 0 } = batch.value(batch.rowAt(i), 0) ?? {};
            made.push(Number(kernel.text(start, end)));
          }
        },
        finish: () => undefined,
      };
    },
  });
  feed(worker, numbers.map((n) => `{"n":${n}}\n`).join(""));
  worker.finish();
  return { left: made, notes };
}

const upTo = (count: number): number[] => Array.from({ length: count }, (_, n) => n);

test("the oldest are forgotten when there are too many, which is said once", () => {
  // 2^8 places hold 192 records: with 383 of them one table is full, and the other one nearly so.
  const full = remembered([...upTo(383), ...upTo(383).slice(192)], 8);
  expect(full).toEqual({ left: upTo(383), notes: [] });
  expect(remembered([...upTo(383), 0], 8).left).toEqual(upTo(383));
  const { left: all, notes } = remembered([...upTo(100_000), ...upTo(100_000)], 8);
  expect(all.length).toBe(200_000);
  expect(notes).toEqual([
    "--dedupe remembers at least the last 192 records: it does not notice a repeat of an older one",
  ]);
  // Between a record and its repeat come as many others that are new, and as many repeats.
  for (const distance of [1, 50, 95]) {
    const near = upTo(50_000).flatMap((n) => (n < distance ? [n] : [n, n - distance]));
    expect(remembered(near, 8).left).toEqual(upTo(50_000));
  }
});

test("what comes again and again is not forgotten", () => {
  const often = upTo(20_000).flatMap((n) => (n % 150 === 0 ? [n, -1] : [n]));
  expect(remembered(often, 8).left.filter((n) => n === -1).length).toBe(1);
});
