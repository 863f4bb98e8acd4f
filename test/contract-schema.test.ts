// What flow-fmt -o schema says of a stream, against counts made by hand over random records.
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { file, outcome, run, start } from "./command.ts";

interface Row {
  readonly field: string;
  readonly records: number;
  readonly key_sets: number;
  readonly values: number;
  readonly nulls: number;
  readonly missing: number;
  readonly kinds: Readonly<Record<string, number>>;
  readonly distinct: number | null;
  readonly distinct_more: boolean;
  readonly range: Readonly<Record<string, readonly [unknown, unknown]>>;
}

function parsed(line: string): Row {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- what the command promises of its rows
  return JSON.parse(line) as Row;
}

async function rowsOf(input: string): Promise<{ rows: Map<string, Row>; out: string; err: string }> {
  const { out, err, status } = await run(["flow-fmt", "-o", "schema-ndjson"], input);
  expect(status).toBe(0);
  const rows = out.split("\n").flatMap((line) => (line === "" ? [] : [parsed(line)]));
  return { rows: new Map(rows.map((row) => [row.field, row])), out, err };
}

/** Numbers that look random, the same in each run (Park and Miller). */
function random(seed: number): (below: number) => number {
  let state = seed;
  return (below) => (state = (state * 48_271) % 2_147_483_647) % below;
}

const isAddress = (text: string): boolean => /^\d+\.\d+\.\d+\.\d+$/.test(text);

const number = (text: string): number => text.split(".").reduce((sum, octet) => sum * 256 + Number(octet), 0);

const line = (i: number): string =>
  `{"id":"eni-${i}","srcaddr":"10.${i % 256}.${(i >> 8) % 256}.1","bytes":${i},"a${i % 50}":"${i}x"}\n`;

describe("random records", () => {
  const next = random(13);
  const values = ["n", "address", "text", "mixed"] as const;
  type Value = string | bigint | null | undefined;
  const octets = (): string => Array.from({ length: 4 }, () => next(256)).join(".");
  const makers: Record<(typeof values)[number], () => Value> = {
    n: () => (2n ** 53n + BigInt(next(50))) * (next(3) === 0 ? -1n : 1n),
    address: () => (next(50) === 0 ? null : octets()),
    text: () => (next(4) === 0 ? undefined : ["é", "z", "~", "𐀀", "\uffee", "A"][next(6)]),
    mixed: () => [BigInt(next(1000)), `w${next(10)}`, octets(), null, undefined][next(5)],
  };
  const records = Array.from(
    { length: 20_000 },
    () =>
      new Map(
        values.flatMap((name): [string, Value][] => {
          const value = makers[name]();
          return value === undefined ? [] : [[name, value]];
        }),
      ),
  );
  const json = (value: Value): string => (typeof value === "bigint" ? String(value) : JSON.stringify(value));
  const lines = records.map(
    (record) => `{${[...record].map(([key, value]) => `"${key}":${json(value)}`).join(",")}}\n`,
  );
  const column = (name: string): Value[] => records.map((record) => record.get(name));
  const textsOf = (name: string): string[] => column(name).filter((value) => typeof value === "string");

  test("counts, distinct values and ranges are those of a plain count", async () => {
    const { rows, err } = await rowsOf(lines.join(""));
    expect(err).toBe("");
    for (const name of values) {
      const all = column(name);
      const there = all.filter((value) => value !== undefined && value !== null);
      const distinct = new Set(there.map(json)).size;
      expect(rows.get(name)).toMatchObject({
        records: 20_000,
        key_sets: new Set(records.map((record) => [...record.keys()].join(" "))).size,
        values: there.length,
        nulls: all.filter((value) => value === null).length,
        missing: all.filter((value) => value === undefined).length,
        distinct: Math.min(distinct, 1000),
        distinct_more: distinct > 1000,
      });
    }
    expect(rows.get("mixed")?.kinds).toEqual({
      number: column("mixed").filter((value) => typeof value === "bigint").length,
      text: textsOf("mixed").filter((text) => !isAddress(text)).length,
      address: textsOf("mixed").filter(isAddress).length,
    });
    const byPoints = [...new Set(textsOf("text"))].toSorted(
      (a, b) => (a.codePointAt(0) ?? 0) - (b.codePointAt(0) ?? 0),
    );
    expect(rows.get("text")?.range).toEqual({ text: [byPoints[0], byPoints.at(-1)] });
    const byValue = textsOf("address").toSorted((a, b) => number(a) - number(b));
    expect(rows.get("address")?.range).toEqual({ address: [byValue[0], byValue.at(-1)] });
  });

  test("numbers are exact beyond 2^53", async () => {
    const { out } = await rowsOf(lines.join(""));
    const numbers = column("n").filter((value) => typeof value === "bigint");
    const least = numbers.reduce((a, b) => (b < a ? b : a));
    const most = numbers.reduce((a, b) => (b > a ? b : a));
    expect(least).toBeLessThan(-(2n ** 53n));
    expect(out).toContain(`"range":{"number":[${least},${most}]}`);
  });
});

test("keys that come late, alternate or are many have columns; beyond 4,000 a note says how many records have more", async () => {
  const { rows } = await rowsOf(`${'{"a":1}\n'.repeat(10_000)}{"b":2}\n${'{"a":1,"c":1}\n{"a":2}\n'.repeat(5000)}`);
  expect([...rows.values()].map(({ field, values, missing }) => [field, values, missing])).toEqual([
    ["a", 20_000, 1],
    ["b", 1, 20_000],
    ["c", 5000, 15_001],
  ]);
  const many = await rowsOf(Array.from({ length: 4010 }, (_, i) => `{"k${i}":${i}}\n`).join(""));
  expect(many.rows.size).toBe(4000);
  expect(many.rows.get("k3999")?.range).toEqual({ number: [3999, 3999] });
  expect(many.err).toMatch(
    /10 records have more than the 4,000 fields that can be told apart, left out here \(the first on line 4001\)/,
  );
});

test("a bad line among records with new keys is told once, by its number", async () => {
  const { rows, err } = await rowsOf('{"a":1}\n\nbad\n{"b":1}\nworse\n');
  expect(rows.get("b")?.missing).toBe(1);
  expect(err.match(/<stdin>:\d+|:\d+: not/g)).toHaveLength(2);
  expect(err).toMatch(/3: not a JSON object[\s\S]*5: not a JSON object/);
});

test("an interrupted run describes what came so far", async () => {
  const child = start(["flow-fmt", "-o", "schema"]);
  const ended = outcome(child);
  await new Promise((resolve) => child.stdin.write('{"bytes":5}\n'.repeat(50_000), resolve));
  child.kill("SIGINT");
  const { out, status } = await ended;
  expect(status).toBe("SIGINT");
  expect(out).toMatch(/^field {2}kind .*\nbytes {2}number {2}5 {6}50,000 .*\n50,000 records, 1 field, 1 set of keys/);
});

test("memory is bounded, however many different values there are", async () => {
  const path = file("many.ndjson", Array.from({ length: 300_000 }, (_, i) => line(i)).join(""));
  const child = start(["flow-fmt", "-o", "schema", path, "-"]);
  const ended = outcome(child);
  child.stdin.write('{"id":"last"}\n');
  // It has read the file when the end of its input is all that is left.
  let peak = 0;
  const watch = setInterval(() => {
    const status = readFileSync(`/proc/${child.pid}/status`, "utf8");
    peak = Number(/VmHWM:\s+(\d+)/.exec(status)?.[1] ?? peak);
  }, 50);
  setTimeout(() => child.stdin.end(), 1500);
  const { out } = await ended.finally(() => clearInterval(watch));
  expect(out).toContain("300,001 records");
  expect(peak).toBeGreaterThan(0);
  expect(peak).toBeLessThan(150_000);
});
