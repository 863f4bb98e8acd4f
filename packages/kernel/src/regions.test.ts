import { expect, test } from "vitest";
import { Regions } from "./regions.ts";

function opened(): { regions: Regions; ends: number[] } {
  const ends: number[] = [];
  const regions = new Regions((end) => ends.push(end));
  regions.begin(100);
  return { regions, ends };
}

test("what an owner had is joined and given out again, from the front", () => {
  const { regions, ends } = opened();
  expect([regions.take(10, 1), regions.take(10, 0), regions.take(20, 1), regions.take(30, 1)]).toEqual([
    100, 110, 120, 140,
  ]);
  regions.release(1);
  expect(regions.take(40, 2)).toBe(120);
  expect(regions.take(10, 2)).toBe(100);
  expect(regions.take(10, 2)).toBe(160);
  expect(regions.take(10, 2)).toBe(170);
  expect(ends).toEqual([110, 120, 140, 170, 180]);
});

test("what is free does not count as used, and only its owner gives it back", () => {
  const { regions } = opened();
  regions.take(10, 1);
  regions.take(50, 2);
  const before = regions.used;
  regions.release(3);
  expect(regions.used).toBe(before);
  regions.release(2);
  expect(regions.used).toBe(before - 50);
  regions.release(1);
  regions.release(1);
  expect(regions.used).toBe(before - 60);
});
