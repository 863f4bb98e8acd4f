// Conversations that memory has no room for come out as those that it has room for: nothing of a leg is lost on its way through a file.
import { expect, test } from "vitest";
import { unwrap } from "../problem.fake.ts";
import { parseAggregate } from "../aggregate/aggregate.ts";
import { client, flow, outcome, paired, server } from "./pair.fake.ts";

/** Each end talks in both directions, seen by two interfaces, through a gateway; all of it again when all others have come. */
function conversations(count: number): readonly object[] {
  const once = Array.from({ length: count }, (_, i) => {
    const [own, other] = [`2001:db8::${i.toString(16)}`, "10.0.0.9"];
    const packet = { pkt_srcaddr: own, pkt_dstaddr: other, srcport: 50_000, dstport: 443 };
    const back = { pkt_srcaddr: other, pkt_dstaddr: own, srcport: 443, dstport: 50_000 };
    return [
      flow("10.0.0.254:1", "10.0.0.9:1", { ...packet, interface_id: `eni-${i}`, bytes: "99999999999999999999" }),
      flow("10.0.0.253:1", "10.0.0.9:1", { ...packet, interface_id: `eni-${i}`, bytes: 1.5, tcp_flags: 2, start: 990 }),
      flow("10.0.0.9:1", "10.0.0.254:1", { ...back, interface_id: "eni-nat", flow_direction: "egress", end: 1020 }),
      flow("10.0.0.9:1", "10.0.0.254:1", { ...back, interface_id: "eni-nat", action: "REJECT", bytes: 90 }),
    ];
  }).flat();
  return [...once, ...once];
}

const aggregates = ["first(bytes)", "values(interface_id)", "max(end) as last"].map((text) =>
  unwrap(parseAggregate(text)),
);

function byClient(one: Record<string, unknown>, other: Record<string, unknown>): number {
  return String(one["client"]) < String(other["client"]) ? -1 : 1;
}

test.each([1, 40, 120])("%i conversations, with room for 16", (count) => {
  const records = conversations(count);
  for (const more of [[], aggregates]) {
    const [roomy, tight] = [1e9, 0].map((maxMemory) => paired(records, { maxMemory, aggregates: more }));
    expect(roomy).toHaveLength(count);
    expect(tight?.toSorted(byClient)).toEqual(roomy?.toSorted(byClient));
    expect(roomy?.[0]).toMatchObject({
      client: "2001:db8::",
      server: "10.0.0.9",
      start: 990,
      end: 1020,
      // Of the direction back, only what was logged as egress counts: it is more.
      flows: 6,
      bytes_in: 200,
      actions_in: "ACCEPT,REJECT",
      tcp_flags_out: 2,
      client_by: "syn",
      seen_by: "eni-0,eni-nat",
      via: "10.0.0.253,10.0.0.254",
      ...(more.length === 0 ? {} : { "first(bytes)": "99999999999999999999", last: 1020 }),
    });
  }
});

test("thousands of conversations, and others after these are over", () => {
  const ends = Array.from({ length: 3000 }, (_, i) => `10.${i >>> 8}.0.${i & 255}:40000`);
  const at = (start: number): readonly object[] =>
    ends.flatMap((from) => [flow(from, server, { start, end: start }), flow(server, from, { start, end: start })]);
  // 0 + 600 + 1200 is over at 2000, but not for those that are there again then; each is looked up several times.
  const half = at(2000).slice(0, 3000);
  const pairs = paired([...at(0), ...at(100), ...half, ...at(4000), ...at(4100)]);
  const flowsOf = (start: number) => pairs.filter((it) => it["start"] === start).map((it) => it["flows"]);
  expect(flowsOf(0)).toEqual(ends.map(() => 4));
  expect(flowsOf(2000)).toEqual(ends.slice(1500).map(() => 2));
  expect(flowsOf(4000)).toEqual(ends.map(() => 4));
  expect(pairs).toHaveLength(7500);
});

test("the order of a port, or of a number, that is turned round in that of texts", () => {
  // 9 is before 10 as a number, and behind it as a text.
  const pair = paired([
    flow("10.0.0.10:50001", "10.0.0.9:50000"),
    flow("10.0.0.9:50000", "10.0.0.10:50001", { bytes: 7 }),
  ]);
  expect(pair).toMatchObject([
    { client: "10.0.0.10", client_port: 50_001, server_port: 50_000, bytes_out: 100, bytes_in: 7, client_by: null },
  ]);
});

function ping(more: object): object {
  return flow("10.0.0.1:3", "10.0.0.2:9", { protocol: 1, ...more });
}

test("the ports that were logged, of a protocol without: as the client's first record has them", () => {
  expect(paired([ping({ start: 1010 }), ping({ start: 1000, srcport: 5, dstport: null })])).toMatchObject([
    { client_port: 5, server_port: null, start: 1000 },
  ]);
});

test("integers beyond 63 bits are added exactly, in both directions and in a file too", () => {
  const large = "99999999999999999999";
  const most = "9223372036854775807";
  const records = [
    ...[large, most, most, most, "1"].map((bytes) => flow(client, server, { bytes })),
    flow(server, client, { bytes: most }),
    ...Array.from({ length: 20 }, (_, i) => flow(`10.1.0.${i}:40000`, server)),
    flow(server, client, { bytes: 1 }),
  ];
  // 99999999999999999999 + 3 * 9223372036854775807 + 1, and 9223372036854775808.
  for (const maxMemory of [1e9, 0]) {
    const { output } = outcome(records, { maxMemory });
    expect(output).toContain('"bytes_out":127670116110564327421,');
    expect(output).toContain('"bytes_in":9223372036854775808,');
  }
});

test("amounts with fractions, exponents and leading zeros are numbers; others are told", () => {
  const amounts = [1.5, "2e1", "007", "x", "-1", ""];
  const { output, notes } = outcome(amounts.map((bytes) => flow(client, server, { bytes, interface_id: "eni-1" })));
  expect(output).toContain('"bytes_out":28.5,');
  expect(output).toContain('"flows":6,');
  expect(notes).toEqual(["3 values of end, packets, bytes or tcp_flags: not a number of 0 or more, taken as null"]);
});
