import * as fc from "fast-check";
import { expect, test } from "vitest";
import { binWorker } from "../stages.ts";
import { parseZone, type Zone } from "../time/zone.ts";
import { isProblem } from "@flowlogs/base/problem";
import type { BinStageOptions } from "./bin.ts";
import { run } from "./run.fake.ts";

/** A flow as it is written, and the same as numbers. */
interface Flow {
  readonly start: number;
  readonly end: number;
  readonly bytes: bigint;
  readonly packets: bigint;
}

interface Part {
  readonly id: number;
  readonly bin: string;
  readonly bytes: bigint;
  readonly packets: bigint;
}

const sizes = fc.constantFrom(0.25, 1, 7, 60, 300, 3600, 86_400);
const count = fc.oneof(
  fc.bigInt({ min: 0n, max: 3n }),
  fc.bigInt({ min: 0n, max: 100_000n }),
  fc.bigInt({ min: 2n ** 53n, max: 2n ** 63n - 1n }),
  fc.bigInt({ min: 2n ** 63n, max: 2n ** 80n }),
);

/** Flows of a few bins of a size, in whole seconds or milliseconds. */
function flowsOf(size: number): fc.Arbitrary<Flow[]> {
  const scale = fc.constantFrom(1, 0.001);
  const flow = fc
    .record({ scale, offset: fc.nat(10_000), length: fc.nat(40_000), bytes: count, packets: count })
    .map(({ scale: unit, offset, length, bytes, packets }) => {
      const start = 1_795_255_500_000 + Math.round(offset * unit * 1000);
      const longest = 60 * size * 1000;
      const end = start + Math.floor((length / 40_000) * longest * (unit === 1 ? 1 : 0.1));
      return { start: floorTo(start, unit), end: floorTo(Math.max(start, end), unit), bytes, packets };
    });
  return fc.array(flow, { maxLength: 20 });
}

function floorTo(milliseconds: number, unit: number): number {
  return unit === 1 ? Math.floor(milliseconds / 1000) * 1000 : milliseconds;
}

function lineOf({ start, end, bytes, packets }: Flow, id: number): string {
  return `{"id":${id},"packets":${packets},"start":${start / 1000},"end":${end / 1000},"z":"a\\"b","bytes":${bytes}}\n`;
}

/** What came out for each flow; a line that is not as it was but for the counts and the bin is none. */
function partsOf(output: string): Part[] {
  const pattern = /^\{"id":(\d+),"packets":(\d+),"start":[\d.]+,"end":[\d.]+,"z":"a\\"b","bytes":(\d+),"bin":"(.*)"\}$/;
  const lines = output.split("\n").slice(0, -1);
  return lines.map((line) => {
    const [, id, packets = "", bytes = "", bin = ""] = pattern.exec(line) ?? [];
    return { id: Number(id), bin, bytes: BigInt(bytes), packets: BigInt(packets) };
  });
}

function spread(options: BinStageOptions, flows: readonly Flow[]): Part[] {
  const { output } = run((context) => binWorker({ ...options, spread: true }, context), flows.map(lineOf));
  return partsOf(output);
}

function sum(values: readonly bigint[]): bigint {
  return values.reduce((total, value) => total + value, 0n);
}

test("shares are whole, never negative, and add up to what was there, however large", () => {
  const cases = sizes.chain((size) => fc.tuple(fc.constant(size), flowsOf(size)));
  fc.assert(
    fc.property(cases, ([seconds, flows]) => {
      const parts = spread({ size: { seconds } }, flows);
      const of = (id: number): Part[] => parts.filter((part) => part.id === id);
      expect(flows.map((_, id) => sum(of(id).map(({ bytes }) => bytes)))).toEqual(flows.map(({ bytes }) => bytes));
      expect(flows.map((_, id) => sum(of(id).map(({ packets }) => packets)))).toEqual(
        flows.map(({ packets }) => packets),
      );
    }),
  );
});

test("each bin that a flow lasts has its share to within one, in the order of time", () => {
  const cases = sizes.chain((size) => fc.tuple(fc.constant(size), flowsOf(size)));
  fc.assert(
    fc.property(cases, ([seconds, flows]) => {
      const parts = spread({ size: { seconds } }, flows);
      const size = seconds * 1000;
      const expected = flows.flatMap(({ start, end, bytes }, id) => {
        const first = Math.floor(start / size) * size;
        const bins = Math.max(1, Math.ceil((end - first) / size));
        return Array.from({ length: bins }, (_, i) => {
          const low = first + i * size;
          const inside = Math.min(end, low + size) - Math.max(start, low);
          return { id, bin: new Date(low).toISOString().replace(".000Z", "Z"), inside, of: end - start, bytes };
        });
      });
      expect(parts.map(({ id, bin }) => [id, bin])).toEqual(expected.map(({ id, bin }) => [id, bin]));
      const isNear = expected.map(({ inside, of, bytes }, i) => {
        const whole = BigInt(Math.max(of, 1));
        const exact = bytes * BigInt(of === 0 ? 1 : inside);
        const difference = (parts[i]?.bytes ?? -1n) * whole - exact;
        return difference <= whole && difference >= -whole;
      });
      expect(isNear).toEqual(expected.map(() => true));
    }),
  );
});

function zone(name: string): Zone {
  const found = parseZone(name);
  if (isProblem(found)) throw new Error(found.problem);
  return found;
}

test("a flow of a year goes through a small output in days of a zone, and none is lost", () => {
  const start = Date.parse("2026-01-01T00:00:00+01:00");
  const end = Date.parse("2027-01-01T00:00:00+01:00");
  const flow = { start, end, bytes: 8760n, packets: 2n ** 62n };
  const parts = spread({ size: { seconds: 86_400 }, zone: zone("Europe/Berlin") }, [flow]);
  expect(parts.length).toBe(365);
  const hours = (day: string): bigint | undefined => parts.find(({ bin }) => bin.startsWith(day))?.bytes;
  expect(["2026-03-28", "2026-03-29", "2026-10-25", "2026-10-26"].map(hours)).toEqual([24n, 23n, 25n, 24n]);
  expect(sum(parts.map(({ packets }) => packets))).toBe(2n ** 62n);
});

test("a length that 64 bits cannot be multiplied by", () => {
  const bytes = 2n ** 63n - 1n;
  const flow = { start: 1, end: 90_000_000_000_000, bytes, packets: 1n };
  const parts = spread({ size: { seconds: 45_000_000_000 } }, [flow]);
  const exact = (bytes * 44_999_999_999_999n * 2n + 89_999_999_999_999n) / (2n * 89_999_999_999_999n);
  expect(parts.map((part) => part.bytes)).toEqual([exact, bytes - exact]);
});

test("records that leave the output's region in the middle go on where they were", () => {
  const pad = "x".repeat(20_000);
  const line = `{"pad":"${pad}","start":0,"end":600,"bytes":10}\n`;
  const { output } = run(
    (context) => binWorker({ size: { seconds: 60 }, spread: true, bounds: true }, context),
    [line.repeat(3)],
  );
  const bytes = [...output.matchAll(/"bytes":(\d+)/g)].map(([, digits]) => Number(digits));
  expect(bytes).toEqual(Array.from({ length: 30 }, () => 1));
  expect(output.match(/T00:0\d:00Z/g)?.length).toBe(30);
});

test("a record larger than the output's region", () => {
  const line = `{"pad":"${"x".repeat(300_000)}","start":0,"end":120,"bytes":10}\n`;
  const { output } = run((context) => binWorker({ size: { seconds: 60 }, spread: true }, context), [line]);
  expect(output.split("\n").map((part) => /"bytes":(\d+)/.exec(part)?.[1])).toEqual(["5", "5", undefined]);
});
