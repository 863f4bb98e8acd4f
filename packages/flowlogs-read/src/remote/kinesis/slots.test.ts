// Slots for calls: so many at once, in the order of asking, whatever ends.
import { expect, test } from "vitest";
import { Slots } from "./slots.ts";

const never = new AbortController().signal;

test("as many as there are, and then in turn", async () => {
  const slots = new Slots(2);
  const [first, second] = [await slots.take(never), await slots.take(never)];
  const order: string[] = [];
  const third = slots.take(never).then((release) => (order.push("third"), release));
  const fourth = slots.take(never).then((release) => (order.push("fourth"), release));
  second();
  second(); // gives back once
  (await third)();
  await fourth;
  expect(order).toEqual(["third", "fourth"]);
  first();
});

test("who no longer wants one does not get one, or wait for it", async () => {
  const slots = new Slots(1);
  const release = await slots.take(never);
  const end = new AbortController();
  const waiting = slots.take(end.signal);
  end.abort();
  await expect(waiting).rejects.toThrow("aborted");
  await expect(slots.take(end.signal)).rejects.toThrow("aborted");
  release();
  expect(await slots.take(never)).toBeTypeOf("function");
});
