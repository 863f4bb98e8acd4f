// Lists in files against a search of all their entries: small and large ones, so that the index of the kernel is asked at
// every border of its buckets.
import { expect, test } from "vitest";
import { type Address, formatAddress, parseAddresses } from "../../packages/core/src/address.ts";
import { filterWorker } from "../../packages/core/src/stages.ts";
import { expressionOf, feed, linesOf } from "./feed.ts";
import { type Random, repeat } from "./random.ts";

interface Span {
  readonly family: 4 | 6;
  readonly low: bigint;
  readonly high: bigint;
}

const widths = { 4: 32n, 6: 128n } as const;

function written(family: 4 | 6, value: bigint): string {
  return formatAddress({ family, high: value >> 64n, low: value & 0xffff_ffff_ffff_ffffn });
}

/** Some lists lie close together, some all over the place. */
function randomAddress(random: Random, family: 4 | 6, spread: number): bigint {
  const bits = Number(widths[family]);
  const base = family === 4 ? 0x0a00_0000n : 0x2001_0db8n << 96n;
  const free = BigInt(`0x${random.times(32, () => random.below(16).toString(16)).join("")}`);
  if (spread >= bits) return free & ((1n << widths[family]) - 1n);
  return base + (free & ((1n << BigInt(spread)) - 1n));
}

function randomEntry(random: Random, family: 4 | 6, spread: number): { text: string; span: Span } {
  const low = randomAddress(random, family, spread);
  const width = Number(widths[family]);
  const most = (1n << widths[family]) - 1n;
  const text = random.pick([
    () => written(family, low),
    () => `${written(family, low)}/${random.between(Math.max(0, width - spread), width)}`,
    () => {
      const high = low + BigInt(random.below(random.pick([2, 300, 100_000])));
      return `${written(family, low)}-${written(family, high > most ? most : high)}`;
    },
  ])();
  const range = parseAddresses(text);
  if (range === undefined) throw new Error(text);
  return { text, span: { family: range.low.family, low: numberOf(range.low), high: numberOf(range.high) } };
}

function numberOf({ high, low }: Address): bigint {
  return (high << 64n) | low;
}

/** Addresses at the ends of entries, beside them, and elsewhere. */
function probes(random: Random, spans: readonly Span[], spread: Readonly<Record<4 | 6, number>>): Span[] {
  return random.times(400, () => {
    const span = spans.length === 0 || random.once(5) ? undefined : random.pick(spans);
    const family = span?.family ?? random.pick([4, 6] as const);
    const most = (1n << widths[family]) - 1n;
    const at =
      span === undefined
        ? randomAddress(random, family, spread[family])
        : random.pick([span.low - 1n, span.low, span.high, span.high + 1n, (span.low + span.high) / 2n]);
    const value = at < 0n ? 0n : at > most ? most : at;
    return { family, low: value, high: value };
  });
}

const srcaddrInList = (context: Parameters<typeof filterWorker>[1]) =>
  filterWorker(expressionOf("srcaddr in @list"), context);

test("addresses of lists, from none to thousands", () => {
  repeat(60, (random) => {
    const spread = { 4: random.pick([8, 16, 24, 32]), 6: random.pick([8, 40, 64, 96, 128]) };
    const count = random.pick([0, 1, 3, 64, 65, 66, 200, 3000]);
    const entries = random.times(count, () => {
      const family = random.pick([4, 6] as const);
      return randomEntry(random, family, spread[family]);
    });
    const spans = entries.map(({ span }) => span);
    const gap = () =>
      random.pick(["\n", "\n", "\r\n", " ", ", ", "\n\n# a remark 10.0.0.0/8\n", " # 1.2.3.4\n", ";\t"]);
    const list = `${random.pick(["", "\uFEFF", "\n", "# list\n"])}${entries.map(({ text }) => text + gap()).join("")}`;
    const asked = probes(random, spans, spread);
    const lines = asked.map(({ family, low }) => `{"srcaddr":"${written(family, low)}"}`);
    const expected = lines.filter((_, place) => {
      const { family, low } = asked[place] ?? { family: 4, low: 0n };
      return spans.some((span) => span.family === family && span.low <= low && low <= span.high);
    });
    const source = lines.map((line) => `${line}\n`).join("");
    expect(linesOf(feed(srcaddrInList, source, undefined, { list }))).toEqual(expected);
  });
});

/** 10.0.0.0, and every fourth address after it. */
function addressAt(place: number): string {
  return `10.${place >> 14}.${(place >> 6) & 255}.${(place & 63) * 4}`;
}

test.each([
  ["a line each", "\n"],
  ["all on one line", ", "],
  ["long remarks", `# ${"192.168.0.1 ".repeat(20_000)}\n`],
])("a list that is longer than what is read at once: %s", (_, gap) => {
  const count = gap.length > 2 ? 5 : 40_000;
  const entries = Array.from({ length: count }, (__, i) => addressAt(i * 7));
  const asked = Array.from({ length: 700 }, (__, i) => addressAt(i * Math.floor(count / 100)));
  const known = new Set(entries);
  const lines = [...asked, "192.168.0.1"].map((it) => `{"srcaddr":"${it}"}`);
  const found = linesOf(feed(srcaddrInList, lines.join("\n"), undefined, { list: entries.join(gap) }));
  expect(found).toEqual(lines.filter((__, i) => known.has(asked[i] ?? "")));
  expect(found).not.toHaveLength(0);
  const wrong = [...entries, "10.0.0.0.1"].join(gap);
  const line = gap.endsWith("\n") ? count + 1 : 1;
  expect(() => feed(srcaddrInList, "", undefined, { list: wrong })).toThrow(
    `list:${line}: "10.0.0.0.1" is not an address`,
  );
});

test("numbers of lists, sorted and joined or not", () => {
  repeat(100, (random) => {
    const number = () =>
      random.pick([random.between(-20, 200), random.below(2 ** 31), Number.MAX_SAFE_INTEGER - random.below(4)]);
    const ranges = random.times(random.pick([0, 1, 5, 100]), () => {
      const low = number();
      return { low, high: random.once(2) ? low : low + random.below(30) };
    });
    const entries = ranges.map(({ low, high }) => (low === high ? String(low) : `${low}-${high}`));
    const separator = random.pick(["\n", " "]);
    const values = random.times(200, number);
    const expected = values.filter((value) => ranges.some(({ low, high }) => low <= value && value <= high));
    for (const text of ["bytes in @list", "bytes + 0 in @list", "key in @list"]) {
      const key = text.startsWith("key") ? "key" : "bytes";
      const source = values.map((value) => `{"${key}":${value}}\n`).join("");
      // Beside a key that nobody knows a line is one value, blanks in it or not.
      const list = entries.join(key === "key" ? "\n" : separator);
      const make = (context: Parameters<typeof filterWorker>[1]) => filterWorker(expressionOf(text), context);
      expect(linesOf(feed(make, source, undefined, { list }))).toEqual(expected.map((value) => `{"${key}":${value}}`));
    }
  });
});

test("texts of lists", () => {
  repeat(100, (random) => {
    const text = () => random.pick(["i-", "eni-", "a b", "é", "#", "x#", "007", ""]) + random.digits(random.below(4));
    const entries = random.times(random.pick([0, 1, 10, 500]), text).filter((entry) => !entry.startsWith("#"));
    const list = entries
      .map((entry) => `${random.pick(["", " "])}${entry}${random.pick(["", " ", "\r", " # so"])}\n`)
      .join("");
    const values = random.times(200, text);
    const known = new Set(entries.filter((entry) => entry !== ""));
    const source = values.map((value) => `{"instance_id":${JSON.stringify(value)}}\n`).join("");
    const expression = expressionOf("instance_id in @list");
    const make = (context: Parameters<typeof filterWorker>[1]) => filterWorker(expression, context);
    const expected = values.filter((value) => known.has(value));
    expect(linesOf(feed(make, source, undefined, { list }))).toEqual(
      expected.map((value) => `{"instance_id":${JSON.stringify(value)}}`),
    );
  });
});
