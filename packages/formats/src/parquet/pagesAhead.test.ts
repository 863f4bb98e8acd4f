// Pages that are decompressed ahead: those that are what they say, and others, which are left to the reader in their turn.
import { gzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { PageBuffer, PIECE } from "./pages.ts";
import { PagesAhead } from "./pagesAhead.ts";

/** A page with a header in thrift's compact form: type, and the sizes after and before decompression. */
function page(size: number, packed: Uint8Array): Buffer {
  const fields = [0, size, packed.length].map((value) => Buffer.from([0x15, ...varint(2 * value)]));
  return Buffer.concat([...fields, Buffer.from([0]), packed]);
}

function varint(value: number): number[] {
  return value < 128 ? [value] : [(value & 127) | 128, ...varint(value >>> 7)];
}

async function readAhead(pages: readonly Buffer[], size = BigInt(Buffer.concat(pages).length)) {
  const bytes = Buffer.concat([Buffer.from("PAR1"), ...pages]);
  const file = {
    byteLength: bytes.length,
    slice: async () => new ArrayBuffer(0),
    readInto: async (into: Uint8Array, start: number) => into.set(bytes.subarray(start, start + into.length)),
  };
  const ahead = new PagesAhead();
  ahead.begin(3, file, { codec: "GZIP", data_page_offset: 4n, total_compressed_size: size }, new PageBuffer());
  await ahead.settle();
  return await ahead.take(3);
}

const text = Buffer.alloc(50_000, "a page with some text");
const packed = gzipSync(text);

test("have their content, in their order", async () => {
  const other = Buffer.alloc(60_000, "another");
  const pages = await readAhead([page(text.length, packed), page(other.length, gzipSync(other))]);
  expect((await pages?.next())?.content).toEqual(text);
  expect((await pages?.next())?.content).toEqual(other);
  expect(await pages?.next()).toBeUndefined();
});

test.each([
  ["damaged", page(text.length, Buffer.concat([packed.subarray(0, 30), Buffer.alloc(packed.length - 30, 7)]))],
  ["cut short", page(text.length, packed.subarray(0, packed.length - 9))],
  ["shorter than its header says", page(text.length + 1, packed)],
  ["longer than its header says", page(text.length - 1, packed)],
  ["small", page(3, gzipSync("abc"))],
  ["of a size that nobody should have memory for", page(2 ** 29, packed)],
])("one that is %s is left to its reader, compressed", async (_, bad) => {
  const pages = await readAhead([bad]);
  const read = await pages?.next();
  expect(read?.bytes.length).toBeGreaterThan(0);
  expect(read?.content).toBeUndefined();
});

test.each([
  ["ends after the file", 10_000n],
  ["is too large to be read at once", BigInt(PIECE + 1)],
])("a column that %s is left to its reader", async (_, size) => {
  expect(await readAhead([page(text.length, packed)], size)).toBeUndefined();
});
