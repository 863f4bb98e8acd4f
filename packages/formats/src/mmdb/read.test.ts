// Networks of MMDB files that another program wrote (test/fixtures/generate/mmdb.py), against mmdb-lib's own search for each address.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Reader } from "mmdb-lib";
import { expect, test } from "vitest";
import { isProblem } from "@flowlogs/base/problem";
import { readMmdb } from "./read.ts";

const folder = join(import.meta.dirname, "../../../../test/fixtures/labels");
const city = readFileSync(join(folder, "city.mmdb"));
const asn = readFileSync(join(folder, "asn.mmdb"));
const BESIDE = "beside a network";
const damaged = { problem: "the MMDB file is cut short or damaged", advice: "fetch the file again" };

/** The first and the last address of each network, those beside them, and the record that was found for each. */
async function addressesOf(bytes: Buffer): Promise<readonly (readonly [address: string, record: unknown])[]> {
  const networks = await readMmdb(bytes);
  if (isProblem(networks)) throw new Error(networks.problem);
  const { four, six, records } = networks;
  const all: [address: string, record: unknown][] = [];
  const take = (low: bigint, high: bigint, number: number, textOf: (address: bigint) => string): void => {
    const record = records[number - 1];
    all.push([textOf(low), record], [textOf(high), record], [textOf((low + high) / 2n), record]);
    all.push([textOf(low - 1n), BESIDE], [textOf(high + 1n), BESIDE]);
  };
  for (let at = 0; at < four.length; at += 3)
    take(BigInt(four[at] ?? 0), BigInt(four[at + 1] ?? 0), four[at + 2] ?? 0, text4);
  const wide = (at: number): bigint => six.subarray(at, at + 4).reduce((sum, word) => (sum << 32n) | BigInt(word), 0n);
  for (let at = 0; at < six.length; at += 9) take(wide(at), wide(at + 4), six[at + 8] ?? 0, text6);
  return all;
}

const text4 = (address: bigint): string => [24n, 16n, 8n, 0n].map((by) => (address >> by) & 255n).join(".");
const text6 = (address: bigint): string =>
  [112n, 96n, 80n, 64n, 48n, 32n, 16n, 0n].map((by) => ((address >> by) & 65_535n).toString(16)).join(":");

/** The same tree with records of another size. */
function resized(bytes: Buffer, size: 28 | 32): Buffer {
  const { nodeCount, searchTreeSize, recordSize } = new Reader(bytes).metadata;
  if (recordSize !== 24) throw new Error("made for records of 24 bits");
  const tree = Buffer.alloc((nodeCount * size) / 4);
  for (let node = 0; node < nodeCount; node++) {
    const [left, right] = [bytes.readUIntBE(node * 6, 3), bytes.readUIntBE(node * 6 + 3, 3)];
    if (size === 32) tree.writeUInt32BE(left, node * 8);
    if (size === 32) tree.writeUInt32BE(right, node * 8 + 4);
    if (size === 28) tree.writeUIntBE(left, node * 7, 3);
    if (size === 28) tree.writeUIntBE(right, node * 7 + 4, 3);
  }
  const rest = Buffer.from(bytes.subarray(searchTreeSize));
  // In the metadata the name is followed by the number's type and its value.
  const value = rest.lastIndexOf("record_size") + "record_size".length + 1;
  if (rest[value] !== 24) throw new Error("the size is somewhere else");
  rest[value] = size;
  return Buffer.concat([tree, rest]);
}

test.each([
  ["city.mmdb", city],
  ["asn.mmdb", asn],
  ["records of 28 bits", resized(city, 28)],
  ["records of 32 bits", resized(city, 32)],
])("%s: each network has the record that mmdb-lib finds for its addresses", async (_, bytes) => {
  const reader = new Reader(bytes);
  const addresses = await addressesOf(bytes);
  expect(addresses.length).toBeGreaterThanOrEqual(15);
  const inside = addresses.filter(([, record]) => record !== BESIDE);
  expect(inside.map(([address]) => reader.get(address))).toEqual(inside.map(([, record]) => record));
  // Beside a network there is nothing, or a network of its own.
  const known = new Set(inside.map(([address]) => address));
  const beside = addresses.filter(([address, record]) => record === BESIDE && !known.has(address));
  expect(new Set(beside.map(([address]) => reader.get(address)))).toEqual(new Set([null]));
});

test("a file that is cut short anywhere is refused", async () => {
  for (let length = 0; length < city.length; length++) {
    const networks = await readMmdb(city.subarray(0, length));
    if (!isProblem(networks)) throw new Error(`cut after ${length} bytes, it is read`);
    expect(networks).toEqual(damaged);
  }
});

test("damaged files end: in networks or in a message", async () => {
  const outcomes: string[] = [];
  for (let at = 0; at < city.length; at++) {
    const bytes = Buffer.from(city);
    bytes[at] = (bytes[at] ?? 0) ^ (1 << (at % 8));
    const networks = await readMmdb(bytes);
    outcomes.push(isProblem(networks) ? networks.problem.replace(/\d+$/, "N") : "networks");
  }
  expect([...new Set(outcomes)].toSorted()).toEqual(["it is MMDB of version N", "networks", damaged.problem]);
});
