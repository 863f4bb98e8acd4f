import { expect, test } from "vitest";
import { openKernel } from "@flowlogs/kernel/kernel";
import { LineSplitter } from "./lineSplitter.ts";

const END = "(end of the source)";
const CUT = "(end of a source cut short)";

/** Feeds chunks, the ends of sources among them, and writes down what the reader is given. */
function readings(chunks: readonly string[]): { seen: string[]; bytes: number } {
  const kernel = openKernel();
  const seen: string[] = [];
  const intake = new LineSplitter(kernel, {
    readLines(start, end) {
      seen.push(kernel.text(start, end));
      return end;
    },
    skipLine: (reason) => seen.push(`(${reason})`),
  });
  for (const chunk of chunks) {
    if (chunk === END || chunk === CUT) {
      intake.end(chunk === CUT);
      continue;
    }
    let bytes = new TextEncoder().encode(chunk);
    while (bytes.length > 0) {
      const room = intake.room();
      const length = Math.min(room.length, bytes.length);
      room.set(bytes.subarray(0, length));
      intake.advance(length);
      bytes = bytes.subarray(length);
    }
  }
  return { seen, bytes: intake.bytes };
}

test.each([
  [["a\nb\n"], ["a\nb\n"]],
  [["a\nb"], ["a\n"]],
  [
    ["a\nb", END],
    ["a\n", "b\n"],
  ],
  [
    ["a", "b", "\n", "c\nd"],
    ["ab\n", "c\n"],
  ],
  [
    ["a\n", END, "b", END],
    ["a\n", "b\n"],
  ],
  [["", END], []],
  [["\n", END], ["\n"]],
  [
    ["\ufeffa\n", "\ufeffb\n"],
    ["a\n", "\ufeffb\n"],
  ],
  [
    ["\ufeffa", END, "\ufeffb\n"],
    ["a\n", "b\n"],
  ],
  [
    ["a\nb", CUT],
    ["a\n", "(line cut short)"],
  ],
  [
    ["a\n", CUT, "b\n"],
    ["a\n", "b\n"],
  ],
])("%j is read as %j", (chunks, seen) => {
  expect(readings(chunks).seen).toEqual(seen);
});

test("lines longer than the region that they are read to come whole", () => {
  const line = "0123456789".repeat(300_000);
  const { seen, bytes } = readings(["a\n", `${line}\n`, "b\n"]);
  expect(seen.map((text) => text.length)).toEqual([2, line.length + 1, 2]);
  expect(bytes).toBe(line.length + 5);
});

test("a line that is too long is left out, and its end is found in any chunk", () => {
  const long = "x".repeat(17 * 1024 * 1024);
  expect(readings(["a\n", long, "xx\nb\n", "c\n"]).seen).toEqual(["a\n", "(line too long)", "b\n", "c\n"]);
  expect(readings([long, "\n", "b\n"]).seen).toEqual(["(line too long)", "b\n"]);
  expect(readings([long, "\nb", END, "\ufeffc\n"]).seen).toEqual(["(line too long)", "b\n", "c\n"]);
});
