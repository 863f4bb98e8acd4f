// What the checked build (build-checked.mjs) forbids: writing beyond a region, also into one that was laid out with it. In
// the ordinary build there is nothing to see.
import { describe, expect, test } from "vitest";
import { openKernel } from "./kernel.ts";

const kernel = openKernel();
const isChecked = "clearBounds" in kernel;
const line = new TextEncoder().encode("1 2 3\n");

/** Where the bits of the index of a short text are, and how many bytes; behind them are its separators. */
function indexed(): { bits: number; bitsSize: number } {
  const text = kernel.allocate(128) + 64;
  kernel.bytes().set(line, text);
  const bitsSize = kernel.indexBitsSize(64);
  const [bits, separators] = [kernel.allocate(bitsSize), kernel.allocate(kernel.separatorsSize(64))];
  kernel.indexText(text, text + line.length, bits, separators);
  return { bits, bitsSize };
}

/** Has the kernel read records, of whose texts the decoded ones go to `scratch`. */
function read(records: string, scratch: number): void {
  const name = kernel.place("a");
  const table = kernel.allocate(8);
  kernel.words().set([name.at, name.length], table / 4);
  kernel.setTable(kernel.allocate(16_384), 1, kernel.allocate(8192), 512, scratch);
  kernel.setWanted(table, 1, 0, 0, 0, 0, 0);
  const { at, length } = kernel.place(records);
  kernel.scanNdjson(at, at + length);
}

/** A record with a text that must be decoded. */
function record(length: number): string {
  return `{"a":"\\n${"x".repeat(length)}"}\n`;
}

describe.runIf(isChecked)("the checked build ends", () => {
  test("a store of the kernel that leaves the bits of the text index for the separators", () => {
    const { bits, bitsSize } = indexed();
    read("{}\n".repeat(bitsSize / 4), kernel.allocate(16));
    expect(kernel.selectAll(bits)).toBe(bitsSize / 4);
    read("{}\n".repeat(bitsSize / 4 + 1), kernel.allocate(16));
    expect(() => kernel.selectAll(bits)).toThrow(/the kernel's memory: store at truth\.ts:\d+ of 4 bytes/);
  });

  test("a text that is decoded beyond the room for such", () => {
    read(record(500), kernel.allocate(512));
    expect(() => read(record(600), kernel.allocate(512))).toThrow(
      /the kernel's memory: store at string\.ts:\d+ of 1 byte/,
    );
  });

  test("a write of one element by the host behind a region", () => {
    const { bits, bitsSize } = indexed();
    expect(() => kernel.bytes().fill(1, bits + bitsSize, bits + bitsSize + 1)).toThrow("use by the host");
  });
});
