import { expect, test } from "vitest";
import { InterimTimer } from "./interimTimer.ts";

test("results are due at multiples of the period, if something is new", () => {
  const timer = new InterimTimer(1000, 500);
  expect(timer.left(1600)).toBeUndefined();
  // After a silence: not at once, but with what comes until the next multiple.
  timer.note(3700);
  expect(timer.left(3700)).toBe(800);
  timer.note(4400);
  expect(timer.left(4600)).toBe(0);
  timer.restart(4700);
  expect(timer.left(6000)).toBeUndefined();
  timer.note(4800);
  expect(timer.left(5000)).toBe(500);
});
