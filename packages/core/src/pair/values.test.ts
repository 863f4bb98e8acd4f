// Values that flow-pair takes in other spellings, that are null, or that are not what they should be.
import { expect, test } from "vitest";
import { client, flow, outcome, paired, server } from "./pair.fake.ts";

test("IPv6 in any spelling, and times in milliseconds", () => {
  const pair = paired([
    flow("2001:DB8:0:0::1:50000", "2001:db8::2:443", { start: 1_700_000_000_000, end: 1_700_000_001_000 }),
    flow("2001:db8::2:443", "2001:db8::1:50000", { start: 1_700_000_000, end: 1_700_000_002 }),
  ]);
  const ends = { client: "2001:db8::1", server: "2001:db8::2", start: 1_700_000_000, end: 1_700_000_002 };
  expect(pair).toMatchObject([{ ...ends, flows: 2, bytes_out: 100, bytes_in: 100 }]);
});

test("protocols without ports pair by address; an echo request by its type", () => {
  const ports = { srcport: null, dstport: null, protocol: 47 };
  expect(paired([flow("10.0.0.1:0", "10.0.0.2:0", ports), flow("10.0.0.2:0", "10.0.0.1:0", ports)])).toMatchObject([
    { client_port: null, server_port: null, protocol: 47, flows: 2 },
  ]);
  const request = flow("10.0.0.2:8", "10.0.0.1:0", { protocol: 1, start: 1001 });
  expect(paired([flow("10.0.0.1:0", "10.0.0.2:0", { protocol: 1 }), request])).toMatchObject([
    { client: "10.0.0.2", client_by: "icmp_request", client_port: 8, server_port: 0 },
  ]);
});

test.each(["srcaddr", "dstaddr", "srcport", "dstport", "protocol", "start"])(
  "null in %s is left out and told",
  (field) => {
    const { output, notes } = outcome([flow(client, server), flow(client, server, { [field]: null })]);
    expect(output).toContain('"flows":1,');
    expect(notes[0]).toBe(
      "1 record has null in the key (srcaddr, dstaddr, srcport, dstport, protocol or start): left out",
    );
  },
);

test.each([
  ["end", '"end":1000'],
  ["bytes", '"bytes_out":null'],
  ["packets", '"packets_out":null'],
  ["action", '"verdict":"no_reply"'],
  ["tcp_flags", '"tcp_flags_out":null'],
  ["interface_id", '"seen_by":null'],
])("null in %s is unknown", (field, expected) => {
  expect(outcome([flow(client, server, { [field]: null })]).output).toContain(expected);
});

test.each([
  ["srcaddr", "x"],
  ["dstaddr", "10.0.0.256"],
  ["srcport", 65_536],
  ["dstport", "http"],
  ["protocol", 256],
  ["start", "soon"],
])("%s of %j is left out and told", (field, value) => {
  const { output, notes } = outcome([flow(client, server, { [field]: value })]);
  expect({ output, note: notes[0] }).toEqual({
    output: "",
    note: "1 record has a key that is not of addresses, ports, a protocol and a time: left out",
  });
});

test.each([
  ["an echo request of ICMPv6", 58, "fd00::", [128, 0]],
  ["an echo request as NetFlow writes it, type * 256 + code", 1, "10.0.0.", [0, 2048]],
  ["the same of ICMPv6", 58, "fd00::", [0, 32_768]],
])("%s is a client's", (_, protocol, net, [srcport, dstport]) => {
  const reply = flow(`${net}1:0`, `${net}2:0`, { protocol });
  const request = flow(`${net}2:0`, `${net}1:0`, { protocol, srcport, dstport, start: 1001 });
  expect(paired([reply, request])).toMatchObject([{ client: `${net}2`, client_by: "icmp_request" }]);
});

test.each(["interface_id", "resource_id", "tgw_attachment_id"])(
  "%s is an interface, unless one before it is there",
  (field) => {
    expect(paired([flow(client, server, { [field]: "a" })])).toMatchObject([{ seen_by: "a" }]);
    const all = { tgw_attachment_id: "c", resource_id: "b", interface_id: "a", [field]: null };
    expect(paired([flow(client, server, all)])).toMatchObject([{ seen_by: field === "interface_id" ? "b" : "a" }]);
  },
);

test("records of one interface are joined: all flags, the addresses between, an end that is not before its start", () => {
  const hop = { pkt_srcaddr: "10.0.0.1", pkt_dstaddr: "10.0.0.2" };
  const records = [
    flow("10.0.0.8:40000", server, { ...hop, tcp_flags: 2, end: 990 }),
    flow("10.0.0.9:40000", server, { ...hop, tcp_flags: 16, end: 999 }),
  ];
  expect(paired(records)).toMatchObject([{ flows: 2, end: 1000, tcp_flags_out: 18, via: "10.0.0.8,10.0.0.9" }]);
});

test.each([
  [6, 2],
  [17, 2],
  [33, 2],
  [132, 2],
  [136, 2],
  [1, 1],
  [47, 1],
])("of protocol %i, records of other ports are %i conversations", (protocol, count) => {
  expect(paired([flow(client, server, { protocol }), flow("10.0.0.1:5", server, { protocol })])).toHaveLength(count);
});

test("what no port can be is none, of a protocol without them", () => {
  const records = [flow(client, server, { protocol: 47, srcport: 70_000, dstport: "x" })];
  expect(paired(records)).toMatchObject([{ client_port: null, server_port: null }]);
});

test.each([
  ["bytes", -100, '"bytes_out":null', "end, packets, bytes or tcp_flags: not a number of 0 or more"],
  ["end", "soon", '"end":1000', "end, packets, bytes or tcp_flags: not a number of 0 or more"],
  ["tcp_flags", "SYN", '"tcp_flags_out":null', "end, packets, bytes or tcp_flags: not a number of 0 or more"],
  ["tcp_flags", -2, '"tcp_flags_out":null', "end, packets, bytes or tcp_flags: not a number of 0 or more"],
  ["tcp_flags", 99_999_999_999, '"tcp_flags_out":null', "end, packets, bytes or tcp_flags: not a number of 0 or more"],
  ["action", "DROP", '"actions_out":null', "action or flow_direction: not ACCEPT, REJECT, ingress or egress"],
  ["flow_direction", "inbound", '"flows":1', "action or flow_direction: not ACCEPT, REJECT, ingress or egress"],
])("%s of %j is taken as null and told", (field, value, expected, what) => {
  const { output, notes } = outcome([flow(client, server, { interface_id: "eni-1", [field]: value })]);
  expect(output).toContain(expected);
  expect(notes).toEqual([`1 value of ${what}, taken as null`]);
});

test("an end before its start is told", () => {
  const records = [
    { start: 1000, end: 990 },
    { start: 1000, end: 1000 },
  ].map((times) => flow(client, server, { interface_id: "eni-1", ...times }));
  const { output, notes } = outcome(records);
  expect(output).toContain('"start":1000,"end":1000,');
  expect(notes).toEqual(["1 record ends before it starts: the start is taken as the end"]);
});

test.each(["NODATA", "SKIPDATA", "skipdata"])("a record of %s is left out without a word", (status) => {
  const nothing = { srcaddr: null, dstaddr: null, srcport: null, dstport: null, protocol: null };
  const records = [flow(client, server), flow(client, server, { ...nothing, log_status: status })];
  expect(outcome(records.map((it) => ({ ...it, interface_id: "eni-1" }))).notes).toEqual([]);
});

test("sums beyond 2^53 stay exact", () => {
  const bytes = Number.MAX_SAFE_INTEGER;
  expect(outcome([flow(client, server, { bytes }), flow(client, server, { bytes: 2 })]).output).toContain(
    '"bytes_out":9007199254740993,',
  );
});

test("records of a sample are told: the other direction may not be in it", () => {
  const { notes } = outcome([flow(client, server, { interface_id: "eni-1", sample_rate: 0.1 })]);
  expect(notes).toEqual([
    "the records are from a sample (sample_rate): counts and sums are those of the sample; sample after flow-pair, by client and server",
  ]);
});
