// Further aggregates of conversations, worked out by hand, with room for all conversations and for a few.
import { expect, test } from "vitest";
import { type Aggregate, parseAggregate } from "../aggregate/aggregate.ts";
import { unwrap } from "../problem.fake.ts";
import { client, flow, outcome, paired, server } from "./pair.fake.ts";

const aggregatesOf = (texts: readonly string[]): readonly Aggregate[] =>
  texts.map((text) => unwrap(parseAggregate(text)));

test.each([1e9, 0])("percentiles, medians, deviations and distinct values, with room for %d", (maxMemory) => {
  const aggregates = aggregatesOf([
    "p50(bytes)",
    "p90(bytes)",
    "median(bytes)",
    "median(bytes where packets > 1)",
    "variance(packets)",
    "count_distinct(action)",
    "approx_count_distinct(bytes)",
    "values(action)",
  ]);
  const others = Array.from({ length: 40 }, (_, i) => flow(`10.0.1.${i}:40000`, server));
  const records = [
    flow(client, server, { bytes: 40, packets: 2, action: "REJECT" }),
    flow(server, client, { bytes: 10, packets: 1 }),
    ...others,
    flow(server, client, { bytes: 30, packets: 5, action: null }),
    flow(client, server, { bytes: 2.5, packets: 4 }),
  ];
  const found = paired(records, { maxMemory, aggregates }).filter(({ flows }) => flows === 4);
  expect(found).toMatchObject([
    {
      // Of 2.5, 10, 30, 40: the second, the fourth, the mean of the two in the middle; and of 2.5, 30, 40 the second.
      "p50(bytes)": 10,
      "p90(bytes)": 40,
      "median(bytes)": 20,
      "median(bytes where packets>1)": 30,
      // Of 2, 1, 5, 4: the mean is 3, the squares of the distances 1 + 4 + 4 + 1.
      "variance(packets)": 2.5,
      "count_distinct(action)": 2,
      "approx_count_distinct(bytes)": 4,
      "values(action)": ["REJECT", "ACCEPT"],
    },
  ]);
});

test("only the records of the interface that counts are in them", () => {
  const aggregates = aggregatesOf(["count()", "p100(bytes)", "values(interface_id)"]);
  const records = [
    flow(client, server, { bytes: 5, interface_id: "eni-1" }),
    flow(client, server, { bytes: 5, interface_id: "eni-2" }),
    flow(client, server, { bytes: 6, interface_id: "eni-2" }),
    flow(server, client, { bytes: 900, interface_id: "eni-3" }),
  ];
  expect(paired(records, { aggregates })).toMatchObject([
    { "count()": 3, "p100(bytes)": 900, "values(interface_id)": ["eni-2", "eni-3"] },
  ]);
  expect(paired(records, { aggregates, vantage: "all" })).toMatchObject([{ "count()": 4 }]);
});

test("the first and the last by arrival, the earliest and the latest by start, of both directions and of several files", () => {
  const aggregates = aggregatesOf(["first(mark)", "last(mark)", "earliest(mark)", "latest(mark)", "values(mark)"]);
  const others = Array.from({ length: 40 }, (_, i) => flow(`10.0.1.${i}:40000`, server));
  const marked = [
    flow(server, client, { start: 1005, mark: "a" }),
    ...others,
    flow(client, server, { start: 1009, mark: "b" }),
    flow(server, client, { start: 1009, mark: "c" }),
    ...others,
    flow(client, server, { start: 1001, mark: "d" }),
    flow(server, client, { start: 1001, mark: "e" }),
    flow(client, server, { start: 1002, mark: "a" }),
    flow(client, server, { start: 1000, mark: null }),
  ];
  for (const maxMemory of [1e9, 0])
    expect(paired(marked, { aggregates, maxMemory }).filter(({ flows }) => flows === 7)).toMatchObject([
      {
        "first(mark)": "a",
        "last(mark)": "a",
        "earliest(mark)": "d",
        "latest(mark)": "c",
        "values(mark)": ["a", "b", "c", "d", "e"],
      },
    ]);
});

test("of equal extremes the first that came; a text and a number are not equal; IPv4 comes before IPv6", () => {
  const extremes = aggregatesOf(["min(srcaddr)", "max(srcaddr)"]);
  const aggregates = [...aggregatesOf(["values(mark)"]), ...extremes];
  const both = { srcport: 0, dstport: 0, protocol: 1 };
  const records = [
    flow("10.0.0.1:0", "::5:0", { ...both, mark: "5", action: null }),
    flow("10.0.0.1:0", "::5:0", { ...both, mark: 5, action: null }),
    flow("::5:0", "10.0.0.1:0", { ...both, mark: 6, action: null }),
  ];
  expect(paired(records, { aggregates })).toMatchObject([
    { "values(mark)": ["5", 5, 6], "min(srcaddr)": "10.0.0.1", "max(srcaddr)": "::5" },
  ]);
  // Two spellings of one address: with room for all, and for a few.
  const spelled = ["FD00::1", "fd00::1", "FD00:0::1"].map((srcaddr) => flow(client, server, { srcaddr }));
  const others = Array.from({ length: 40 }, (_, i) => flow(`10.0.1.${i}:40000`, server));
  for (const maxMemory of [1e9, 0]) {
    const found = paired([...spelled.slice(0, 1), ...others, ...spelled.slice(1)], { aggregates: extremes, maxMemory });
    expect(found.filter(({ flows }) => flows === 3)).toMatchObject([
      { "min(srcaddr)": "FD00::1", "max(srcaddr)": "FD00::1" },
    ]);
  }
});

test("of equal extremes of two interfaces the first that came", () => {
  const aggregates = aggregatesOf(["min(srcaddr)"]);
  const records = [
    ["FD00::2", "eni-1"],
    ["FD00::1", "eni-2"],
    ["fd00::1", "eni-1"],
  ].map(([srcaddr, interface_id]) => flow(client, server, { srcaddr, interface_id, pkt_srcaddr: "10.0.0.1" }));
  expect(paired(records, { aggregates, vantage: "all" })).toMatchObject([{ "min(srcaddr)": "FD00::1" }]);
});

test.each([
  ["a value that is replaced", 0, 60_000],
  ["those of conversations that are over", 10_000, 40_000],
])("the room of %s is used again", (_, pause, count) => {
  const aggregates = aggregatesOf(["last(mark)", "values(mark)"]);
  const records = Array.from({ length: count }, (__, i) => {
    const [start, mark] = [i * pause, pause === 0 ? "x".repeat(1 + (i % 2) * 9) : "x".repeat(50)];
    return flow(client, server, { start, end: start, mark });
  });
  const { notes } = outcome(records, { aggregates, maxMemory: 0 });
  // Nothing went through files.
  expect(notes).toEqual(["no record has interface_id: what two interfaces logged is counted twice"]);
});

test("the sum of nulls is null, of no record 0; what is not an address is told", () => {
  const aggregates = aggregatesOf(["sum(odd)", "sum(odd where packets > 5)", "max(srcaddr)"]);
  const records = ["x", "10.0.0.1"].map((srcaddr) =>
    flow(client, server, { odd: null, srcaddr, pkt_srcaddr: "10.0.0.1", interface_id: "eni-1" }),
  );
  const { output, notes } = outcome(records, { aggregates });
  expect(output).toContain('"sum(odd)":null,"sum(odd where packets>5)":0,');
  expect(notes).toEqual(["1 value was not an address and was left out of extremes"]);
});

test("values that are not what an aggregate takes are told, each once whatever is asked of its field", () => {
  const aggregates = aggregatesOf(["sum(port_x)", "p50(port_x)", "min(srcaddr)", "bit_or(port_x)", "avg(port_x)"]);
  const records = [flow(client, server, { port_x: "http" }), flow(client, server, { port_x: 3 })];
  const { output, notes } = outcome(records, { aggregates });
  expect(output).toContain(
    '"sum(port_x)":3,"p50(port_x)":3,"min(srcaddr)":"10.0.0.1","bit_or(port_x)":3,"avg(port_x)":3}',
  );
  expect(notes[0]).toBe("1 value was not a number and was left out of sums and extremes");
});
