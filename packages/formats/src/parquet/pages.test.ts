// Pages in their file: large ones, many, and such as are not what they say.
import { crc32 } from "node:zlib";
import { expect, test } from "vitest";
import type { RandomAccess } from "./randomAccess.ts";
import { type ColumnChunk, ColumnPages } from "./pages.ts";

/** A page with a header in thrift's compact form: type, both sizes, and a checksum if there is one. */
function page(content: Buffer, crc?: number): Buffer {
  const fields = [0, content.length, content.length, ...(crc === undefined ? [] : [crc | 0])];
  return Buffer.concat([...fields.map((value) => Buffer.from([0x15, ...zigzag(value)])), Buffer.from([0]), content]);
}

function zigzag(value: number): number[] {
  const bytes: number[] = [];
  let rest = ((value << 1) ^ (value >> 31)) >>> 0;
  for (; rest > 127; rest >>>= 7) bytes.push((rest & 127) | 128);
  return [...bytes, rest];
}

function pagesOf(...all: Buffer[]): { pages: ColumnPages; file: RandomAccess } {
  const bytes = Buffer.concat([Buffer.from("PAR1"), ...all, Buffer.from("behind")]);
  const file = {
    byteLength: bytes.length,
    slice: async (start: number, end?: number) => new Uint8Array(bytes.subarray(start, end)).buffer,
  };
  const size = BigInt(all.reduce((sum, { length }) => sum + length, 0));
  const data = { data_page_offset: 4n, total_compressed_size: size };
  return { pages: new ColumnPages(file, data), file };
}

function columnAt(offset: bigint, size: bigint): ColumnChunk {
  return { data_page_offset: offset, total_compressed_size: size };
}

const small = Buffer.from("a page");
const large = Buffer.alloc(3_000_000, "large");

test("one after the other, up to the end of the column", async () => {
  const { pages } = pagesOf(page(small), page(large), page(small, crc32(small)));
  for (const content of [small, large, small]) {
    expect(Buffer.from((await pages.next())?.bytes ?? []).equals(content)).toBe(true);
  }
  expect(await pages.next()).toBeUndefined();
});

test("a page that does not match its checksum is a fault", async () => {
  const { pages } = pagesOf(page(small, crc32(small)), page(small, crc32(small) ^ 1));
  expect((await pages.next())?.bytes.length).toBe(small.length);
  await expect(pages.next()).rejects.toThrow("does not match its checksum");
});

test("a page that is cut short is a fault", async () => {
  await expect(pagesOf(page(large).subarray(0, 1000)).pages.next()).rejects.toThrow("extends past its column");
  await expect(pagesOf(Buffer.alloc(50, 0x15)).pages.next()).rejects.toThrow(/./);
});

test("a column that lies outside the file is a fault", () => {
  const { file } = pagesOf(page(small));
  for (const data of [columnAt(0n, 5n), columnAt(4n, 10_000n), columnAt(4n, -1n)]) {
    expect(() => new ColumnPages(file, data)).toThrow("outside the file");
  }
});
