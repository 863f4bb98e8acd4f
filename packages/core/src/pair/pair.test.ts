// Conversations of the samples in AWS's documentation and of made-up records; what is expected is worked out by hand.
import { expect, test } from "vitest";
import { PairWorker } from "../pair.ts";
import { fakeContext } from "../stage/context.fake.ts";
import { run } from "../stage/run.fake.ts";
import { client, endpoint, flow, instant, minute, outcome, paired, server, usual } from "./pair.fake.ts";

test("a ping whose reply a network ACL refused (Z3)", () => {
  const counts = {
    srcport: 0,
    dstport: 0,
    protocol: 1,
    packets: 4,
    bytes: 336,
    end: 1_432_917_142,
    interface_id: "eni-1",
  };
  const [us, them] = ["172.31.16.139", "203.0.113.12"];
  const [pair, ...others] = paired([
    { ...counts, srcaddr: them, dstaddr: us, start: 1_432_917_027, action: "ACCEPT" },
    { ...counts, srcaddr: us, dstaddr: them, start: 1_432_917_094, action: "REJECT" },
  ]);
  expect(others).toEqual([]);
  expect(pair).toEqual({
    client: them,
    server: us,
    client_port: 0,
    server_port: 0,
    protocol: 1,
    start: 1_432_917_027,
    end: 1_432_917_142,
    flows: 2,
    packets_out: 4,
    bytes_out: 336,
    packets_in: 4,
    bytes_in: 336,
    actions_out: "ACCEPT",
    actions_in: "REJECT",
    tcp_flags_out: null,
    tcp_flags_in: null,
    verdict: "rejected_reply",
    verdict_by: "out ACCEPT, in REJECT",
    client_by: "refused_reply",
    client_confidence: 0.9,
    seen_by: "eni-1",
    via: null,
  });
});

test("behind a NAT gateway, the packet's own addresses and the hop (Z7)", () => {
  const [pair] = paired([
    flow("10.0.1.5:50000", "10.0.0.220:443", {
      interface_id: "eni-1235b8ca123456789",
      pkt_srcaddr: "10.0.1.5",
      pkt_dstaddr: "203.0.113.5",
    }),
    flow("10.0.0.220:443", "10.0.1.5:50000", {
      interface_id: "eni-1235b8ca123456789",
      pkt_srcaddr: "203.0.113.5",
      pkt_dstaddr: "10.0.1.5",
    }),
  ]);
  expect(pair).toMatchObject({ client: "10.0.1.5", server: "203.0.113.5", via: "10.0.0.220", flows: 2, bytes_in: 100 });
});

test("the instance's interface and the NAT gateway's log the same, which counts once", () => {
  const nat = { interface_id: "eni-nat", pkt_srcaddr: "10.0.1.5", pkt_dstaddr: "203.0.113.5" };
  const records = [
    flow("10.0.1.5:50000", "203.0.113.5:443", { interface_id: "eni-own", flow_direction: "egress" }),
    flow("10.0.1.5:50000", "10.0.0.220:443", { ...nat, flow_direction: "ingress" }),
  ];
  const { notes } = outcome(records);
  expect(paired(records)).toMatchObject([{ flows: 1, bytes_out: 100, seen_by: "eni-nat,eni-own", via: "10.0.0.220" }]);
  expect(notes).toEqual(["1 record of 100 bytes is left out: another interface logged the same"]);
  expect(paired(records, { vantage: "all" })).toMatchObject([{ flows: 2, bytes_out: 200 }]);
});

test("TCP flags: 2 began, 18 answered (AWS's rows of iperf)", () => {
  const [began, answered] = [
    flow("52.213.180.42:43416", "10.0.0.62:5001", { tcp_flags: 2 }),
    flow("10.0.0.62:5001", "52.213.180.42:43416", { tcp_flags: 18, start: 999 }),
  ];
  const both = { client: "52.213.180.42", server: "10.0.0.62", tcp_flags_out: 2, tcp_flags_in: 18 };
  expect(paired([began, answered])).toMatchObject([{ ...both, client_by: "syn", client_confidence: 1 }]);
  expect(paired([answered])).toMatchObject([{ client: "52.213.180.42", client_by: "syn_ack", packets_out: 0 }]);
});

test("SYN with ACK and PSH is no sign: where ACKs are logged, a client's data has them too", () => {
  const strange = flow("10.0.0.2:50001", "10.0.0.1:50002", { tcp_flags: 26, start: 1001 });
  expect(paired([strange, flow("10.0.0.1:50002", "10.0.0.2:50001")])).toMatchObject([
    { client: "10.0.0.1", client_by: "start" },
  ]);
});

test.each([
  ["10.0.0.9:50000", "10.0.0.1:80", 0.98],
  ["10.0.0.9:50000", "10.0.0.1:5432", 0.97],
  ["10.0.0.9:50000", "10.0.0.1:9200", 0.85],
  ["10.0.0.9:9200", "10.0.0.1:80", 0.95],
  ["10.0.0.9:5432", "10.0.0.1:80", 0.6],
  ["10.0.0.9:9200", "10.0.0.1:5432", 0.9],
  ["10.0.0.9:50000", "10.0.0.1:700", 0.95],
  ["10.0.0.9:9200", "10.0.0.1:700", 0.85],
  ["10.0.0.9:700", "10.0.0.1:2049", 0.9],
  ["10.0.0.9:700", "10.0.0.1:443", 0.95],
  ["10.0.0.9:20000", "10.0.0.1:9200", 0.6],
])("%s is the client of %s by its port", (from, to, confidence) => {
  const [[wanted], [other]] = [endpoint(from), endpoint(to)];
  const expected = { client: wanted, server: other, client_by: "port", client_confidence: confidence };
  expect(paired([flow(to, from), flow(from, to)])).toMatchObject([expected]);
});

test("whom many talk to is the server, where neither ports nor starts tell", () => {
  const pairs = paired(
    ["10.0.0.3", "10.0.0.4", "10.0.0.5"].flatMap((from) => [
      flow("10.0.0.9:40000", `${from}:50000`),
      flow(`${from}:50000`, "10.0.0.9:40000"),
    ]),
  );
  expect(pairs.map((it) => [it["server"], it["client_by"]])).toEqual(pairs.map(() => ["10.0.0.9", "peers"]));
  expect(pairs).toHaveLength(3);
});

test("who was not refused is the client, where ports do not tell: a question that is refused gets no answer", () => {
  const [asked, answered] = [flow("10.0.0.9:50000", "10.0.0.1:40000"), flow("10.0.0.1:40000", "10.0.0.9:50000")];
  const refusedReply = { client: "10.0.0.9", client_by: "refused_reply", verdict: "rejected_reply" };
  expect(paired([asked, { ...answered, action: "REJECT" }])).toMatchObject([refusedReply]);
  for (const action of ["ACCEPT", "REJECT"])
    expect(paired([asked, answered].map((it) => ({ ...it, action })))).toMatchObject([{ client_by: null }]);
});

test("whom one asks many of, from one port, is not a client by its peers", () => {
  const both = ["10.0.0.3", "10.0.0.4", "10.0.0.5"].flatMap((to) => [
    flow("10.0.0.9:123", `${to}:123`),
    flow(`${to}:123`, "10.0.0.9:123"),
  ]);
  expect(paired(both).map((it) => it["client_by"])).toEqual([null, null, null]);
});

test("without any evidence the client is the address that sorts first, and client_by null", () => {
  const pair = paired([flow("10.0.0.2:50000", "10.0.0.1:50000"), flow("10.0.0.1:50000", "10.0.0.2:50000")]);
  expect(pair).toMatchObject([{ client: "10.0.0.1", client_by: null, client_confidence: 0.5 }]);
});

test("a gap of more than --idle begins another conversation, in whatever order the records come", () => {
  // 60 + 600 = 660: the second one is within the time, the third is not.
  expect(paired([minute(0), minute(660), minute(1321)])).toMatchObject([
    { start: 0, end: 720, flows: 2 },
    { start: 1321, end: 1381, flows: 1 },
  ]);
  // What comes last fills the gap.
  expect(paired([minute(0), minute(1321), minute(660)])).toMatchObject([{ start: 0, end: 720 }, { start: 1321 }]);
  expect(paired([minute(0), minute(1300), minute(660)])).toMatchObject([{ start: 0, end: 1360, flows: 3 }]);
  expect(paired([minute(660), minute(0)])).toMatchObject([{ start: 0, flows: 2 }]);
  expect(paired([minute(661), minute(0)])).toMatchObject([{ flows: 1 }, { flows: 1 }]);
});

test.each([1e9, 0])(
  "what comes much too late waits for more of its kind as long as others do, with room for %d",
  (maxMemory) => {
    const others = Array.from({ length: 20 }, (_, i) => instant(10_000, 40_000 + i));
    const late = instant(100, 3);
    const pairs = paired([...others, late, instant(10_300, 4), late], { maxMemory });
    expect(pairs.filter((it) => it["start"] === 100)).toMatchObject([{ flows: 2 }]);
    // 10,000 + 600 + 1200 is over.
    const after = paired([...others, late, instant(10_100, 5), instant(11_801, 4), late], { maxMemory });
    expect(after.filter((it) => it["start"] === 100)).toMatchObject([{ flows: 1 }, { flows: 1 }]);
  },
);

test("a conversation is written when no record within --late can belong to it", () => {
  const written: string[] = [];
  const write = (bytes: Uint8Array): unknown => written.push(new TextDecoder().decode(bytes));
  const worker = new PairWorker(usual, fakeContext({ write }));
  const feed = (record: object): void => {
    const bytes = new TextEncoder().encode(`${JSON.stringify(record)}\n`);
    worker.room().set(bytes);
    worker.advance(bytes.length);
    worker.flush();
  };
  feed(instant(0, 40_001));
  feed(instant(1800, 40_002));
  expect(written).toEqual([]);
  feed(instant(2025, 40_003));
  expect(written.join("")).toContain('"client_port":40001');
  expect(written.join("").split("\n")).toHaveLength(2);
});

test("a port that is used again after its conversation was written is not late", () => {
  const { notes, output } = outcome([instant(0, 1), instant(5000, 2), instant(4000, 1)]);
  expect(output.split("\n")).toHaveLength(4);
  expect(notes.filter((it) => it.includes("late"))).toEqual([]);
});

test("a record that comes after its conversation was written is told", () => {
  const chunks = [instant(0, 1), instant(5000, 2), instant(5000, 3)].map((it) => `${JSON.stringify(it)}\n`);
  const late = `${JSON.stringify(instant(10, 1))}\n${JSON.stringify(instant(10, 4))}\n`;
  const { notes, output } = run((context) => new PairWorker(usual, context), [...chunks, late]);
  expect(output.split("\n")).toHaveLength(6);
  expect(notes.filter((it) => it.includes("late"))).toHaveLength(1);
  expect(notes.join("")).toContain(
    "1 record came more than 1200 s late (--late), after its conversation was written: it has a record of its own",
  );
});

test.each([
  [["ACCEPT"], ["ACCEPT"], "accepted", "out ACCEPT, in ACCEPT"],
  [["REJECT"], [], "rejected", "out REJECT, in nothing"],
  [["ACCEPT"], [], "no_reply", "out ACCEPT, in nothing"],
  [["ACCEPT"], ["REJECT"], "rejected_reply", "out ACCEPT, in REJECT"],
  [["ACCEPT", "REJECT"], ["ACCEPT"], "partial", "out ACCEPT and REJECT, in ACCEPT"],
  [["REJECT"], ["ACCEPT"], "partial", "out REJECT, in ACCEPT"],
  [[], ["ACCEPT"], "partial", "out nothing, in ACCEPT"],
  [[], ["REJECT"], "rejected_reply", "out nothing, in REJECT"],
  [[null], [null], null, "out unknown, in unknown"],
])("%j to the server and %j from it: %s", (out, back, verdict, by) => {
  const records = [
    ...out.map((action) => flow(client, server, { action })),
    ...back.map((action) => flow(server, client, { action })),
  ];
  expect(paired(records)).toMatchObject([{ verdict, verdict_by: by }]);
});

test("what the sender's interface accepted and the receiver's refused is rejected, and verdict_by names the interface that refused it", () => {
  const records = [
    flow(client, server, { interface_id: "eni-1", flow_direction: "egress" }),
    flow(client, server, { interface_id: "eni-2", flow_direction: "ingress", action: "REJECT" }),
  ];
  const by = "out ACCEPT and REJECT by eni-2, in nothing";
  expect(paired(records)).toMatchObject([
    { verdict: "rejected", verdict_by: by, actions_out: "ACCEPT,REJECT", flows: 1 },
  ]);
});
