// Which shards may be read when: parents before children, whatever is split and merged.
import { expect, test } from "vitest";
import { Lineage } from "./lineage.ts";
import type { Shard } from "@flowlogs/aws/kinesis/shard";

function shard(id: string, ...parents: readonly string[]): Shard {
  return { id, parents, isClosed: false };
}

const taken = (lineage: Lineage): readonly string[] => lineage.take().map(({ id }) => id);

test("children wait for all their parents", () => {
  const lineage = new Lineage();
  lineage.add([shard("a"), shard("b"), shard("c", "a", "b"), shard("d", "c"), shard("e", "c")]);
  expect(taken(lineage)).toEqual(["a", "b"]);
  expect(taken(lineage)).toEqual([]);
  lineage.finish("a");
  expect(taken(lineage)).toEqual([]);
  lineage.finish("b");
  expect(taken(lineage)).toEqual(["c"]);
  lineage.finish("c");
  expect(taken(lineage)).toEqual(["d", "e"]);
});

test("parents that the stream no longer has are waited for no more", () => {
  const lineage = new Lineage();
  lineage.add([shard("c", "a", "b"), shard("d", "c")]);
  expect(taken(lineage)).toEqual(["c"]);
});

test("what comes of a shard that is left is not read", () => {
  const lineage = new Lineage();
  lineage.add([shard("a"), shard("b", "a")]);
  expect(taken(lineage)).toEqual(["a"]);
  lineage.leave("a");
  expect(taken(lineage)).toEqual([]);
});

test("a shard is closed when the service reports so, and when it has children", () => {
  const lineage = new Lineage();
  lineage.add([{ ...shard("a"), isClosed: true }, shard("b"), shard("c", "b")]);
  expect(["a", "b", "c"].map((id) => lineage.isClosed(id))).toEqual([true, true, false]);
});

test("shards are known from their second listing on as from their first one", () => {
  const lineage = new Lineage();
  lineage.add([shard("a")]);
  expect(taken(lineage)).toEqual(["a"]);
  lineage.add([{ ...shard("a"), isClosed: true }, shard("b", "a")]);
  expect(taken(lineage)).toEqual([]);
  expect(lineage.isClosed("a")).toBe(true);
});
