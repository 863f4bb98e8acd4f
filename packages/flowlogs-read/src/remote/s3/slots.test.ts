// What may be under way at once, and who is next.
import { expect, test } from "vitest";
import { Slots } from "./slots.ts";

async function settled(): Promise<void> {
  await new Promise(setImmediate);
}

test("no more than fits, and the first in the output is the next", async () => {
  const slots = new Slots(10);
  const had: string[] = [];
  await slots.take(6, 0);
  const take = (name: string, size: number, order: number): void =>
    void slots.take(size, order).then(() => had.push(name));
  take("c", 6, 3);
  take("a", 6, 1);
  take("b", 2, 2);
  await settled();
  // Nobody goes by those who wait, however little it is.
  expect(had).toEqual([]);
  slots.give(6);
  await settled();
  expect(had).toEqual(["a", "b"]);
  slots.give(6);
  await settled();
  expect(had).toEqual(["a", "b", "c"]);
});

test("what is too much goes alone", async () => {
  const slots = new Slots(10);
  await slots.take(50);
  let isThere = false;
  void slots.take(1).then(() => (isThere = true));
  await settled();
  expect(isThere).toBe(false);
  slots.give(50);
  await settled();
  expect(isThere).toBe(true);
});

test("work gives its slot back, also when it fails", async () => {
  const slots = new Slots(1);
  await expect(slots.use(async () => await Promise.reject(new Error("broken")))).rejects.toThrow("broken");
  expect(await slots.use(async () => await Promise.resolve(7))).toBe(7);
});
