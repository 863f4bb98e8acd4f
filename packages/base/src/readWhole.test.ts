// Whole inputs, whose size is known, unknown or not what it was.
import { expect, test } from "vitest";
import { readWhole } from "./feed.ts";

const bytes = Uint8Array.from({ length: 3_000_000 }, (_, i) => i % 251);

test.each([
  ["nothing", 0, undefined],
  ["an empty file", 0, 0],
  ["a pipe of few bytes", 10, undefined],
  ["a pipe of many bytes", 3_000_000, undefined],
  ["a file", 2_000_000, 2_000_000],
  ["a file that has grown", 3_000_000, 1000],
  ["a file that has become shorter", 1000, 3_000_000],
  ["a file whose system says no size", 5000, 0],
])("%s", (_, length, size) => {
  let at = 0;
  let closed = 0;
  const read = (into: Uint8Array): number => {
    const part = bytes.subarray(at, Math.min(length, at + into.length, at + 700_000));
    into.set(part);
    at += part.length;
    return part.length;
  };
  const input = { read, readNow: () => undefined, close: () => void closed++ };
  const whole = readWhole(size === undefined ? input : { ...input, size: () => size });
  expect(Buffer.compare(whole, bytes.subarray(0, length))).toBe(0);
  expect(closed).toBe(1);
});
