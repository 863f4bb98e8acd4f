// Lists of numbers against arrays.
import { expect, test } from "vitest";
import { NumberList } from "./numberList.ts";

test.each([0, 1, 7, 1024, 1025, 65_535, 65_536, 65_537, 200_000])("%i numbers", (count) => {
  const expected = Array.from({ length: count }, (_, i) => i * 3);
  for (const list of [new NumberList(), new NumberList(true, 3), new NumberList(false, 1e6)]) {
    for (const number of expected) list.push(number);
    expect(list.length).toBe(count);
    const found = Array.from({ length: count }, (_, i) => list.at(i));
    expect(found).toEqual(expected);
    expect([...list.first()]).toEqual(expected);
    expect([...list.first(count >> 1)]).toEqual(expected.slice(0, count >> 1));
  }
});
