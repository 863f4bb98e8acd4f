import { describe, expect, test } from "vitest";
import { PageStore } from "./pageStore.ts";

const filled = (size: number, value: number): Uint8Array => new Uint8Array(size).fill(value);

describe("pages that wait", () => {
  test("keep their bytes, whatever others are released", () => {
    const store = new PageStore();
    const pages = Array.from({ length: 300 }, (_, i) => ({
      value: i % 251,
      page: store.copy(filled(40_000, i % 251)),
    }));
    const kept = pages.filter((_, i) => i % 3 === 0);
    for (const [i, { page }] of pages.entries()) if (i % 3 !== 0) store.release(page);
    for (let i = 0; i < 300; i++) store.copy(filled(70_000, 255));
    for (const { value, page } of kept) expect(page.every((byte) => byte === value)).toBe(true);
  });

  test("use the memory of those that were released", () => {
    const store = new PageStore();
    const buffers = new Set<ArrayBufferLike>();
    for (let i = 0; i < 1000; i++) {
      const page = store.copy(filled(300_000, 1));
      buffers.add(page.buffer);
      store.release(page);
    }
    expect(buffers.size).toBeLessThan(3);
  });

  test("are joined of parts, and may be empty or larger than a piece", () => {
    const store = new PageStore();
    expect([...store.copy(filled(2, 7), filled(1, 8))]).toEqual([7, 7, 8]);
    expect(store.copy()).toHaveLength(0);
    const large = store.copy(filled(3_000_000, 5), filled(1, 6));
    expect([large.length, large[0], large.at(-1)]).toEqual([3_000_001, 5, 6]);
    store.release(large);
  });
});
