// The labels of records, against a search through all rows for each value.
import { array, assert, constantFrom, nat, oneof, property, record, tuple } from "fast-check";
import { expect, test } from "vitest";
import { LabelSource, LabelWorker, type Validity } from "../label.ts";
import { type Address, type AddressRange, parseAddress, parseAddresses } from "../address.ts";
import { fakeContext } from "../stage/context.fake.ts";
import { run } from "../stage/run.fake.ts";

interface Row {
  readonly key: string;
  readonly label: string;
  readonly validity?: Validity | undefined;
}

function sourceOf(rows: readonly Row[]): LabelSource {
  const source = new LabelSource("rows.csv", ["owner"]);
  for (const [i, { key, label, validity }] of rows.entries()) {
    const entry = source.add({ values: [label], validity, line: i + 2 });
    if (!source.addresses().add(key, entry)) throw new Error(`not an address: ${key}`);
  }
  return source;
}

function labeled(source: LabelSource, records: readonly object[], options: object = {}): readonly unknown[] {
  let output = "";
  const worker = new LabelWorker(
    {
      fields: ["addr_of"],
      areNamed: true,
      sources: [source],
      labels: new Map([["addr_of", source.labels]]),
      nameOf: (_, label) => label,
      time: "start",
      all: false,
      onlyMatched: false,
      ...options,
    },
    fakeContext({ write: (bytes) => (output += new TextDecoder().decode(bytes)) }),
  );
  const input = new TextEncoder().encode(records.map((it) => `${JSON.stringify(it)}\n`).join(""));
  for (let done = 0; done < input.length;) {
    const room = worker.room();
    const part = input.subarray(done, done + room.length);
    room.set(part);
    worker.advance(part.length);
    done += part.length;
  }
  worker.endSource();
  worker.finish();
  const lines = output.split("\n").slice(0, -1);
  return lines.map((line) => {
    const { owner }: { readonly owner: unknown } = JSON.parse(line);
    return owner;
  });
}

const wide = ({ high, low }: Address): bigint => (high << 64n) | low;

const ranges = new Map<string, AddressRange | undefined>();

/** Each key is read once, however often it is looked at. */
function rangeOf(key: string): AddressRange | undefined {
  if (!ranges.has(key)) ranges.set(key, parseAddresses(key));
  return ranges.get(key);
}

/** The label of the smallest range that has the address and is in force, by looking at each. */
function searched(rows: readonly Row[], address: string, time: number): string | null {
  const wanted = parseAddress(address);
  if (wanted === undefined) throw new Error(`not an address: ${address}`);
  const fitting = rows.flatMap(({ key, label, validity = { from: -Infinity, to: Infinity } }) => {
    const range = rangeOf(key);
    if (range === undefined || range.low.family !== wanted.family) return [];
    const [value, low, high] = [wide(wanted), wide(range.low), wide(range.high)];
    const isIn = low <= value && value <= high && validity.from <= time && time < validity.to;
    return isIn ? [{ label, size: high - low }] : [];
  });
  fitting.sort((a, b) => (a.size < b.size ? -1 : a.size > b.size ? 1 : 0));
  return fitting[0]?.label ?? null;
}

/** Few different bits, so that prefixes lie inside of each other. */
const four = tuple(constantFrom(10, 11), constantFrom(0, 128, 255), constantFrom(0, 1), nat(3)).map((it) =>
  it.join("."),
);
const six = tuple(constantFrom("2001:db8", "fd00"), nat(2), nat(2)).map(([top, a, b]) => `${top}:${a}::${b}`);
const prefix = oneof(
  tuple(four, constantFrom(0, 7, 8, 9, 16, 24, 30, 31, 32)).map((parts) => parts.join("/")),
  tuple(six, constantFrom(0, 16, 32, 48, 64, 127, 128)).map((parts) => parts.join("/")),
);
const dates = constantFrom<Validity | undefined>(
  undefined,
  { from: -Infinity, to: 1_700_000_000_000 },
  { from: 1_700_000_000_000, to: 1_800_000_000_000 },
  { from: 1_800_000_000_000, to: Infinity },
);

test("an address has the label of the longest prefix that is in force, as a search through all of them finds", () => {
  assert(
    property(
      array(record({ key: prefix, validity: dates }), { minLength: 1, maxLength: 12 }),
      array(oneof(four, six), { minLength: 1, maxLength: 12 }),
      constantFrom(1_699_999_999, 1_700_000_000, 1_750_000_000, 1_800_000_000),
      (given, addresses, start) => {
        const seen = new Set<string>();
        const rows = given.flatMap((row, i): readonly Row[] => {
          const range = parseAddresses(row.key);
          const id = JSON.stringify([range, range === undefined], (_, it: unknown) =>
            typeof it === "bigint" ? String(it) : it,
          );
          // One row a prefix and time; of those that are always in force, only where there is no other.
          const key = `${id} ${row.validity?.from}`;
          if (
            seen.has(key) ||
            (row.validity === undefined ? [...seen].some((it) => it.startsWith(id)) : seen.has(`${id} undefined`))
          )
            return [];
          seen.add(key);
          return [{ ...row, label: `row ${i}` }];
        });
        const records = addresses.map((address) => ({ addr_of: address, start }));
        const expected = addresses.map((address) => searched(rows, address, start * 1000));
        expect(labeled(sourceOf(rows), records)).toEqual(expected);
      },
    ),
    { numRuns: 300 },
  );
});

/** Ranges that are always in force: some lie in each other, many begin at the same address, and some come twice. */
function manyRows(prefixOf: (place: number) => string): readonly Row[] {
  const host = (place: number): string => `${prefixOf(place)}.${place % 256}`;
  const nested = Array.from({ length: 300 }, (_, i) => `${host(0)}-${host(((i * 37) % 300) + 700)}`);
  const inner = Array.from({ length: 100 }, (_, i) => `${host(i * 3 + 5)}-${host(i * 3 + 5 + (i % 3))}`);
  const sizes = [1, 30, 5, 2, 40].map((size) => `${host(400)}-${host(400 + size)}`);
  const keys = [...nested, ...inner, ...sizes, `${host(2)}-${host(390)}`];
  const rows = keys.map((key) => ({ key, label: key }));
  return [...rows.toReversed(), ...rows.slice(100, 150)];
}

test.each([
  ["IPv4", (place: number): string => `10.0.${Math.floor(place / 256)}`],
  ["IPv6", (place: number): string => `2001:db8:0:${Math.floor(place / 256)}:1::0.0.0`],
  ["up to the last address", (place: number): string => `255.255.${252 + Math.floor(place / 256)}`],
])("many ranges that are always in force: %s", (_, prefixOf) => {
  const rows = manyRows(prefixOf);
  const whole = prefixOf(0).includes(":") ? "::-ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff" : "0.0.0.0-255.255.255.255";
  const all = [...rows, { key: whole, label: "any" }];
  const addresses = Array.from({ length: 256 }, (__, i) => `${prefixOf(i * 4 + (i % 4))}.${(i * 4 + (i % 4)) % 256}`);
  const records = addresses.map((address) => ({ addr_of: address, start: 1 }));
  for (const some of [rows, all]) {
    expect(labeled(sourceOf(some), records)).toEqual(addresses.map((address) => searched(some, address, 1)));
  }
});

test("the same range twice with other labels, and two that cross, among ranges that are always in force", () => {
  const rows = manyRows((place) => `10.0.${Math.floor(place / 256)}`);
  const wrong =
    (key: string): (() => unknown) =>
    () =>
      labeled(sourceOf([...rows, { key, label: "other" }]), []);
  expect(wrong("10.0.0.5-10.0.0.5")).toThrow("rows.csv:458: 10.0.0.5 has other labels at rows.csv:107");
  expect(wrong("10.0.1.100-10.0.2.255")).toThrow("rows.csv:458: 10.0.1.100-10.0.2.255 overlaps");
});

test("a record without a time has no label where labels are in force for a time", () => {
  const rows = [{ key: "10.0.0.0/8", label: "new", validity: { from: 0, to: Infinity } }];
  expect(
    labeled(sourceOf(rows), [
      { addr_of: "10.0.0.1", start: 5 },
      { addr_of: "10.0.0.1", start: null },
    ]),
  ).toEqual(["new", null]);
});

test("ranges that overlap in part are refused, with both places", () => {
  const rows = [
    { key: "10.0.0.0-10.0.0.9", label: "a" },
    { key: "10.0.0.5-10.0.0.20", label: "b" },
  ];
  expect(() => labeled(sourceOf(rows), [])).toThrow(
    "rows.csv:3: 10.0.0.5-10.0.0.20 overlaps 10.0.0.0-10.0.0.9 at rows.csv:2 in part",
  );
});

test("values that are long, have escapes, or are many", () => {
  const label = `"quoted" \\ and\nlong: ${"x".repeat(100_000)}`;
  const records = Array.from({ length: 10_000 }, (_, i) => ({ addr_of: i % 2 === 0 ? "10.0.0.1" : "none", start: 1 }));
  const found = labeled(sourceOf([{ key: "10.0.0.1", label }]), records.slice(0, 10));
  expect(found).toEqual(records.slice(0, 10).map((_, i) => (i % 2 === 0 ? label : null)));
  expect(labeled(sourceOf([{ key: "10.0.0.1", label: "short" }]), records).filter((it) => it === "short")).toHaveLength(
    5000,
  );
});

test("what was found for a text is remembered for that text only, whatever its length", () => {
  const rows = [
    { key: "10.0.0.0/8", label: "ten" },
    { key: "10.0.0.1", label: "one" },
    { key: "::ffff:0:0/96", label: "four" },
    { key: "2001:db8::/32", label: "six" },
    { key: "2001:db8::1", label: "six one" },
  ];
  const groups = "2001:0db8:0000:0000:0000:0000";
  const texts = [
    ["10.0.0.1", "one"],
    ["10.0.0.1\0", null],
    ["10.0.0.10", "ten"],
    ["10.0.0.100", "ten"],
    ["", null],
    ["1", null],
    ["10.255.255.255", "ten"],
    ["100.100.100.100", "four"],
    ["2001:db8::1", "six one"],
    ["2001:db8:0:0:0::1", "six one"],
    ["2001:db8:0:0:0:0::1", "six one"],
    [`${groups}:0000:0001`, "six one"],
    [`${groups}:0000:0002`, "six"],
    [`${groups}:0.0.0.1`, "six one"],
    [`${groups}:255.255.255.254`, "six"],
    [`${groups}:0000:0001 and more than there is room for`, null],
  ] as const;
  // Twice each, in two orders: the second time it may be remembered.
  const order = [...texts, ...texts, ...texts.toReversed()];
  const records = order.map(([text]) => ({ addr_of: text, start: 1 }));
  expect(labeled(sourceOf(rows), records)).toEqual(order.map(([, label]) => label));
});

test("addresses that begin alike, and of which some have the place of others", () => {
  const groups = ["2001:db8:1:2:3:4:5:", "2001:0db8:0001:0002:0003:0004:0005:"];
  const tails = Array.from({ length: 1500 }, (_, i) => (i + 4096).toString(16));
  const rows = tails.map((tail) => ({ key: `${groups[0]}${tail}`, label: tail }));
  const asked = [...tails, ...tails.toReversed()].flatMap((tail) => groups.map((group) => ({ group, tail })));
  const records = asked.map(({ group, tail }) => ({ addr_of: group + tail, start: 1 }));
  expect(labeled(sourceOf(rows), records)).toEqual(asked.map(({ tail }) => tail));
});

test("more addresses than are remembered", () => {
  const rows = Array.from({ length: 300 }, (_, i) => ({
    key: `10.${i % 150}.${Math.floor(i / 150)}.0/24`,
    label: `n${i}`,
  }));
  const addresses = Array.from({ length: 30_000 }, (_, i) => ({ net: i % 300, host: i % 100 }));
  const records = addresses.map(({ net, host }) => ({
    addr_of: `10.${net % 150}.${Math.floor(net / 150)}.${host}`,
    start: 1,
  }));
  const expected = addresses.map(({ net }) => `n${net}`);
  expect(labeled(sourceOf(rows), [...records, ...records])).toEqual([...expected, ...expected]);
});

test("a value that is not an address counts each time, once for all sources; and so does a record with a label", () => {
  const sources = [sourceOf([{ key: "10.0.0.0/8", label: "one" }]), sourceOf([{ key: "10.0.0.1", label: "two" }])];
  const options = {
    fields: ["srcaddr"],
    areNamed: true,
    sources,
    labels: new Map([["srcaddr", ["owner"]]]),
    all: false,
  };
  let worker: LabelWorker | undefined;
  const { notes } = run(
    (context) =>
      (worker = new LabelWorker({ ...options, nameOf: () => "owner", time: "start", onlyMatched: false }, context)),
    ["10.0.0.1", "fe80::1%eth0", "10.0.0.2", "fe80::1%eth0", "", "fe80::1%eth0"].map(
      (srcaddr) => `${JSON.stringify({ srcaddr })}\n`,
    ),
  );
  expect(notes).toEqual(['3 values are not addresses, such as "fe80::1%eth0": null']);
  expect(worker?.counts().labeled).toEqual({ srcaddr: 2 });
});

test("what a label replaces is told once for a record, with the names that had a value", () => {
  const told: string[] = [];
  const { output } = run(
    (context) =>
      new LabelWorker(
        {
          fields: ["srcaddr"],
          areNamed: true,
          sources: [sourceOf([{ key: "10.0.0.0/8", label: "new" }])],
          labels: new Map([["srcaddr", ["owner"]]]),
          nameOf: (_, label) => label,
          time: "start",
          all: false,
          onlyMatched: false,
        },
        context,
      ),
    ['{"srcaddr":"10.0.0.1","owner":"old"}\n{"owner":null,"srcaddr":"10.0.0.1"}\n{"srcaddr":"10.0.0.1"}\n'],
    ({ problem }) => told.push(problem),
  );
  expect(output).toBe('{"srcaddr":"10.0.0.1","owner":"new"}\n'.repeat(3));
  expect(told).toEqual(["1 record had a value in owner: what flow-label adds took its place"]);
});
