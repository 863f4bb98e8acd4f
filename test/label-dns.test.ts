// flow-label --from dns against a DNS server of our own: names, negative answers, servers that fail or say nothing, hostile names, the
// cache with its age, and the time that bounds it all.
import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeEach, expect, test } from "vitest";
import { label } from "../packages/flow-label/dist/index.js";
import { environment, type Outcome, outcome, run, start } from "./command.ts";
import { DnsDouble } from "./doubles/dns.ts";

const SERVFAIL = 2;
const REFUSED = 5;
const cache = join(environment.HOME, ".cache/flowlogs/labels");
let dns = new DnsDouble();
let server = "";

beforeEach(async () => {
  dns = new DnsDouble();
  server = await dns.listen();
  rmSync(cache, { recursive: true, force: true });
  const double = dns;
  return async () => await double.close();
});

afterAll(() => rmSync(cache, { recursive: true, force: true }));

/** PTR records of addresses 10.0.0.N. */
function give(names: Readonly<Record<number, Parameters<typeof dns.records.set>[1]>>): void {
  for (const [n, answer] of Object.entries(names)) dns.records.set(`${n}.0.0.10.in-addr.arpa`, answer);
}

const recordsOf = (...addresses: readonly string[]): string =>
  addresses.map((srcaddr) => `${JSON.stringify({ srcaddr })}\n`).join("");

async function dnsOf(addresses: readonly string[], ...more: readonly string[]): Promise<Outcome> {
  const words = ["srcaddr", "--from", "dns", "--dns-server", server, ...more];
  return await run(["flow-label", ...words], recordsOf(...addresses));
}

/** The labels of the records that came out. */
function namesIn(out: string): readonly unknown[] {
  const lines = out.trimEnd().split("\n");
  return lines.map((line): unknown => JSON.parse(line).srcaddr_dns);
}

test("each address is asked for once, whatever its spelling, and of several names the first counts", async () => {
  give({
    1: [
      ["b", "example"],
      ["a", "example"],
    ],
    2: [],
  });
  dns.records.set(`1.${"0.".repeat(23)}8.b.d.0.1.0.0.2.ip6.arpa`, [["six", "example"]]);
  const addresses = ["10.0.0.1", "::ffff:10.0.0.1", "10.0.0.2", "10.0.0.3", "2001:DB8:0::1", "2001:db8::1", "x", ""];
  const { out, err, status } = await dnsOf(addresses);
  expect({ err, status }).toEqual({
    err: 'flow-label: 1 value is not an address, such as "x": null\n',
    status: 0,
  });
  expect(namesIn(out)).toEqual(["a.example", "a.example", null, null, "six.example", "six.example", null, null]);
  expect(dns.asked.length).toBe(4);
});

test("several fields, other sources before it, and only records with a name", async () => {
  give({ 1: [["a", "example"]], 2: [["b", "example"]] });
  const words = [
    "--from",
    "builtin:",
    "--labels",
    "dns,scope",
    "--only-matched",
    "--from",
    "dns",
    "--dns-server",
    server,
  ];
  const input = '{"srcaddr":"10.0.0.1","dstaddr":"10.0.0.2"}\n{"srcaddr":null,"dstaddr":7}\n';
  const { out, err, status } = await run(["flow-label", ...words], input);
  // The sources are of the same field: it is counted once.
  expect({ err, status }).toEqual({
    err: 'flow-label: 1 value is not an address, such as "7": null\n',
    status: 0,
  });
  expect(JSON.parse(out)).toEqual({
    srcaddr: "10.0.0.1",
    dstaddr: "10.0.0.2",
    srcaddr_dns: "a.example",
    srcaddr_scope: "private",
    dstaddr_dns: "b.example",
    dstaddr_scope: "private",
  });
});

test("names of any bytes come out as JSON of visible characters", async () => {
  const long = ["a", "b", "c"].map((letter) => letter.repeat(63));
  give({
    1: [["\x1b[31mred", 'a"b\\c\n', "x\0y", "ü"]],
    2: [[...long, "d".repeat(61)]],
    3: [["\x01".repeat(63), "\x02".repeat(63), '"'.repeat(63), "\\".repeat(61)]],
    4: [[]],
  });
  const { out, status } = await dnsOf(["10.0.0.1", "10.0.0.2", "10.0.0.3", "10.0.0.4"]);
  expect(status).toBe(0);
  expect(out).toMatch(/^[\n -~]+$/);
  const [escaped, whole, , root] = namesIn(out);
  expect(escaped).toBe('\\027[31mred.a\\"b\\\\c\\010.x\\000y.\\252');
  expect(whole).toBe([...long, "d".repeat(61)].join("."));
  expect(root).toBe(null);
});

test("a server that fails is not an address without a name: it is told, an error with --strict, and asked again", async () => {
  give({ 1: [["a", "example"]], 2: SERVFAIL, 3: REFUSED });
  const addresses = ["10.0.0.1", "10.0.0.2", "10.0.0.3", "10.0.0.4"];
  const { out, err, status } = await dnsOf(addresses);
  expect(namesIn(out)).toEqual(["a.example", null, null, null]);
  const told = "dns: no answer for 2 addresses (SERVFAIL 1, REFUSED 1); run it again, which asks for these only";
  expect({ err, status }).toEqual({ err: `flow-label: ${told}\n`, status: 0 });
  dns.asked.length = 0;
  const strict = await dnsOf(addresses, "--strict");
  expect(strict.status).toBe(3);
  expect(strict.err).toContain(told);
  expect(new Set(dns.asked)).toEqual(new Set(["2.0.0.10.in-addr.arpa", "3.0.0.10.in-addr.arpa"]));
});

test("answers, negative ones too, are kept for a day, which is told with their age; --refresh asks again", async () => {
  give({ 1: [["a", "example"]] });
  const addresses = ["10.0.0.1", "10.0.0.2"];
  await dnsOf(addresses);
  const [name = ""] = readdirSync(cache);
  expect(statSync(join(cache, name)).mode & 0o777).toBe(0o600);
  const hour = 3_600_000;
  const keep = (ages: readonly number[]): void => {
    const entries = ages.map((age, i) => [
      `10.0.0.${i + 1}`,
      [Date.now() - age * hour, i === 0 ? "kept.example" : null],
    ]);
    writeFileSync(join(cache, name), JSON.stringify({ names: Object.fromEntries(entries) }));
  };
  const before = new Date(Date.now() - 23 * hour).toISOString().slice(0, 10);
  keep([1, 23]);
  dns.asked.length = 0;
  const kept = await dnsOf(addresses);
  expect(namesIn(kept.out)).toEqual(["kept.example", null]);
  expect(kept.err).toMatch(
    /^flow-label: dns: 2 answers are from the cache, the oldest as of \d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ; --refresh asks again\n/,
  );
  expect(kept.err).toContain(`as of ${before}T`);
  expect(dns.asked).toEqual([]);
  keep([25, 23]);
  const old = await dnsOf(addresses);
  expect(namesIn(old.out)).toEqual(["a.example", null]);
  expect(old.err).toContain("dns: 1 answer is from the cache");
  expect(dns.asked).toEqual(["1.0.0.10.in-addr.arpa"]);
  expect(namesIn((await dnsOf(addresses, "--refresh")).out)).toEqual(["a.example", null]);
  expect(dns.asked.length).toBe(3);
  // Another server may know other names.
  const other = new DnsDouble();
  const words = ["srcaddr", "--from", "dns", "--dns-server", await other.listen()];
  const elsewhere = await run(["flow-label", ...words], recordsOf(...addresses));
  await other.close();
  expect(namesIn(elsewhere.out)).toEqual([null, null]);
  expect(readdirSync(cache).length).toBe(2);
});

test.each(['{"names":', '{"names":[]}', "null", "\0\x01"])("a damaged cache, %j, is no answer", async (content) => {
  give({ 1: [["a", "example"]] });
  await dnsOf(["10.0.0.1"]);
  const [name = ""] = readdirSync(cache);
  writeFileSync(join(cache, name), content);
  const { out, err } = await dnsOf(["10.0.0.1"]);
  expect({ names: namesIn(out), err }).toEqual({ names: ["a.example"], err: "" });
  expect(readFileSync(join(cache, name), "utf8")).toContain("a.example");
});

test("a cache that cannot be written is told, and the answers are the same", async () => {
  give({ 1: [["a", "example"]] });
  mkdirSync(join(cache, ".."), { recursive: true });
  writeFileSync(cache, "");
  const { out, err } = await dnsOf(["10.0.0.1"]);
  rmSync(cache);
  expect(namesIn(out)).toEqual(["a.example"]);
  expect(err).toMatch(/^flow-label: the answers of DNS are not kept: /);
});

test("when its time is over, the rest is null, which is told with a count; the next run goes on from there", async () => {
  dns.otherwise = [["a", "example"]];
  const addresses = Array.from({ length: 40 }, (_, i) => `10.0.0.${i}`);
  const slow = await dnsOf(addresses, "--rate", "5", "--dns-time", "2s");
  const named = namesIn(slow.out).filter((name) => name === "a.example").length;
  expect(named).toBeLessThanOrEqual(11);
  expect(named).toBeGreaterThan(0);
  expect(slow.err).toBe(
    `flow-label: dns: ${40 - named} addresses were not asked for: the time for it was over; run it again, which goes on from there, or give it more with --dns-time\n`,
  );
  const next = await dnsOf(addresses, "--rate", "1000");
  expect(namesIn(next.out)).toEqual(addresses.map(() => "a.example"));
  expect(next.err).toContain(`dns: ${named} answers are from the cache`);
});

test("a server that says nothing is given up", async () => {
  dns.otherwise = "silence";
  const addresses = Array.from({ length: 250 }, (_, i) => `10.0.0.${i}`);
  const { out, err, status } = await dnsOf(addresses, "--rate", "1000", "--dns-time", "1h");
  expect(new Set(namesIn(out))).toEqual(new Set([null]));
  expect(err).toContain(
    `flow-label: dns: no answer from ${server}: 250 addresses without a name; see which server is asked, or name one with --dns-server\n`,
  );
  expect(status).toBe(0);
});

/** Ctrl-C when the first query is there; the next one may go out ten seconds later. */
async function interrupted(words: Parameters<typeof start>[0]): Promise<Outcome> {
  dns.otherwise = "silence";
  const before = dns.asked.length;
  const child = start(words);
  const ended = outcome(child);
  child.stdin.write(recordsOf("10.0.0.1", "10.0.0.2", "10.0.0.2"));
  child.stdin.end();
  await new Promise<void>((resolve) => {
    const timer = setInterval(() => {
      if (dns.asked.length === before) return;
      clearInterval(timer);
      resolve();
    }, 10);
  });
  child.kill("SIGINT");
  return await ended;
}

const slowly = (): readonly string[] =>
  ["srcaddr", "--from", "dns", "--dns-server", server].concat(["--rate", "0.1", "--dns-time", "1h"]);

test("a signal ends it while it waits", async () => {
  expect((await interrupted(["flow-label", ...slowly()])).status).toBe("SIGINT");
});

const notAsked =
  "2 addresses were not asked for, or did not get an answer: the run was interrupted; run it again, which goes on from there";

test("a signal ends the wait where there are results to print: with what is known by then", async () => {
  const query = `label ${slowly().join(" ")} | group --keep-null --by srcaddr_dns 'count() as n'`;
  const grouped = await interrupted(["flow-query", query]);
  expect(grouped.out).toBe('{"srcaddr_dns":null,"n":3}\n');
  expect(grouped.err).toContain(`flow-label: dns: ${notAsked}\n`);
  const counted = await interrupted(["flow-label", "--stats", ...slowly()]);
  expect(namesIn(counted.out)).toEqual([null, null, null]);
  expect(counted.err).toContain(`flow-label: dns: ${notAsked}\n`);
  expect(counted.err).toContain("flow-label: 3 lines in, 3 records, 3 out");
});

test("in a pipeline of flow-query, and as a stream", async () => {
  give({ 1: [["a", "example"]], 2: [["b", "example"]] });
  const query = `label srcaddr --from dns --dns-server ${server} | group --by srcaddr_dns 'count() as n' | top 2 --by n`;
  const input = recordsOf("10.0.0.1", "10.0.0.2", "10.0.0.1");
  const ran = await run(["flow-query", query], input);
  expect(ran).toEqual({
    out: '{"srcaddr_dns":"a.example","n":2}\n{"srcaddr_dns":"b.example","n":1}\n',
    err: "",
    status: 0,
  });
  // The stream waits where it is: a server of the same thread could not answer, the cache can.
  process.env["XDG_CACHE_HOME"] = join(environment.HOME, ".cache");
  const stream = label({ fields: "srcaddr", from: ["dns"], dnsServer: server });
  const notes: string[] = [];
  stream.on("note", (text: string) => notes.push(text));
  stream.end({ srcaddr: "10.0.0.2" });
  expect(await stream.records().toArray()).toEqual([{ srcaddr: "10.0.0.2", srcaddr_dns: "b.example" }]);
  expect(notes).toEqual([expect.stringContaining("dns: 1 answer is from the cache")]);
  delete process.env["XDG_CACHE_HOME"];
});

test.each([
  ["srcaddr --from builtin: --dns-server 10.0.0.2", "--dns-server: requires --from dns; add it, or leave this out"],
  ["srcaddr --from builtin: --dns-time 1s", "--dns-time: requires --from dns; add it, or leave this out"],
  [
    "srcaddr --from dns --dns-server ns.example",
    '--dns-server: "ns.example" is not an address; write it as 10.0.0.2, 10.0.0.2:53 or [fd00::2]:53',
  ],
  [
    "srcaddr --from dns --dns-server 10.0.0.2:0",
    '--dns-server: "0" is not a port; write it as 10.0.0.2, 10.0.0.2:53 or [fd00::2]:53',
  ],
  [
    "interface_id --from dns",
    "dns: its keys are for address, not for interface_id; name the field to look up, such as flow-label srcaddr",
  ],
])("%s is refused", async (words, message) => {
  const ran = await run(["flow-label", ...words.split(" ")]);
  expect(ran).toEqual({ out: "", err: `flow-label: ${message}\n`, status: 2 });
});
