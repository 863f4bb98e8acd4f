// Further aggregates of flow-pair against DuckDB: random aggregates of the records that count of random conversations, with room for all
// of them and for a few, so that each comes from several files.
import { expect, test } from "vitest";
import { type GroupResult, parseResult } from "../../packages/core/src/aggregate/result.ts";
import { planResults } from "../../packages/core/src/aggregate/resultPlan.ts";
import { conversationFields, PairWorker } from "../../packages/core/src/pair.ts";
import { feed, linesOf, randomCut, unwrap } from "../fuzz/feed.ts";
import { Random } from "../fuzz/random.ts";
import { ask } from "./duckdb.ts";
import { aggregates, type Pair } from "./pairs.ts";
import { columns, conversations, LATE, randomFlows } from "./randomFlows.ts";

interface Asked {
  readonly result: GroupResult;
  readonly pair: Pair;
}

const all: readonly Asked[] = aggregates.map((pair) => ({ pair, result: unwrap(parseResult(pair.ours)) }));
const fields = conversationFields.map((name) => ({ name, column: name }));

const sql = (idle: number, asked: readonly Asked[]): string => `
${conversations(idle)}, counted AS (
  SELECT i.* FROM islands i JOIN ranked r USING (protocol, a, ap, b, bp, island, fwd, eni, dir) WHERE r.place = 1
), began AS (
  SELECT protocol, a, ap, b, bp, island, min(start) AS began FROM islands GROUP BY ALL
)
SELECT protocol, a, ap, b, bp, began, ${asked.map(({ pair }, i) => `${pair.sql} AS r${i}`).join(", ")}
FROM counted JOIN began USING (protocol, a, ap, b, bp, island) GROUP BY protocol, a, ap, b, bp, began, island`;

function asText(value: unknown, isNear = false): string {
  return isNear && value !== null ? Number(value).toPrecision(9) : String(value);
}

function textOf(ends: readonly unknown[], results: readonly unknown[], asked: readonly Asked[]): string {
  const texts = results.map((value, i) => asText(value ?? null, asked[i]?.pair.isNear));
  return JSON.stringify([...ends.map(String), ...texts]);
}

/** By the ends in their order. */
function ourText(line: string, asked: readonly Asked[]): string {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- each line is an object
  const record = JSON.parse(line) as Readonly<Record<string, unknown>>;
  const { client, server, client_port: port, server_port: otherPort, protocol, start } = record;
  const isFirst = String(client) < String(server) || (client === server && Number(port) <= Number(otherPort));
  const [one, other] = [
    [client, port],
    [server, otherPort],
  ];
  const ends = isFirst ? [one, other] : [other, one];
  const results = asked.map(({ result }) => record[result.name]);
  return textOf([protocol, ...ends.flat(), start], results, asked);
}

test.each([60, 3600])("random aggregates, %s s idle", async (idle) => {
  for (const seed of [1, 2, 3, 4]) {
    const random = new Random(seed * 1000 + idle + 1);
    const flows = randomFlows(random);
    const asked = random.shuffled([...all]).slice(0, 12);
    const options = {
      idle: idle * 1000,
      late: LATE * 1000,
      vantage: "auto",
      unmatched: false,
      ...unwrap(
        planResults(
          fields,
          asked.map(({ result }) => result),
        ),
      ),
    } as const;
    const rows = await ask(sql(idle, asked), flows, columns);
    const expected = rows.map((row) => textOf(row.slice(0, 6), row.slice(6), asked)).toSorted();
    expect(expected.length).toBeGreaterThan(50);
    const names = asked.map(({ pair }) => pair.ours);
    for (const maxMemory of [1e9, 0]) {
      const outcome = feed((context) => new PairWorker({ ...options, maxMemory }, context), flows, randomCut(random));
      const ours = linesOf(outcome).map((line) => ourText(line, asked));
      expect({ seed, maxMemory, names, rows: ours.toSorted() }).toEqual({ seed, maxMemory, names, rows: expected });
      expect((outcome.counts.spilled ?? 0) > 0).toBe(maxMemory === 0);
    }
  }
});
