// Which texts are replaced, where, and what is told. The cipher gives the blocks back as they are, and the padding is zeros: each bit
// after the first is turned over where the first is set, so that 192.0.2.1 becomes 191.255.253.254, and 10.0.0.1 itself.
import { describe, expect, test } from "vitest";
import { AnonymizeWorker } from "../label.ts";
import { type Outcome, run } from "./run.fake.ts";

interface Anonymized extends Outcome {
  readonly left: readonly string[];
}

function anonymize(input: string, size = 65_536): Anonymized {
  const left: string[] = [];
  const cipher = { pad: new Uint8Array(16), encrypt: (blocks: Uint8Array): Uint8Array => blocks.slice() };
  const pieces = Array.from({ length: Math.ceil(input.length / size) }, (_, i) =>
    input.slice(i * size, (i + 1) * size),
  );
  const outcome = run(
    (context) => new AnonymizeWorker(cipher, context),
    pieces,
    ({ problem }) => left.push(problem.replace(": only texts that are one are replaced", "")),
  );
  return { ...outcome, left };
}

/** 1: as they come; -1: as they are replaced. */
const signs = [1, -1] as const;
type Sign = (typeof signs)[number];

const HOST = "192.0.2.1";
const OTHER = "191.255.253.254";

test.each([
  ["a value", `{"a":"${HOST}"}`, `{"a":"${OTHER}"}`],
  ["spaces", `{ "a" :\t"${HOST}" , "b": "10.0.0.1"}`, `{ "a" :\t"${OTHER}" , "b": "10.0.0.1"}`],
  ["a list", `{"a":["${HOST}", "x",["${HOST}"]]}`, `{"a":["${OTHER}", "x",["${OTHER}"]]}`],
  [
    "an object",
    `{"a":{"b":{"c":"${HOST}"}},"d":[{"e":"${HOST}"}]}`,
    `{"a":{"b":{"c":"${OTHER}"}},"d":[{"e":"${OTHER}"}]}`,
  ],
  ["escapes", `{"a":"192\\u002e0.2.\\u0031"}`, `{"a":"${OTHER}"}`],
  ["a quote before it", `{"x":"\\"","y":"\\\\","a":"${HOST}"}`, `{"x":"\\"","y":"\\\\","a":"${OTHER}"}`],
  ["IPv4 as IPv6", `{"a":"::ffff:${HOST}","b":"::FFFF:c000:201"}`, `{"a":"${OTHER}","b":"${OTHER}"}`],
  // 2001:db8::1 begins with a zero, 8000::1 with a one.
  ["IPv6", `{"a":"2001:DB8:0::1","b":"8000::1"}`, `{"a":"2001:db8::1","b":"ffff:ffff:ffff:ffff:ffff:ffff:ffff:fffe"}`],
  [
    "no address",
    `{"a":"192.0.2.256","b":"1.2.3","c":"192.0.2.01","d":1.5}`,
    `{"a":"192.0.2.256","b":"1.2.3","c":"192.0.2.01","d":1.5}`,
  ],
  ["braces in texts", `{"a":"}{][","b":"${HOST}"}`, `{"a":"}{][","b":"${OTHER}"}`],
  ["a line end of Windows, which no record keeps", `{"a":"${HOST}"}\r`, `{"a":"${OTHER}"}`],
])("%s", (_, line, expected) => {
  const { output, left } = anonymize(`${line}\n`);
  expect({ output, left }).toEqual({ output: `${expected}\n`, left: [] });
});

describe("what is told", () => {
  test("the fields of the addresses: the nearest key, of a list that of the list", () => {
    const line = `{"a":{"b":"${HOST}"},"c":[{"d":1},"${HOST}"],"\\u0065":"::1","f":"x"}\n`;
    expect(anonymize(line).notes).toEqual(["addresses are replaced in b, c and e"]);
  });

  test.each([
    "10.0.0.1/8",
    "10.0.0.1:443",
    "ip-10.0.0.1",
    "é10.0.0.1é",
    "10.0.0.1,10.0.0.2",
    "10.0.0.1.example",
    "from fd00::1 on",
    "fe80::1%eth0",
    "[::1]:80",
    "1:2:3:4:5:6:7:: ",
    "1:2:3:4:5:6:7:8:443",
    "a:10.0.0.1",
    String.raw`\t10.0.0.1`,
    String.raw`\"10.0.0.1\"`,
    String.raw`x 1\u0030.0.0.1`,
    `${"x".repeat(40)} 10.0.0.1`,
  ])("a longer text with an address: %s", (text) => {
    const { output, left } = anonymize(`{"a":"${text}"}\n`);
    expect({ output, left }).toEqual({ output: `{"a":"${text}"}\n`, left: ["a still has addresses in 1 record"] });
  });

  test.each(["v1.2.3.4", "1.2.3.4.5", "1.2.3.4a5", "12:34:56", "::", "x::y", "arn:aws:ecs:us-east-1:123456789012:c/d"])(
    "a text that only resembles one: %s",
    (text) => expect(anonymize(`{"a":"${text} "}\n`).left).toEqual([]),
  );

  test("keys are not replaced: the field of the record counts each record once", () => {
    const lines = [
      `{"10.0.0.1":1}`,
      `{"a":{"10.0.0.1":1,"x":"10.0.0.1 ","y":["10.0.0.1 "]},"b":"10.0.0.1 "}`,
      `{"a":"10.0.0.1 "}`,
    ];
    const { output, left, notes } = anonymize(`${lines.join("\n")}\n`);
    expect(output).toBe(`${lines.join("\n")}\n`);
    expect(notes).toEqual(["no record has an address"]);
    expect(left).toEqual([
      "10.0.0.1 still has addresses in 1 record",
      "a still has addresses in 2 records",
      "b still has addresses in 1 record",
    ]);
  });

  test("of many fields the first ones by name", () => {
    const lines = Array.from({ length: 1100 }, (_, i) => `{"10.0.0.${i % 250} ${i}":"${HOST}"}\n`);
    const { left, notes } = anonymize(lines.join(""));
    expect(left).toHaveLength(9);
    expect(left.at(-1)).toBe("more than 1016 other fields still have addresses in 1092 values");
    expect(notes[0]).toMatch(
      /^addresses are replaced in 10\.0\.0\.0 0, .* and 1017 more, and in fields beyond the first 1024$/,
    );
  });
});

describe("sizes", () => {
  const lines = Array.from({ length: 5000 }, (_, i) => `{"n":${i},"a":"192.0.${i >> 8}.${i & 255}","b":"10.0.0.1"}`);
  const others = Array.from(
    { length: 5000 },
    (_, i) => `{"n":${i},"a":"191.255.${255 - (i >> 8)}.${255 - (i & 255)}","b":"10.0.0.1"}\n`,
  ).join("");

  test.each([7, 4096, 65_536])("input in pieces of %i bytes", (size) => {
    const text = `${lines.join("\n")}\n`;
    expect(anonymize(text, size).output).toBe(others);
  });

  test("a line of a megabyte, and a last one without an end", () => {
    const long = "x".repeat(2 ** 20);
    expect(anonymize(`{"x":"${long}","a":"${HOST}"}\n{"a":"${HOST}"}`).output).toBe(
      `{"x":"${long}","a":"${OTHER}"}\n{"a":"${OTHER}"}\n`,
    );
  });

  test("10,000 addresses in one list, three times", () => {
    const [input = "", expected] = signs.map((sign) =>
      [0, 5000, 0].map((first) => linesOf(first, 10_000, 10_000, sign)).join(""),
    );
    // Not toBe: the difference of long lines takes minutes to print.
    expect(anonymize(input).output === expected).toBe(true);
  });

  test("more different addresses than are remembered, in several lines and in one", () => {
    const count = 300_000;
    const [input = "", replaced] = signs.map(
      (sign) => linesOf(0, count, 100, sign) + linesOf(0, count, count, sign) + linesOf(0, count, 100, sign),
    );
    expect(anonymize(input).output === replaced).toBe(true);
  });
});

/** 192.0.0.0 and those after it, or what replaces them. */
function addressOf(i: number, sign: Sign): string {
  const value = sign < 0 ? 0xbfff_ffff - i : 0xc000_0000 + i;
  return [24, 16, 8, 0].map((shift) => (value >>> shift) & 255).join(".");
}

/** Lines with `perLine` addresses each, numbered from `first`. */
function linesOf(first: number, count: number, perLine: number, sign: Sign): string {
  const lines = Array.from({ length: count / perLine }, (_, line) =>
    Array.from({ length: perLine }, (__, i) => addressOf(first + line * perLine + i, sign)),
  );
  return lines.map((a) => `${JSON.stringify({ a })}\n`).join("");
}

test("addresses of IPv6 with the same lower half are others, many of which have the place of others", () => {
  const addresses = Array.from({ length: 20_000 }, (_, i) => `2001:db8:${(i + 256).toString(16)}::1`);
  const { output } = anonymize(addresses.map((address) => `${JSON.stringify({ address })}\n`).join(""));
  expect(new Set(output.split("\n")).size).toBe(addresses.length + 1);
});
