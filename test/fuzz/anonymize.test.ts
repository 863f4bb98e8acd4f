// flow-label --anonymize on random records against JSON.parse, a regular expression, Node's own reading of addresses, and Crypto-PAn one
// bit at a time in BigInt.
import { createCipheriv } from "node:crypto";
import { isIP } from "node:net";
import { expect, test } from "vitest";
import { formatAddress, parseAddress } from "../../packages/core/src/address.ts";
import { AnonymizeWorker } from "../../packages/core/src/label.ts";
import { run } from "../../packages/core/src/stage/run.fake.ts";
import { cryptoPan } from "../../packages/flow-label/src/anonymize/cryptoPan.ts";
import { type Random, repeat } from "./random.ts";

const key = Buffer.from("000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f", "hex");

function encrypt(block: Buffer): bigint {
  const cipher = createCipheriv("aes-128-ecb", key.subarray(0, 16), null).setAutoPadding(false);
  return BigInt(`0x${cipher.update(block).toString("hex")}`);
}

const pad = encrypt(key.subarray(16));
const replacements = new Map<string, string>();

function replacementOf(text: string): string {
  const known = replacements.get(text);
  if (known !== undefined) return known;
  const { family, high, low } = parseAddress(text) ?? { family: 4, high: 0n, low: 0n };
  const width = family === 4 ? 32n : 128n;
  const bits = ((high << 64n) | low) << (128n - width);
  let replaced = bits;
  for (let bit = 0n; bit < width; bit++) {
    const rest = (1n << (128n - bit)) - 1n;
    const block = (bits & ~rest) | (pad & rest);
    const isTurned = encrypt(Buffer.from(block.toString(16).padStart(32, "0"), "hex")) >> 127n;
    replaced ^= isTurned << (127n - bit);
  }
  const value = replaced >> (128n - width);
  const other = formatAddress({ family, high: value >> 64n, low: BigInt.asUintN(64, value) });
  replacements.set(text, other);
  return other;
}

const isAddress = (text: string): boolean => isIP(text) !== 0 && !text.includes("%");

/** Parts of texts that may be addresses. */
const inside = [
  /(?<![\w.])\d{1,3}(?:\.\d{1,3}){3}(?![\w.]*\d)/g,
  /(?<![\w:])[0-9a-fA-F]{0,4}(?::[0-9a-fA-F]{0,4}){2,7}/g,
];

function hasAddress(text: string): boolean {
  const bytes = Buffer.from(text).toString("latin1");
  return inside.some((look) => Array.from(bytes.matchAll(look)).some(([part]) => part !== "::" && isAddress(part)));
}

/** What comes of a value; `field`: the key of the record that it is under, which is noted where an address is left. */
function expected(value: unknown, field: string, left: Set<string>): unknown {
  if (typeof value === "string") {
    if (isAddress(value)) return replacementOf(value);
    if (hasAddress(value)) left.add(field);
    return value;
  }
  if (Array.isArray(value)) return value.map((it) => expected(it, field, left));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, it]) => {
      if (hasAddress(name)) left.add(field);
      return [name, expected(it, field, left)];
    }),
  );
}

const addresses = [
  "10.0.0.1",
  "192.0.2.255",
  "0.0.0.0",
  "fd00::1",
  "2001:DB8::0:9",
  "::",
  "::ffff:10.0.0.7",
  "1:2:3:4:5:6:1.2.3.4",
];
const others = [
  "",
  "ACCEPT",
  "10.0.0.1/8",
  "ip-10.0.0.1",
  "ip10.0.0.1",
  "1.2.3.4.5",
  "1.2.3.4:443",
  "from fd00::1 on",
  "12:34:56",
  "2026-01-01T10:00:00Z",
  "arn:aws:ecs:us-east-1:123456789012:cluster/c",
  "10.0.0.256",
  "010.0.0.1",
  "a:b:c:d:e:f:1:2:3",
  "é 1.2.3.4é",
  "1.2.3.4_",
  "1.2.3.4.com",
  "std::vector",
  "\t10.0.0.1",
  "[::1]:80",
  '"1.2.3.4"',
  "{1.2.3.4}]",
  "\\1.1.1.1",
  ":::1",
];
const keys = ["srcaddr", "a", "ips", "é", "x:y", "10.0.0.1", "::1 x", "nested"];

function textOf(random: Random): string {
  const text = random.pick(random.once(2) ? addresses : others);
  const longer = random.once(8) ? `${"x".repeat(random.below(40))} ${text}` : text;
  if (!random.once(6)) return JSON.stringify(longer);
  return JSON.stringify(longer).replaceAll(/[0-9.:]/g, (sign) =>
    random.once(3) ? `\\u00${sign.charCodeAt(0).toString(16)}` : sign,
  );
}

function valueOf(random: Random, depth: number): string {
  const kind = random.below(depth > 3 ? 8 : 10);
  if (kind < 6) return textOf(random);
  if (kind < 8) return random.pick(["1", "-1.5e3", "null", "true", "{}", "[]"]);
  if (kind === 9) return objectOf(random, depth + 1);
  return `[${random.times(random.below(5), () => valueOf(random, depth + 1)).join(random.pick([",", " , "]))}]`;
}

function objectOf(random: Random, depth = 0): string {
  const [colon, comma] = random.pick([
    [":", ","],
    [" :\t", " , "],
  ]);
  const members = random.shuffled(keys).slice(0, random.below(5));
  return `{${members.map((name) => `${JSON.stringify(name)}${colon}${valueOf(random, depth)}`).join(comma)}}`;
}

test("every address is replaced, nothing else is changed, and what is left is told", () => {
  repeat(60, (random) => {
    const lines = random.times(random.pick([1, 20, 200]), () => objectOf(random));
    const told: string[] = [];
    const text = `${lines.join("\n")}\n`;
    const size = random.pick([3, 50, 1000, 100_000]);
    const { output } = run(
      (context) => new AnonymizeWorker(cryptoPan(key), context),
      Array.from({ length: Math.ceil(text.length / size) }, (_, i) => text.slice(i * size, (i + 1) * size)),
      ({ problem }) => told.push(problem.slice(0, problem.indexOf(":", problem.indexOf(" still")))),
    );
    const counts = new Map<string, number>();
    const records = lines.map((line) => {
      const left = new Set<string>();
      const members: [string, unknown][] = Object.entries(JSON.parse(line));
      const record = members.map(([name, value]) => {
        if (hasAddress(name)) left.add(name);
        return [name, expected(value, name, left)];
      });
      for (const name of left) counts.set(name, (counts.get(name) ?? 0) + 1);
      return Object.fromEntries(record);
    });
    expect(
      output
        .trimEnd()
        .split("\n")
        .map((line): unknown => JSON.parse(line)),
    ).toEqual(records);
    expect(told.toSorted()).toEqual(
      Array.from(
        counts,
        ([name, n]) => `${name} still has addresses in ${n === 1 ? "1 record" : `${n} records`}`,
      ).toSorted(),
    );
  });
});
