// What may be under way at once, and who is next.
import { expect, test } from "vitest";
import { Semaphore } from "./semaphore.ts";

async function settled(): Promise<void> {
  await new Promise(setImmediate);
}

test("no more than fits, and the first in the output is the next", async () => {
  const slots = new Semaphore(10);
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
  const slots = new Semaphore(10);
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
  const slots = new Semaphore(1);
  await expect(slots.use(async () => await Promise.reject(new Error("broken")))).rejects.toThrow("broken");
  expect(await slots.use(async () => await Promise.resolve(7))).toBe(7);
});

const never = new AbortController().signal;

test("as many as there are, and then in turn", async () => {
  const slots = new Semaphore(2);
  const [first, second] = [await slots.acquire(never), await slots.acquire(never)];
  const order: string[] = [];
  const third = slots.acquire(never).then((release) => (order.push("third"), release));
  const fourth = slots.acquire(never).then((release) => (order.push("fourth"), release));
  second();
  second(); // gives back once
  (await third)();
  await fourth;
  expect(order).toEqual(["third", "fourth"]);
  first();
});

test("who no longer wants one does not get one, or wait for it", async () => {
  const slots = new Semaphore(1);
  const release = await slots.acquire(never);
  const end = new AbortController();
  const waiting = slots.acquire(end.signal);
  end.abort();
  await expect(waiting).rejects.toThrow("aborted");
  await expect(slots.acquire(end.signal)).rejects.toThrow("aborted");
  release();
  expect(await slots.acquire(never)).toBeTypeOf("function");
});
