import { describe, expect, test } from "vitest";
import { openKernel } from "@flowlogs/kernel/kernel";
import { LineSplitter } from "./lineSplitter.ts";

const END = "(end of the source)";
const CUT = "(end of a source cut short)";

/** Feeds chunks, the ends of sources among them, and writes down what the reader is given. */
function readings(chunks: readonly string[]): { seen: string[]; bytes: number; completed: string | undefined } {
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
  return { seen, bytes: intake.bytes, completed: intake.completed };
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

describe("the line that ends a run", () => {
  const id = "0123abcd-0000-4000-8000-00000000000f";
  const line = `{"complete()":"${id}"}\n`;

  test.each(Array.from({ length: line.length + 1 }, (_, cut) => cut))("is taken out, cut at %i", (cut) => {
    const { seen, completed } = readings(["a\n", line.slice(0, cut), line.slice(cut), END]);
    expect({ seen, completed }).toEqual({ seen: ["a\n"], completed: id });
  });

  test.each([
    ["without its newline", ["a\n", line.trimEnd(), END], ["a\n", line]],
    ["cut short", [`a\n${line.trimEnd()}`, CUT], ["a\n", "(line cut short)"]],
    ["behind other text", [`a${line}`], [`a${line}`]],
    ["with another id", [`a\n${line.replace("0123", "zzzz")}`], [`a\n${line.replace("0123", "zzzz")}`]],
    ["with more members", [line.replace("}", ',"a":1}')], [line.replace("}", ',"a":1}')]],
  ])("is a line like others %s", (_, chunks, seen) => {
    expect(readings(chunks)).toMatchObject({ seen, completed: undefined });
  });

  test("is taken out with lines before it in the same chunk, or alone after a byte order mark's line", () => {
    expect(readings([`a\nb\n${line}`])).toMatchObject({ seen: ["a\nb\n"], completed: id });
    expect(readings([line])).toMatchObject({ seen: [], completed: id, bytes: line.length });
    expect(readings([line, END, "b\n"])).toMatchObject({ seen: ["b\n"], completed: id });
  });
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
