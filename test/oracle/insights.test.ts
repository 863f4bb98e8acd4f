// Queries of Logs Insights against DuckDB: random conditions, in which what is missing makes a comparison false and `not` true,
// groups, and the order and the limit that Logs Insights has where the query says nothing.
import { expect, test } from "vitest";
import { execute } from "../../packages/cli/src/run.ts";
import { memoryHost } from "../../packages/cli/src/memoryHost.ts";
import { command } from "../../packages/flow-query/src/command.ts";
import { Random } from "../fuzz/random.ts";
import { ask } from "./duckdb.ts";
import { addresses, columns, randomLogs } from "./logs.ts";

/** A question in both languages. */
interface Question {
  readonly query: string;
  readonly sql: string;
}

/** A comparison with null is false, so that `not` makes it true. */
function decided(query: string, sql: string): Question {
  return { query, sql: `coalesce(${sql}, false)` };
}

const numbers: readonly (readonly [query: string, sql: string])[] = [
  ["dstPort", "dstport"],
  ["srcPort", "srcport"],
  ["protocol", "protocol"],
  ["packets", "packets"],
  ["tcpFlags", "tcp_flags"],
  ["packets * 2 + 1", "(packets * 2 + 1)"],
];
const numerals = ["0", "1", "6", "22", "80", "443"];

function comparison(random: Random): Question {
  switch (random.below(8)) {
    case 0: {
      const [ours, theirs] = random.pick([
        ["srcAddr", "srcaddr"],
        ["dstAddr", "dstaddr"],
        ["pktSrcAddr", "pkt_srcaddr"],
      ] as const);
      const address = random.pick([...addresses, "10.0.0.0/8", "10.0.0.1-10.0.0.9", "x.x.x.x", "2001:DB8::1"]);
      const operator = random.pick(["=", "!="]);
      return decided(`${ours} ${operator} '${address}'`, `${theirs} ${operator} '${address}'`);
    }
    case 1: {
      const part = random.pick(["10.", "0.1", "2001", "_", "%", "::"]);
      return decided(`srcAddr like "${part}"`, `contains(srcaddr, '${part}')`);
    }
    case 2:
      return decided("action like /^REJ|T$/", "regexp_matches(action, '^REJ|T$')");
    case 3: {
      const word = random.pick(["ACCEPT", "REJECT", "reject", "6"]);
      return decided(`action = '${word}'`, `action = '${word}'`);
    }
    case 4: {
      const list = random.times(3, () => random.pick(numerals));
      return decided(`dstPort in [${list.join(", ")}, '53']`, `dstport IN (${list.join(", ")}, 53)`);
    }
    case 5:
      return random.pick([
        { query: "ispresent(dstPort)", sql: "(dstport IS NOT NULL)" },
        decided("srcPort > dstPort", "srcport > dstport"),
        decided("bytes / packets > 1000", "bytes::DOUBLE / nullif(packets, 0)::DOUBLE > 1000"),
        decided("@timestamp >= 1795258000000", "start * 1000 >= 1795258000000"),
      ]);
    default: {
      const [ours, theirs] = random.pick(numbers);
      const operator = random.pick(["=", "!=", "<", "<=", ">", ">="]);
      const value = random.pick(numerals);
      const written = random.once(2) ? value : `'${value}'`;
      return decided(`${ours} ${operator} ${written}`, `${theirs} ${operator} ${value}`);
    }
  }
}

function condition(random: Random, depth: number): Question {
  if (depth === 0 || random.once(3)) return comparison(random);
  const one = condition(random, depth - 1);
  if (random.once(3)) return { query: `not (${one.query})`, sql: `NOT (${one.sql})` };
  const other = condition(random, depth - 1);
  const joint = random.pick(["and", "or"]);
  return { query: `(${one.query}) ${joint} (${other.query})`, sql: `(${one.sql}) ${joint} (${other.sql})` };
}

/** The values of a record by their keys. */
function readLine(line: string): ReadonlyMap<string, unknown> {
  const values = new Map<string, unknown>();
  JSON.parse(line, (key, value: unknown) => {
    if (key !== "") values.set(key, value);
    return value;
  });
  return values;
}

/** The rows of the answer, as lists of values. */
async function answer(query: string, logs: string): Promise<readonly unknown[][]> {
  const host = memoryHost({ stdin: logs });
  const status = await execute(command, ["--lang", "insights", query], host);
  expect({ query, status, err: host.err().replace(/^flow-query: .*nothing is equal.*\n/gm, "") }).toMatchObject({
    status: 0,
  });
  const lines = host.out().split("\n").slice(0, -1);
  return lines.map((line) => [...readLine(line).values()]);
}

const newest = "ORDER BY start DESC, arrival";
const shown = "strftime(to_timestamp(start) AT TIME ZONE 'UTC', '%Y-%m-%d %H:%M:%S.000')";

test.each([1, 2, 3])("random conditions, round %i", async (round) => {
  const random = new Random(round);
  const logs = randomLogs(random, 300);
  const questions = random.times(40, () => condition(random, 3));
  const truths = questions.map(({ sql }, i) => `${sql} AS q${i}`).join(", ");
  const all = await ask(`SELECT ${truths}, ${shown}, srcport, action FROM flows ${newest}`, logs, columns);
  let telling = 0;
  for (const [place, { query, sql }] of questions.entries()) {
    const rows = all.filter((row) => row[place] === true).map((row) => row.slice(questions.length));
    const got = await answer(`fields @timestamp, srcPort, action | filter ${query}`, logs);
    expect({ query, sql, got }).toEqual({ query, sql, got: rows });
    if (rows.length > 0 && rows.length < 300) telling++;
  }
  expect(telling).toBeGreaterThan(20);
});

const random = new Random(5);
const logs = randomLogs(random, 12_000);

test.each([
  [
    "stats count(*), sum(packets) by protocol, action",
    "SELECT protocol, action, count(*)::INT, sum(packets)::INT FROM flows GROUP BY ALL ORDER BY min(arrival)",
  ],
  [
    "stats max(dstPort) as m, count(srcPort) as n by bin(30 min) as t | sort t desc",
    `SELECT strftime(to_timestamp(start // 1800 * 1800) AT TIME ZONE 'UTC', '%Y-%m-%d %H:%M:%S.000'), max(dstport), count(srcport)::INT
     FROM flows GROUP BY start // 1800 ORDER BY start // 1800 DESC`,
  ],
  [
    "stats count(*) as n by dstPort | filter n > 5 | stats sum(n) as all, count(*) as ports",
    "SELECT sum(n)::INT, count(*)::INT FROM (SELECT count(*) AS n FROM flows GROUP BY dstport HAVING n > 5)",
  ],
  ["stats sum(action = 'REJECT') as n", "SELECT count(*) FILTER (action = 'REJECT')::INT FROM flows"],
  // The newest 10,000 where the query does not say how many.
  ["fields dstPort, packets", `SELECT dstport, packets::INT FROM flows ${newest} LIMIT 10000`],
  ["fields dstPort, packets | limit 7", `SELECT dstport, packets::INT FROM flows ${newest} LIMIT 7`],
  [
    "fields srcPort | sort packets, srcPort desc | limit 30",
    "SELECT srcport FROM flows ORDER BY packets NULLS FIRST, srcport DESC NULLS LAST, arrival LIMIT 30",
  ],
  [
    "fields dstPort, action | dedup dstPort, action",
    `SELECT dstport, action FROM flows QUALIFY dstport IS NULL OR action IS NULL OR row_number() OVER (PARTITION BY dstport, action ${newest}) = 1
     ${newest} LIMIT 10000`,
  ],
  [
    "fields packets % 3 as rest | dedup rest | limit 100000",
    `SELECT packets::INT % 3 AS rest FROM flows QUALIFY rest IS NULL OR row_number() OVER (PARTITION BY rest ${newest}) = 1 ${newest}`,
  ],
  [
    "parse interfaceId 'eni-*a*' as x, y | filter ispresent(x) | stats count(*) by x, y",
    "SELECT regexp_extract(interface_id, 'eni-(.*?)a(.*)', 1) AS x, regexp_extract(interface_id, 'eni-(.*?)a(.*)', 2) AS y, count(*)::INT FROM flows WHERE interface_id LIKE 'eni-%a%' GROUP BY ALL ORDER BY min(arrival)",
  ],
])("%s", async (query, sql) => {
  const rows = await ask(sql, logs, columns);
  expect(rows.length).toBeGreaterThan(0);
  expect(await answer(query, logs)).toEqual(rows);
});
