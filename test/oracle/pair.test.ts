// flow-pair against DuckDB: random records, and the same question in SQL: gaps and islands, a ranking of the interfaces, and the
// evidence of flags, ports and starts.
import { expect, test } from "vitest";
import { PairWorker } from "../../packages/core/src/pair.ts";
import type { StageContext } from "../../packages/core/src/stages.ts";
import { feed, linesOf, randomCut } from "../fuzz/feed.ts";
import { Random } from "../fuzz/random.ts";
import { ask } from "./duckdb.ts";
import { columns, conversations, LATE, randomFlows } from "./randomFlows.ts";

const rank = (port: string): string =>
  `CASE WHEN ${port} < 1024 THEN 3 WHEN ${port} = 5432 THEN 2 WHEN ${port} < 32768 THEN 1 ELSE 0 END`;
/** 1 where the first endpoint has it and the other one not, -1 the other way round. */
const either = (condition: string): string =>
  `(bool_or(fwd AND ${condition})::INT - bool_or(NOT fwd AND ${condition})::INT)`;
const syn = "protocol = 6 AND coalesce(tcp_flags & 2 > 0 AND tcp_flags & 16 = 0, FALSE)";
const synAck = "protocol = 6 AND coalesce(tcp_flags & 2 > 0 AND tcp_flags & 16 > 0 AND tcp_flags & 8 = 0, FALSE)";

const only = (action: string, other: string, side: string): string =>
  `(coalesce(bool_or(action = '${action}') FILTER (${side}), FALSE) AND NOT coalesce(bool_or(action = '${other}') FILTER (${side}), FALSE))`;
/** 1 where all of what the second endpoint sent was refused, and nothing of the first one's; -1 the other way round. */
const refusal = [
  ["fwd", "NOT fwd", "INT - "],
  ["NOT fwd", "fwd", "INT"],
]
  .map(
    ([asked = "", back = "", end = ""]) =>
      `(${only("ACCEPT", "REJECT", asked)} AND ${only("REJECT", "ACCEPT", back)})::${end}`,
  )
  .join("");

const sql = (idle: number): string => `
${conversations(idle)}, counted AS (
  SELECT protocol, a, ap, b, bp, island, sum(flows) AS flows,
    coalesce(max(CASE WHEN fwd THEN 1 ELSE 0 END), 0) AS has_a, coalesce(max(CASE WHEN fwd THEN 0 ELSE 1 END), 0) AS has_b,
    sum(bytes) FILTER (fwd) AS bytes_a, sum(bytes) FILTER (NOT fwd) AS bytes_b,
    sum(packets) FILTER (fwd) AS packets_a, sum(packets) FILTER (NOT fwd) AS packets_b
  FROM ranked WHERE place = 1 GROUP BY ALL
), facts AS (
  SELECT protocol, a, ap, b, bp, island, min(start) AS began, max("end") AS ended,
    ${either(syn)} AS syn, -${either(synAck)} AS synack,
    sign(${rank("bp")} - ${rank("ap")}) AS ports,
    ${refusal} AS refused,
    coalesce(sign(coalesce(min(start) FILTER (NOT fwd), 1e18) - coalesce(min(start) FILTER (fwd), 1e18)), 0) AS starts,
    string_agg(DISTINCT nullif(eni, ''), ',' ORDER BY nullif(eni, '')) AS seen
  FROM islands GROUP BY ALL
)
SELECT f.protocol, f.a, f.ap, f.b, f.bp, began, ended, flows,
  CASE WHEN has_a = 1 THEN bytes_a ELSE 0 END, CASE WHEN has_b = 1 THEN bytes_b ELSE 0 END,
  CASE WHEN has_a = 1 THEN packets_a ELSE 0 END, CASE WHEN has_b = 1 THEN packets_b ELSE 0 END,
  seen,
  CASE WHEN syn <> 0 THEN syn WHEN synack <> 0 THEN synack WHEN ports <> 0 THEN ports WHEN refused <> 0 THEN refused
    ELSE starts END AS client,
  CASE WHEN syn <> 0 THEN 'syn' WHEN synack <> 0 THEN 'syn_ack' WHEN ports <> 0 THEN 'port' WHEN refused <> 0 THEN 'refused_reply'
    WHEN starts <> 0 THEN 'start' END
FROM facts f JOIN counted USING (protocol, a, ap, b, bp, island) ORDER BY ALL`;

/** A row as SQL gives it: by the endpoints in their order. */
function asRow(record: Readonly<Record<string, unknown>>): readonly unknown[] {
  const { client, server, client_port: port, server_port: otherPort, client_by: by } = record;
  const isFirst = String(client) < String(server) || (client === server && Number(port) <= Number(otherPort));
  const turned = <T>(mine: T, theirs: T): readonly T[] => (isFirst ? [mine, theirs] : [theirs, mine]);
  const told = by === "peers" ? null : by;
  return [
    record["protocol"],
    ...turned([client, port], [server, otherPort]).flat(),
    record["start"],
    record["end"],
    record["flows"],
    ...turned(record["bytes_out"], record["bytes_in"]),
    ...turned(record["packets_out"], record["packets_in"]),
    record["seen_by"],
    told === null ? 0 : isFirst ? 1 : -1,
    told,
  ];
}

const total = (counts: readonly number[]): number => counts.reduce((left, right) => left + right, 0);
const asTexts = (rows: readonly (readonly unknown[])[]): string[] =>
  rows.map((row) => row.map(String).join(" ")).toSorted();

test.each([60, 600, 3600])("random records, %s s idle", async (idle) => {
  for (const seed of [1, 2, 3, 4]) {
    const random = new Random(seed * 1000 + idle);
    const flows = randomFlows(random);
    // With room for all of them, and for 20 at a time.
    const maxMemory = seed % 2 === 0 ? 1e9 : 14_000;
    const times = { idle: idle * 1000, late: LATE * 1000 };
    const options = { ...times, vantage: "auto", unmatched: false, aggregates: [], maxMemory } as const;
    let worker: PairWorker | undefined;
    const make = (context: StageContext): PairWorker => (worker = new PairWorker(options, context));
    const lines = linesOf(feed(make, flows, randomCut(random)));
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- each line is an object
    const ours = lines.map((line) => asRow(JSON.parse(line) as Record<string, unknown>));
    const theirs = await ask(sql(idle), flows, columns);
    expect(theirs.length).toBeGreaterThan(50);
    expect({ seed, rows: asTexts(ours) }).toEqual({ seed, rows: asTexts(theirs) });
    // Each byte is in a conversation, or left out.
    const written = ours.reduce((sum, row) => sum + Number(row[8] ?? 0) + Number(row[9] ?? 0), 0);
    const [all] = (await ask("SELECT sum(bytes) FROM flows", flows, columns))[0] ?? [];
    expect(written + (worker?.counts().leftOut?.["bytes"] ?? 0)).toBe(Number(all));
  }
});

test.each(["auto", "egress", "ingress", "all"] as const)(
  "--vantage %s: each byte is in a conversation, or left out",
  (vantage) => {
    for (const seed of [1, 2, 3, 4, 5, 6]) {
      const random = new Random(seed);
      const flows = randomFlows(random);
      const options = { idle: 600_000, late: LATE * 1000, vantage, unmatched: false, aggregates: [], maxMemory: 1e9 };
      let worker: PairWorker | undefined;
      const make = (context: StageContext): PairWorker => (worker = new PairWorker(options, context));
      const lines = linesOf(feed(make, flows, randomCut(random)));
      const written = lines
        .flatMap((line) => [...line.matchAll(/"bytes_(?:out|in)":(\d+)/g)])
        .map(([, count]) => Number(count));
      const all = [...flows.matchAll(/"bytes":(\d+)/g)].map(([, count]) => Number(count));
      const leftOut = worker?.counts().leftOut?.["bytes"] ?? 0;
      expect(total(written) + leftOut).toBe(total(all));
      expect(leftOut > 0).toBe(vantage !== "all");
    }
  },
);
