// What is over by the clock is written when no records come.
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { PairWorker, type PairStageOptions } from "../pair.ts";
import { fakeContext } from "../stage/context.fake.ts";
import { instant, minute, usual } from "./pair.fake.ts";

function opened(options: Partial<PairStageOptions> = {}) {
  const written: string[] = [];
  const notes: string[] = [];
  const write = (bytes: Uint8Array): unknown => written.push(new TextDecoder().decode(bytes));
  const note = (text: string): unknown => notes.push(text);
  const worker = new PairWorker({ ...usual, ...options }, fakeContext({ write, note }));
  const feed = (...records: readonly object[]): void => {
    const bytes = new TextEncoder().encode(records.map((it) => `${JSON.stringify(it)}\n`).join(""));
    worker.room().set(bytes);
    worker.advance(bytes.length);
    worker.flush();
  };
  const lines = (): number => written.join("").split("\n").length - 1;
  return { worker, feed, lines, notes };
}

beforeEach(() => void vi.useFakeTimers({ toFake: ["performance"] }));
afterEach(() => void vi.useRealTimers());

test.each([1e9, 0])("what is over by the clock is written after --idle and --late, with room for %d", (maxMemory) => {
  const { worker, feed, lines } = opened({ maxMemory });
  feed(...Array.from({ length: 20 }, (_, i) => instant(1000, 41_000 + i)), minute(1000));
  // A worker that waits is called soon, and then when it wants to be.
  expect(worker.idle()).toBe(1_800_001);
  vi.advanceTimersByTime(1_799_000);
  expect(worker.idle()).toBe(1001);
  expect(lines()).toBe(0);
  vi.advanceTimersByTime(1001);
  // The last one ends a minute after the newest start.
  expect(worker.idle()).toBe(225_000);
  expect(lines()).toBe(20);
  vi.advanceTimersByTime(60_000);
  worker.idle();
  // Files are not read again until as much time has passed once more.
  expect(lines()).toBe(maxMemory === 0 ? 20 : 21);
  vi.advanceTimersByTime(1_740_000);
  expect(worker.idle()).toBeUndefined();
  expect(lines()).toBe(21);
});

test("the clock begins anew with each record, and time in which nobody waited for one does not count", () => {
  const { worker, feed, lines } = opened();
  feed(instant(1000, 1));
  vi.advanceTimersByTime(9_000_000);
  expect(worker.idle()).toBe(1_800_001);
  vi.advanceTimersByTime(1_700_000);
  feed(instant(1000, 2));
  expect(worker.idle()).toBe(1_800_001);
  vi.advanceTimersByTime(1_700_000);
  worker.idle();
  expect(lines()).toBe(0);
  vi.advanceTimersByTime(100_001);
  expect(worker.idle()).toBeUndefined();
  expect(lines()).toBe(2);
  // Without anything that is open there is nothing to wait for.
  expect(worker.idle()).toBeUndefined();
});

test("a record of what the clock had written is told, although it is not late by the records' times", () => {
  const { worker, feed, notes } = opened();
  feed(instant(1000, 1));
  worker.idle();
  vi.advanceTimersByTime(1_800_001);
  worker.idle();
  feed(instant(1001, 1), instant(1001, 2));
  worker.finish();
  expect(notes.join("")).toContain("1 record came more than 1200 s late (--late), after its conversation was written");
});
