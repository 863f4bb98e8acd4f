// Items that are asked for ahead: all of them, in order, no more than is allowed, and none left behind.
import { expect, test } from "vitest";
import { prefetch } from "./prefetch.ts";

function source(count: number, asked: number[] = [], fault?: Error): AsyncGenerator<number | undefined> {
  return (async function* () {
    for (let at = 0; at < count; at++) {
      asked.push(at);
      yield at % 3 === 2 ? undefined : at;
    }
    if (fault !== undefined) throw fault;
  })();
}

test("all come in order, also those that are nothing", async () => {
  const had: (number | undefined)[] = [];
  for await (const item of prefetch(source(8), 3, () => {})) had.push(item);
  expect(had).toEqual([0, 1, undefined, 3, 4, undefined, 6, 7]);
});

test("no more are asked for than may wait", async () => {
  const asked: number[] = [];
  const items = prefetch(source(100, asked), 5, () => {});
  await items.next();
  await new Promise(setImmediate);
  expect(asked.length).toBeLessThanOrEqual(6);
  await items.return(undefined);
});

test("those that nobody took are dropped", async () => {
  const dropped: (number | undefined)[] = [];
  for await (const item of prefetch(source(100), 4, (left) => dropped.push(left))) {
    await new Promise(setImmediate);
    if (item === 1) break;
  }
  expect(dropped.slice(0, 4)).toEqual([undefined, 3, 4, undefined]);
});

test("a fault comes when all before it were had", async () => {
  const had: (number | undefined)[] = [];
  const read = async (): Promise<void> => {
    for await (const item of prefetch(source(5, [], new Error("broken")), 10, () => {})) had.push(item);
  };
  await expect(read()).rejects.toThrow("broken");
  expect(had.length).toBe(5);
});
