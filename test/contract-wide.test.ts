// What every command does with records of very many members and with questions about very many fields: time grows with their
// number. Were each held against each of the others, these tests would run into their time limit.
import { expect, test } from "vitest";
import { file, run } from "./command.ts";

const MEMBERS = 50_000;
const NAMED = 10_000;
const wide = `{${Array.from({ length: MEMBERS }, (_, i) => `"field${i}":${i}`).join(",")}}\n`;
const input = wide + wide.replace('"field9":9,', '"field9":8,');
const named = Array.from({ length: NAMED }, (_, i) => i);
const nested = `{${named.map((i) => `"o${i}":{"a":${i}}`).join(",")}}\n`;

test("a condition on each of very many fields", async () => {
  const all = file("all.txt", named.map((i) => `field${i} = ${i}`).join(" and "));
  expect(await run(["flow-filter", "-f", all], input)).toEqual({ status: 0, out: wide, err: "" });
});

test("fields of which no record has one, in other spellings", async () => {
  const none = file("none.txt", named.map((i) => `no_field${i} is null and FIELD_${i} >= ${i}`).join(" and "));
  const { status, out } = await run(["flow-filter", "-f", none], wide);
  expect({ status, out }).toEqual({ status: 0, out: wide });
});

test("values inside of very many objects", async () => {
  const inside = file("inside.txt", named.map((i) => `o${i}.a = ${i}`).join(" and "));
  expect(await run(["flow-filter", "-f", inside], nested)).toEqual({ status: 0, out: nested, err: "" });
});

test("keys of groups, sort keys and columns", async () => {
  const keys = named.map((i) => `field${i}`).join(",");
  const values = named.map(String).join(",");
  const group = `{${named.map((i) => `"field${i}":${i}`).join(",")},"count()":2}\n`;
  expect(await run(["flow-group", "--by", keys, "count()"], wide + wide)).toEqual({ status: 0, out: group, err: "" });
  expect(await run(["flow-top", "1", "--by", keys], wide)).toEqual({ status: 0, out: wide, err: "" });
  const csv = await run(["flow-fmt", "-o", "csv", "--fields", keys], wide);
  expect(csv).toEqual({ status: 0, out: `${keys}\n${values}\n`, err: "" });
});

test("one object after another under the same key", async () => {
  const members = Array.from({ length: 30_000 }, (_, i) => `"a.b${i}":${i},"a":{}`);
  const repeated = `{${members.join(",")}}\n`;
  const csv = await run(["flow-fmt", "-o", "csv", "--fields", "a.b7,a.b29999"], repeated);
  expect(csv).toEqual({ status: 0, out: "a.b7,a.b29999\n7,29999\n", err: "" });
  const read = await run(["flowlogs-read", "--form", "ndjson"], repeated);
  expect(JSON.parse(read.out)).toEqual(JSON.parse(repeated));
});

test("wide records of different orders", async () => {
  const orders = Array.from({ length: 12 }, (_, r) => named.map((i) => `"k${(i * 7919 + r * 13) % NAMED}":${i}`));
  const records = orders.map((members) => `{${members.join(",")}}\n`).join("");
  expect(await run(["flowlogs-read", "--form", "ndjson"], records)).toEqual({ status: 0, out: records, err: "" });
});
