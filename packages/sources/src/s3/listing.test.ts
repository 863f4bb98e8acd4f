// Buckets as trees: everything in the order of keys, folders beside each other, in bounded memory, and nothing that is not
// wanted.
import { expect, test } from "vitest";
import { anywhere, placeOf } from "../discovery/awsLayout.ts";
import { Selection } from "../discovery/selection.ts";
import { walk } from "../discovery/walk.ts";
import type { ListingPage } from "@flowlogs/aws/s3/listingPage";
import { BucketTree } from "./listing.ts";

const all = { accounts: [], regions: [], flowLogs: [] };

/** A bucket with these keys, that answers after a turn of the event loop. */
class Bucket {
  readonly asked: string[] = [];
  maxEntries = 0;
  #together = 0;
  readonly #keys: readonly string[];
  readonly #page: number;

  constructor(keys: readonly string[], page = 1000) {
    this.#keys = keys.toSorted();
    this.#page = page;
  }

  async list(prefix: string, after = ""): Promise<ListingPage> {
    this.asked.push(prefix);
    this.maxEntries = Math.max(this.maxEntries, ++this.#together);
    await new Promise(setImmediate);
    this.#together--;
    const names = this.#keys
      .filter((key) => key.startsWith(prefix))
      .map((key) => key.slice(0, key.indexOf("/", prefix.length) + 1 || key.length + 1));
    const left = [...new Set(names)].filter((name) => name > after);
    const listed = left.slice(0, this.#page);
    const entries = listed.map((name) =>
      name.endsWith("/") && name !== prefix ? name : { key: name, size: 1, etag: "", storage: "" },
    );
    return { entries, next: left.length > listed.length ? listed.at(-1) : undefined };
  }

  tree(selection: Selection, ahead = 4): BucketTree {
    return new BucketTree({
      list: async (prefix, after) => await this.list(prefix, after),
      wants: (folder) => selection.wants(placeOf(folder)),
      onEntry: () => {},
      failed: () => {},
      ahead,
      maxEntries: Number.POSITIVE_INFINITY,
    });
  }

  async walk(selection: Selection, ahead?: number): Promise<string[]> {
    const tree = this.tree(selection, ahead);
    const found: string[] = [];
    const from = { list: (folder: string) => tree.list(folder === "" ? "" : `${folder}/`) };
    for await (const { path } of walk(from, { folder: "", prefix: "", place: anywhere }, selection)) found.push(path);
    return found;
  }
}

const keys = [
  "a-1",
  "a.log",
  "a/b/1",
  "a/b.log",
  "a/b0",
  "a0",
  "a//x",
  "b/c/d/e/f",
  "b/",
  ".hidden",
  "z",
  "y/.hidden/x",
];
const visible = keys.filter((key) => !key.includes(".hidden") && key !== "b/").toSorted();

test.each([1, 2, 1000])("the order is that of keys, with pages of %s", async (page) => {
  expect(await new Bucket(keys, page).walk(new Selection(all))).toEqual(visible);
});

/** Accounts, regions and days: two objects each. */
const large = [1, 2, 3, 4].flatMap((account) =>
  ["eu-west-1", "us-east-1"].flatMap((region) =>
    Array.from({ length: 20 }, (_, day) => String(day + 1).padStart(2, "0")).flatMap((day) =>
      ["x", "y"].map((name) => `AWSLogs/12345678901${account}/vpcflowlogs/${region}/2026/11/${day}/${name}`),
    ),
  ),
);

test("folders are listed beside each other, as many as may be", async () => {
  const bucket = new Bucket(large);
  expect(await bucket.walk(new Selection(all), 6)).toEqual(large.toSorted());
  // One more for the walk itself, which never waits for those that are ahead of it.
  expect(bucket.maxEntries).toBeGreaterThanOrEqual(6);
  expect(bucket.maxEntries).toBeLessThanOrEqual(7);
  expect(new Set(bucket.asked).size).toBe(bucket.asked.length);
});

test("what is not wanted is not asked for", async () => {
  const start = Date.parse("2026-11-10T10:00Z") / 1000;
  const selection = new Selection({
    ...all,
    accounts: ["123456789012"],
    regions: ["us-east-1"],
    start,
    end: start + 7200,
  });
  const bucket = new Bucket(large);
  const day = "AWSLogs/123456789012/vpcflowlogs/us-east-1/2026/11/10/";
  expect(await bucket.walk(selection)).toEqual([`${day}x`, `${day}y`]);
  expect(bucket.asked).toEqual([
    "",
    ...[1, 2, 3, 4, 5, 6, 7].map((depth) => `${day.split("/").slice(0, depth).join("/")}/`),
  ]);
});

test("a folder that cannot be listed is reported, and the others are listed", async () => {
  const bucket = new Bucket(["a/1", "b/1", "c/1"]);
  const failed: string[] = [];
  const tree = new BucketTree({
    list: async (prefix, after) =>
      prefix === "b/" ? await Promise.reject(new Error("denied")) : await bucket.list(prefix, after),
    wants: () => true,
    onEntry: () => {},
    failed: (prefix) => failed.push(prefix),
    ahead: 2,
    maxEntries: Number.POSITIVE_INFINITY,
  });
  const found: string[] = [];
  const from = { list: (folder: string) => tree.list(folder === "" ? "" : `${folder}/`) };
  for await (const { path } of walk(from, { folder: "", prefix: "", place: anywhere }, new Selection(all)))
    found.push(path);
  expect([found, failed]).toEqual([["a/1", "c/1"], ["b/"]]);
});

test("what waits for the walk is bounded, however much there is", async () => {
  const many = Array.from({ length: 100 }, (_, folder) =>
    Array.from(
      { length: 1000 },
      (__, object) => `${String(folder).padStart(3, "0")}/${String(object).padStart(4, "0")}`,
    ),
  ).flat();
  const bucket = new Bucket(many);
  const things = bucket.tree(new Selection(all)).list("");
  await things.next();
  for (let turn = 0; turn < 200; turn++) await new Promise(setImmediate);
  // One page of folders, twenty of a thousand objects, and those that were under way by then.
  expect(bucket.asked.length).toBeGreaterThan(20);
  expect(bucket.asked.length).toBeLessThanOrEqual(1 + 20 + 4);
  await things.return(undefined);
});
