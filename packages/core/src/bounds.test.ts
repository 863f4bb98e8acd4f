// What the checked build (build-checked.mjs) forbids: writing beyond a region, also into one that was laid out with it. In
// the ordinary build there is nothing to see.
import { describe, expect, test } from "vitest";
import { Batch } from "./batch.ts";
import { openKernel } from "@flowlogs/kernel/kernel";
import { KIND_TIME } from "@flowlogs/kernel/opcodes";

const kernel = openKernel();
const isChecked = "clearBounds" in kernel;
const line = new TextEncoder().encode("1 2 3\n");

/** Where the bits of the index of a short text are, and how many bytes; after them are its separators. */
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

/** The bytes of `1764000000.5` with that which ends it. */
const TIME_TEXT = 13;

/** Makes a group whose list has `count` numbers. */
function listedNumbers(count: number): Batch {
  const batch = new Batch(kernel, ["n"]);
  batch.attach(0);
  kernel.beginRows(count);
  const { at } = kernel.place("5 ");
  batch.fillColumn(0, count, [at, at + 1]);
  batch.take(false);
  const ids = kernel.allocate(count * 4);
  kernel.openGroups(2);
  kernel.groupRows(batch.list, count, 0, 0, false, ids, ids);
  kernel.listValues(0, 0, 0, batch.list, count, ids, 2 * count);
  return batch;
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

  test("a number that is brought to seconds beyond the room for such", () => {
    const kinds = kernel.allocate(4);
    kernel.words().set([KIND_TIME], kinds / 4);
    kernel.setTypes(kinds, 1);
    const time = '{"a":1764000000500}\n';
    read(time, kernel.allocate(TIME_TEXT));
    expect(() => read(time, kernel.allocate(TIME_TEXT - 5))).toThrow(
      /the kernel's memory: store at \w+\.ts:\d+ of 1 byte/,
    );
    kernel.setTypes(kinds, 0);
  });

  test("a list of numbers that is longer than the room for its copy", () => {
    const numbers = 64;
    const batch = listedNumbers(numbers);
    expect(batch.rows).toBe(numbers);
    kernel.copyList(0, 0, kernel.allocate(numbers * 8));
    expect(() => kernel.copyList(0, 0, kernel.allocate(numbers * 8 - 8))).toThrow(
      /the kernel's memory: copy to at numberLists\.ts:\d+/,
    );
  });

  test("a write of one element by the host behind a region", () => {
    const { bits, bitsSize } = indexed();
    expect(() => kernel.bytes().fill(1, bits + bitsSize, bits + bitsSize + 1)).toThrow("use by the host");
  });
});
