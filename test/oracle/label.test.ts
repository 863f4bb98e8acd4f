// flow-label and DuckDB on the same random labels and records: IPv4 and IPv6 prefixes inside of each other, some of them in force for a
// time. DuckDB joins by numbers that this test makes, so that no code of ours reads the addresses for it.
import { expect, test } from "vitest";
import { LabelWorker } from "../../packages/core/src/label.ts";
import { fakeContext } from "../../packages/core/src/stage/context.fake.ts";
import { readLabels } from "../../packages/flow-label/src/from/readLabels.ts";
import { feed, linesOf, randomCut } from "../fuzz/feed.ts";
import { Random } from "../fuzz/random.ts";
import { ask } from "./duckdb.ts";

const BITS = { 4: 32, 6: 128 } as const;
const START = 1_795_000_000;
const SPAN = 1000;

interface NumberedAddress {
  readonly family: 4 | 6;
  readonly number: bigint;
}

interface LabelLine {
  readonly family: 4 | 6;
  readonly low: bigint;
  readonly high: bigint;
  readonly key: string;
  readonly owner: string;
  readonly from: number | undefined;
  readonly to: number | undefined;
}

/** Of few different bits at the top and the bottom, so that many prefixes have it. */
function randomAddress(random: Random): NumberedAddress {
  const family = random.once(3) ? 6 : 4;
  const top = BigInt(random.pick(family === 4 ? [10, 11, 192] : [0x2001, 0xfd00, 0x2600]));
  const shift = BigInt(BITS[family] - (family === 4 ? 8 : 16));
  const middle = BigInt(random.below(4)) << (shift - 2n);
  return { family, number: (top << shift) | middle | BigInt(random.below(16)) };
}

function textOf({ family, number }: NumberedAddress): string {
  if (family === 4) return [24n, 16n, 8n, 0n].map((by) => (number >> by) & 255n).join(".");
  return [112n, 96n, 80n, 64n, 48n, 32n, 16n, 0n].map((by) => ((number >> by) & 65_535n).toString(16)).join(":");
}

function randomPrefix(random: Random): Pick<LabelLine, "family" | "low" | "high" | "key"> {
  const { family, number } = randomAddress(random);
  const all = BITS[family];
  const length = random.pick([0, 4, 8, 9, 10, 16, 18, all - 4, all - 2, all - 1, all]);
  const size = 1n << BigInt(all - length);
  const low = number - (number % size);
  return { family, low, high: low + size - 1n, key: `${textOf({ family, number: low })}/${length}` };
}

/** Of each prefix one row that is always in force, or several with gaps between them. */
function randomLabels(random: Random): readonly LabelLine[] {
  const prefixes = new Map(random.times(40, () => randomPrefix(random)).map((it) => [it.key, it]));
  let names = 0;
  return [...prefixes.values()].flatMap((prefix): readonly LabelLine[] => {
    const row = (from?: number, to?: number): LabelLine => ({ ...prefix, owner: `owner ${names++}`, from, to });
    if (random.once(2)) return [row()];
    const times = [...new Set(random.times(6, () => START + random.below(SPAN)))].toSorted((a, b) => a - b);
    const [first = START, second = START, ...later] = times;
    const rows = [row(undefined, first), row(second, later[0] ?? second + 1)];
    return later.length > 2 ? [...rows, row(later[1])] : rows;
  });
}

function csvOf(labels: readonly LabelLine[], random: Random): string {
  const time = (seconds: number | undefined): string =>
    seconds === undefined ? "" : random.once(2) ? String(seconds) : new Date(seconds * 1000).toISOString();
  const lines = random.shuffled(labels).map(({ key, owner, from, to }) => `${key},${owner},${time(from)},${time(to)}`);
  return ["cidr,owner,from,to", ...lines, ""].join("\n");
}

const sqlOf = (labels: readonly LabelLine[]): string => `
  WITH labels(family, low, high, owner, since, until) AS (VALUES ${labels
    .map(({ family, low, high, owner, from, to }) =>
      [
        family,
        `${low}::UHUGEINT`,
        `${high}::UHUGEINT`,
        `'${owner}'`,
        from ?? "NULL::BIGINT",
        to ?? "NULL::BIGINT",
      ].join(),
    )
    .map((row) => `(${row})`)
    .join(",\n")})
  SELECT arg_min(l.owner, l.high - l.low) FROM flows f LEFT JOIN labels l
    ON l.family = f.family AND f.number::UHUGEINT BETWEEN l.low AND l.high
    AND (since IS NULL OR f.start >= since) AND (until IS NULL OR f.start < until)
  GROUP BY arrival ORDER BY arrival`;

test.each([1, 2, 3, 4])("labels in force by the longest prefix, round %i", async (round) => {
  const random = new Random(round);
  const labels = randomLabels(random);
  const logs = random
    .times(500, () => {
      const { family, number } = randomAddress(random);
      const members = { srcaddr: textOf({ family, number }), start: START + random.below(SPAN) };
      return `${JSON.stringify({ ...members, family, number: String(number) })}\n`;
    })
    .join("");
  const csv = Buffer.from(csvOf(labels, random));
  const source = await readLabels("labels.csv", undefined, fakeContext({ load: () => csv }));
  const options = {
    sources: [source],
    labels: new Map([["srcaddr", ["owner"]]]),
    nameOf: () => "owner",
    time: "start",
  };
  const make = (context: ConstructorParameters<typeof LabelWorker>[1]): LabelWorker =>
    new LabelWorker({ ...options, fields: ["srcaddr"], areNamed: true, all: false, onlyMatched: false }, context);
  const ours = linesOf(feed(make, logs, randomCut(random))).map((line) => {
    const { owner }: { readonly owner: unknown } = JSON.parse(line);
    return owner;
  });
  const types = { srcaddr: "VARCHAR", start: "BIGINT", family: "INTEGER", number: "VARCHAR" };
  const theirs = (await ask(sqlOf(labels), logs, types)).map(([owner]) => owner);
  expect(ours).toEqual(theirs);
  // Labels that everything or nothing has would prove little.
  expect(new Set(ours).size).toBeGreaterThan(20);
});
