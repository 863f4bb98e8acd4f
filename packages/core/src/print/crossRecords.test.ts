// Cross tables for other programs: rows are written as they are made, however many there are.
import { expect, test, vi } from "vitest";
import { fakeContext } from "../stage/context.fake.ts";
import { crossWorker } from "../stages.ts";
import { feed } from "@flowlogs/base/feed";
import { csv } from "./csv.ts";
import { ExactSum } from "./exactSum.ts";

test("the first rows are written before the last ones are made", async () => {
  const ROWS = 50_000;
  const made = vi.spyOn(ExactSum.prototype, "toString");
  const decoder = new TextDecoder();
  let out = "";
  let madeAtFirst = 0;
  const context = fakeContext({
    write(bytes) {
      if (out === "") madeAtFirst = made.mock.calls.length;
      out += decoder.decode(bytes, { stream: true });
    },
  });
  const worker = await crossWorker({ printer: csv, look: { pivot: "p" } }, context);
  const records = Array.from({ length: ROWS }, (_, i) => `{"g":"g${i}","p":"${i % 2}","n":${i}}\n`);
  feed(new TextEncoder().encode(records.join("")), worker);
  worker.endSource();
  worker.finish();
  made.mockRestore();
  expect(madeAtFirst).toBeGreaterThan(0);
  expect(madeAtFirst).toBeLessThan(ROWS / 2);
  const rows = Array.from({ length: ROWS }, (_, i) => (i % 2 === 0 ? `g${i},${i},\n` : `g${i},,${i}\n`));
  expect(out).toBe(`g,0,1\n${rows.join("")}`);
});
