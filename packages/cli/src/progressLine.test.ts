// The line that says how far the reading is, when it is drawn, and that it goes away.
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { line, ProgressLine } from "./progressLine.ts";

const sample = { files: 3, bytes: 34_120_000, records: 5_700_000 };

test.each([
  [sample, { files: 8, bytes: 116_900_000 }, 3, "3 of 8 files, 34.1 of 116.9 MB, 29 %, 1.9 M records/s, 8 s left"],
  [sample, undefined, 3, "3 files, 34.1 MB, 1.9 M records/s"],
  // What comes through a pipe has no size, nor has all together then.
  [sample, { files: 8, bytes: Number.NaN }, 300, "3 files, 34.1 MB, 19 k records/s"],
  [{ files: 0, bytes: 0, records: 0 }, { files: 1, bytes: 1e6 }, 1, "0 of 1 file, 0.0 of 1.0 MB, 0 %, 0 records/s"],
  [sample, { files: 3, bytes: 34_120_000 }, 3, "3 of 3 files, 34.1 of 34.1 MB, 100 %, 1.9 M records/s, 0 s left"],
  [
    { files: 1, bytes: 1e9, records: 990 },
    { files: 99, bytes: 99e9 },
    99,
    "1 of 99 files, 1000.0 of 99000.0 MB, 1 %, 10 records/s, 2 h 41 min left",
  ],
])("the line of %j of %j after %d s", (done, all, seconds, wanted) => {
  expect(line(done, all, seconds)).toBe(wanted);
});

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

async function* sizes(): AsyncGenerator<number | undefined> {
  yield 5;
  yield undefined;
}

test("it is drawn after a while, five times a second at most, and taken away", async () => {
  const lines: string[] = [];
  let now = 0;
  const context = { showStatus: (text: string) => void lines.push(text), now: () => now };
  const progress = new ProgressLine(context, sizes(), () => sample);
  for (; now <= 1500; now += 10) progress.tick();
  await vi.advanceTimersByTimeAsync(0);
  now = 1700;
  progress.tick();
  progress.stop();
  progress.tick();
  expect(lines.length).toBe(8); // at 500, 700, 900, 1100, 1300, 1500 and 1700 ms, and the end
  expect(lines[0]).toBe("3 files, 34.1 MB, 11.4 M records/s");
  expect(lines.at(-1)).toBe("");
});
