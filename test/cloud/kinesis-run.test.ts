// Shards that are split and merged while they are read: none is begun before those that it came from are read to their ends.
import { expect, test } from "vitest";
import { ShardCoordinator } from "../../packages/sources/src/kinesis/shardCoordinator.ts";
import type { Shard, ShardPage } from "../../packages/aws/src/kinesis/shard.ts";
import { AwsContext } from "../../packages/aws/src/awsContext.ts";
import { Notifier } from "../../packages/base/src/notifier.ts";
import { surroundings } from "./surroundings.ts";

function shard(id: string, ...parents: readonly string[]): Shard {
  return { id, parents, isClosed: false };
}

/** a and b; b becomes c and d, a becomes e and f, and f and c are merged to g. */
const all = [
  shard("a"),
  shard("b"),
  shard("c", "b"),
  shard("d", "b"),
  shard("e", "a"),
  shard("f", "a"),
  shard("g", "f", "c"),
];

function endOf(id: string): ShardPage {
  const children = all.filter(({ parents }) => parents.includes(id));
  const sequence = `${id}1`;
  return {
    records: [{ sequence, arrival: 1, data: Buffer.from(id) }],
    position: { at: "after", sequence, time: 1 },
    reached: 1,
    isTip: true,
    isLast: true,
    children,
  };
}

test("a shard that was merged waits for the parent that is not known yet", async () => {
  const remote = new AwsContext({}, surroundings().context);
  let lists = 0;
  const held = new Notifier();
  const begun: string[] = [];
  const run = new ShardCoordinator(remote, {
    list: () => Promise.resolve(lists++ === 0 ? all.slice(0, 2) : all),
    read: async function* (id) {
      begun.push(id);
      if (id === "a") await held.change();
      yield endOf(id);
    },
    start: { at: "horizon" },
    stop: ({ records }) => ({ records, isOver: false }),
    note: (text) => expect(text).toBe(""),
  });
  const had: string[] = [];
  for await (const given of run.pages()) {
    if (given !== undefined) had.push(given.shard);
    // All that can be read without a has been.
    if (["b", "c", "d"].every((id) => had.includes(id))) setImmediate(() => held.notify());
  }
  expect(had.toSorted()).toEqual(["a", "b", "c", "d", "e", "f", "g"]);
  expect(begun.indexOf("g")).toBeGreaterThan(begun.indexOf("f"));
  expect(had.indexOf("g")).toBeGreaterThan(had.indexOf("f"));
});
