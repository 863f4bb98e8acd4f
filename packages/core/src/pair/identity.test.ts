// What counts as the same: the ends of which peers are counted, and texts whose hashes are equal.
import { expect, test } from "vitest";
import { flow, outcome, paired } from "./pair.fake.ts";

/** A conversation in both directions at the same time, in which no flag and no action tells who began. */
function both(one: string, other: string, more: object = {}): readonly object[] {
  return [flow(one, other, more), flow(other, one, more)];
}

const evidence = (records: readonly object[]): readonly unknown[] => paired(records).map((it) => it["client_by"]);

test("who is a client by the ports of other conversations has no peers in them", () => {
  // 10.0.0.9:40000 asks two servers, and the port of a third one is like its own.
  const asked = ["10.0.1.1:443", "10.0.1.2:53"].flatMap((it) => both("10.0.0.9:40000", it));
  expect(evidence([...both("10.0.0.9:40000", "10.0.0.3:50000"), ...asked])).toEqual([null, "port", "port"]);
});

test.each([
  ["another port", "10.0.0.9:40001", {}],
  ["another protocol", "10.0.0.9:40000", { protocol: 17 }],
  ["an IPv6 address of the same number", "::a00:9:40000", {}],
])("the peers of %s are not those of an end", (_, end, more) => {
  const others = ["10.0.0.4:50000", "10.0.0.5:50000"].flatMap((it) => both(end, it, more));
  // Two peers of the other end are found, none of this one.
  expect(evidence([...both("10.0.0.9:40000", "10.0.0.3:50000"), ...others])).toEqual([null, "peers", "peers"]);
});

test("texts whose hashes are equal stay apart", () => {
  // Of 30,000 names some have the 32 bits of another one's hash.
  const [conversations, names] = [3000, 10];
  const records = Array.from({ length: conversations * names }, (_, i) => {
    const place = Math.floor(i / names);
    return flow(`10.1.${place >>> 8}.${place & 255}:40000`, "10.0.0.2:443", { interface_id: `eni-h${100_000 + i}` });
  });
  const { output } = outcome(records);
  const seen = [...output.matchAll(/"seen_by":"([^"]*)"/g)].flatMap(([, all = ""]) => all.split(","));
  expect(new Set(seen).size).toBe(records.length);
});
