// cidr, ip_in and is_private_ip in SQL, against Python's module ipaddress.
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { openDatabase } from "../../packages/sql/src/index.ts";
import { Random } from "../fuzz/random.ts";

const folder = mkdtempSync(join(tmpdir(), "flowlogs-sql-addresses-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const random = new Random(5);
const four = (): string => random.times(4, () => random.pick([0, 1, 9, 10, 127, 128, 172, 192, 255, 256])).join(".");
const group = (): string =>
  random.pick(["0", "0000", "1", "db8", "DB8", "ffff", "2001", "fd00", "fe80", "a00", "12345"]);

/** An address of IPv6 in some spelling, or nearly one. */
function six(): string {
  const groups = random.times(random.pick([8, 8, 8, 7, 6, 3, 1, 0, 9]), group);
  if (random.once(5)) groups.splice(-2, 2, four());
  if (random.once(3)) return groups.join(":");
  const cut = random.below(groups.length + 1);
  return `${groups.slice(0, cut).join(":")}::${groups.slice(cut + random.below(4)).join(":")}`;
}

const edges = ["172.16.0.9", "172.32.0.1", "127.0.0.9", "::1", "::ffc1:0:1", "fd00:db8::", "fd00:db8::1"];
const odd = [
  "-",
  "",
  "10.0.0",
  "10.0.0.01",
  "::ffff:10.0.0.1",
  "::FFFF:a00:1",
  "0:0:0:0:0:ffff:10.9.9.9",
  ":",
  ":::",
  "1::2::3",
  " 10.0.0.1",
];
const addresses = [...edges, ...odd, ...random.times(400, four), ...random.times(600, six)];
const networks = (
  "10.0.0.0/8 10.1.2.3/13 0.0.0.0/0 ::/0 192.0.0.0/3 10.0.0.1 172.16.0.0/12 127.0.0.9/32 " +
  "2001:db8::/32 fd00::/7 2001::/17 ::1 ::/1 fe80::/10 ::ffff:10.0.0.0/104 ::ffff:0:0/90 fd00:DB8::/128"
).split(" ");

const program = `
import ipaddress, json, sys
asked = json.load(sys.stdin)
def address(text):
    try: found = ipaddress.ip_address(text)
    except ValueError: return None
    return getattr(found, "ipv4_mapped", None) or found
def network(text):
    found = ipaddress.ip_network(text, strict=False)
    mapped = getattr(found.network_address, "ipv4_mapped", None)
    if mapped is not None and found.prefixlen >= 96: return ipaddress.ip_network(f"{mapped}/{found.prefixlen - 96}")
    return found
networks = [network(it) for it in asked["networks"]]
found = [[a is not None and a in n for n in networks] for a in map(address, asked["addresses"])]
print(json.dumps(found))
`;
const expected: boolean[][] = JSON.parse(
  execFileSync("python3", ["-c", program], { input: JSON.stringify({ addresses, networks }), encoding: "utf8" }),
);

async function ask(query: string, records: readonly object[]): Promise<unknown[]> {
  const path = join(folder, "records.ndjson");
  writeFileSync(path, records.map((record) => `${JSON.stringify(record)}\n`).join(""));
  const database = await openDatabase({ folder });
  const rows: unknown[] = [];
  try {
    await database.add(path);
    for await (const piece of database.answer(query, { text: query, values: new Map() })) {
      const lines = new TextDecoder().decode(piece).trimEnd().split("\n");
      for (const line of lines) rows.push(Object.values(JSON.parse(line)));
    }
  } finally {
    database.close();
  }
  return rows;
}

const records = addresses.map((a) => ({ a }));

test("Python knows some in each, and some in none", () => {
  expect(networks.filter((_, i) => !expected.some((found) => found[i]))).toEqual([]);
  expect(expected.filter((found) => !found.includes(true)).length).toBeGreaterThan(100);
});

test("cidr with a network that is the same for all rows", async () => {
  const query = `SELECT ${networks.map((network) => `cidr(a, '${network}')`).join(", ")} FROM flows`;
  const found = await ask(query, records);
  expect(addresses.map((address, i) => [address, found[i]])).toEqual(addresses.map((it, i) => [it, expected[i]]));
});

test("cidr with another network for each row, and ip_in with all", async () => {
  const pairs = addresses.flatMap((a, i) => networks.map((n, j) => ({ a, n, expected: expected[i]?.[j] })));
  const wrong = "SELECT * FROM flows WHERE cidr(a, n) <> expected OR ip_in(a, [n, '1.2.3.4']) <> expected";
  expect(await ask(wrong, pairs)).toEqual([]);
  const some = networks.filter((network) => !network.endsWith("/0"));
  const inSome = expected.map((found) => [found.some((is, i) => is && some.includes(networks[i] ?? ""))]);
  expect(await ask(`SELECT ip_in(a, [${some.map((it) => `'${it}'`).join(", ")}]) FROM flows`, records)).toEqual(inSome);
});

test("is_private_ip", async () => {
  const blocks = ["10.0.0.0/8", "172.16.0.0/12"].map((it) => networks.indexOf(it));
  const found = await ask(
    "SELECT is_private_ip(a) FROM flows WHERE a NOT LIKE '192.%' AND a NOT LIKE '%:192.%'",
    records,
  );
  const asked = expected.filter((_, i) => !/(^|:)192\./.test(addresses[i] ?? ""));
  expect(found).toEqual(asked.map((it) => [blocks.some((i) => it[i])]));
});
