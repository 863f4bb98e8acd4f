// flow-bin against DuckDB: the same records, the same bins, by time_bucket and date_trunc with and without a zone; and
// what is divided over them, by a join with the bins that a flow lasts.
import { expect, test } from "vitest";
import type { BinStageOptions } from "../../packages/core/src/stage/bin.ts";
import { binWorker } from "../../packages/core/src/stages.ts";
import type { Moment } from "../../packages/core/src/time/bin.ts";
import { parseDuration } from "../../packages/core/src/time/duration.ts";
import { parseZone } from "../../packages/core/src/time/zone.ts";
import { feed, linesOf, unwrap } from "../fuzz/feed.ts";
import { Random } from "../fuzz/random.ts";
import { ask } from "./duckdb.ts";
import { columns, randomLogs } from "./logs.ts";

interface Binned {
  readonly bin: string | null;
  readonly bytes: number | null;
  readonly bytes_low?: number | null;
  readonly bytes_high?: number | null;
}

function binned(logs: string, options: Omit<BinStageOptions, "size"> & { readonly size: string }): Binned[] {
  const worker = { ...options, size: unwrap(parseDuration(options.size)) };
  const lines = linesOf(feed((context) => binWorker(worker, context), logs));
  return lines.map((line) => {
    const record: Binned = JSON.parse(line);
    return record;
  });
}

/** Seconds since the epoch, as both engines can say them. */
function secondsOf({ bin }: Binned): string | null {
  return bin === null ? null : String(Date.parse(bin) / 1000);
}

const moments: Readonly<Record<Moment, string>> = {
  start: `"start"`,
  middle: `("start" + "end") / 2.0`,
  end: `"end"`,
};
const fixed = [
  ["30s", "30 seconds"],
  ["1m", "1 minute"],
  ["7m", "7 minutes"],
  ["1h", "1 hour"],
  ["1d", "1 day"],
] as const;
const units = [
  ["1h", "hour"],
  ["1d", "day"],
  ["1w", "week"],
  ["1mo", "month"],
  ["1q", "quarter"],
  ["1y", "year"],
] as const;
const cases = (["start", "middle", "end"] as const).flatMap((at) => fixed.map(([size, step]) => ({ at, size, step })));

test.each(cases)("bins of $size at the $at are those of time_bucket", async ({ at, size, step }) => {
  const logs = randomLogs(new Random(7), 300);
  const instant = `make_timestamp((${moments[at]} * 1000000)::BIGINT)`;
  const sql = `SELECT epoch(time_bucket(INTERVAL '${step}', ${instant}, TIMESTAMP '1970-01-01'))::BIGINT::VARCHAR
    FROM flows ORDER BY arrival`;
  const expected = (await ask(sql, logs, columns)).map(([bin]) => bin);
  expect(binned(logs, { size, at }).map(secondsOf)).toEqual(expected);
});

test.each(units)("bins of %s are those of date_trunc('%s')", async (size, unit) => {
  const logs = farApart(new Random(11), 300);
  const sql = `SELECT epoch(date_trunc('${unit}', make_timestamp("start" * 1000000)))::BIGINT::VARCHAR
    FROM flows ORDER BY arrival`;
  const expected = (await ask(sql, logs, columns)).map(([bin]) => bin);
  expect(binned(logs, { size }).map(secondsOf)).toEqual(expected);
});

/** Flows of some years, some of them on days on which clocks are set. */
function farApart(random: Random, count: number): string {
  const changes = [1_774_746_000, 1_792_890_000, 1_772_953_200, 1_793_512_800, 1_775_314_800, 1_791_041_400];
  return random
    .times(count, () => {
      const start = random.once(2)
        ? random.pick(changes) + random.below(200_000) - 100_000
        : 1_500_000_000 + random.below(400_000_000);
      return `{"start":${start},"end":${start + random.below(300_000)},"bytes":${random.below(1_000_000)}}\n`;
    })
    .join("");
}

const zones = ["Europe/Berlin", "America/New_York", "Asia/Kolkata", "Australia/Lord_Howe", "America/Sao_Paulo"];
const civil = zones.flatMap((zone) => units.slice(1).map(([size, unit]) => ({ zone, size, unit })));

test.each(civil)("bins of $size in $zone are those of date_trunc", async ({ zone, size, unit }) => {
  const logs = farApart(new Random(13), 300);
  const sql = `SELECT epoch(date_trunc('${unit}', make_timestamp("start" * 1000000) AT TIME ZONE 'UTC'))::BIGINT::VARCHAR
    FROM flows ORDER BY arrival`;
  const expected = await ask(`SET TimeZone = '${zone}'; ${sql}`, logs, columns);
  const ours = binned(logs, { size, zone: unwrap(parseZone(zone)) });
  expect(ours.map(secondsOf)).toEqual(expected.map(([bin]) => bin));
});

test.each(["Europe/Berlin", "America/New_York", "Asia/Kolkata"])(
  "hours in %s begin when the clock shows them",
  async (zone) => {
    const logs = farApart(new Random(17), 300);
    // By the difference from the last full hour that the clock shows: what date_trunc makes of an hour that comes twice is
    // the second one.
    const local = `make_timestamp("start" * 1000000) AT TIME ZONE 'UTC' AT TIME ZONE '${zone}'`;
    const sql = `SELECT ("start" - epoch(${local} - date_trunc('hour', ${local})))::BIGINT::VARCHAR FROM flows ORDER BY arrival`;
    const expected = (await ask(sql, logs, columns)).map(([bin]) => bin);
    expect(binned(logs, { size: "1h", zone: unwrap(parseZone(zone)) }).map(secondsOf)).toEqual(expected);
  },
);

/** Each record's bins and what it has in them by time, by the least and by the most. */
const parts = (step: number): string => `
  SELECT arrival, bin, bytes,
    CASE WHEN "end" <= "start" THEN bytes
         ELSE bytes::DOUBLE * (least("end", bin + ${step}) - greatest("start", bin)) / ("end" - "start") END AS share,
    CASE WHEN count(*) OVER (PARTITION BY arrival) = 1 THEN bytes ELSE bytes * 0 END AS low
  FROM flows, generate_series("start" // ${step} * ${step}, greatest("start", "end" - 1), ${step}) AS bins(bin)`;

function asText(value: number | null | undefined): string | null {
  return typeof value === "number" ? String(value) : null;
}

test.each([10, 60, 300, 3600])("what is divided over bins of %i s is what a join gives", async (step) => {
  const logs = randomLogs(new Random(19), 400);
  const sql = `SELECT bin::VARCHAR, share, low::VARCHAR, bytes::VARCHAR FROM (${parts(step)}) ORDER BY arrival, bin`;
  const expected = await ask(sql, logs, columns);
  const ours = binned(logs, { size: `${step}s`, spread: true, bounds: true });
  expect(ours.map(secondsOf)).toEqual(expected.map(([bin]) => bin));
  const small = expected.flatMap((row, i) => (Number(row[3]) <= Number.MAX_SAFE_INTEGER ? i : []));
  expect(small.length).toBeGreaterThan(300);
  expect(small.map((i) => [asText(ours[i]?.bytes_low), asText(ours[i]?.bytes_high)])).toEqual(
    small.map((i) => [expected[i]?.[2], expected[i]?.[3]]),
  );
  const far = small.filter((i) => Math.abs((ours[i]?.bytes ?? 0) - Number(expected[i]?.[1])) > 1);
  expect(far).toEqual([]);
});

test.each([10, 60])("bins of %i s hold in all exactly what the flows had", async (step) => {
  const logs = randomLogs(new Random(23), 400);
  const [[total] = []] = await ask("SELECT sum(bytes)::VARCHAR FROM flows", logs, columns);
  const output = feed((context) => binWorker({ size: { seconds: step }, spread: true }, context), logs);
  const spread = output.output.toString();
  expect(await ask("SELECT sum(bytes)::VARCHAR FROM flows", spread, columns)).toEqual([[total]]);
});
