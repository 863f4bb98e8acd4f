// Queries cut off anywhere, and texts that would make a shell or a database do more than answer: each is a query that can be
// run, or a usage error that shows its place. Nothing is read, written or run of what is refused.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { UsageError } from "../../packages/base/src/errors.ts";
import { isProblem } from "../../packages/base/src/problem.ts";
import { execute } from "../../packages/cli/src/run.ts";
import { memoryHost } from "../../packages/cli/src/memoryHost.ts";
import { command as query } from "../../packages/flow-query/src/command.ts";
import { answerOf, boundOf, withRecords } from "../../packages/sql/src/database.fake.ts";

const insights = ["--lang", "insights"];
const cistern = ["--lang", "cistern"];
const sql = ["--lang", "sql"];

type Call = readonly [words: readonly string[], text: string];

/** As the documentation of the engines, their users and the manual print them. */
const queries: readonly Call[] = [
  [
    [],
    `flowlogs-read logs/ --start 2h | flow-filter "action = REJECT" | flow-bin 5m | flow-group --by bin,srcaddr "sum(bytes)" | flow-top 10 --by "sum(bytes)" | flow-fmt`,
  ],
  [
    [],
    String.raw`read - --where 'bytes > 1k and dstport in [22, 443]' --fields '*' --workers 2 | filter 'not (srcport = 443) and action =~ /^R/' --sample 10% --seed 7 | bin 1h --at middle --tz Europe/Berlin | group --by 'srcaddr/24 as net, bin' 'p95(bytes) as p' --having 'count() > 1' --also-by action | filter '` +
      "`p` > 3' | top --until 80% --by 'p desc, net asc' | fmt -o csv --fields net,p --time '%H:%M'",
  ],
  [[], "read - | filter 'bytes > 1' | flow-write out --layout flat --fields start,bytes --roll-time 1h"],
  [
    insights,
    "filter action = 'REJECT' | fields @timestamp, dstPort, srcAddr | stats count(*) as countSrcAddr by srcAddr, dstPort | sort countSrcAddr desc",
  ],
  [
    insights,
    "fields @timestamp, dstPort, srcAddr | stats count(*) as countSrcAddr by srcAddr, dstPort | sort countSrcAddr desc",
  ],
  [
    [],
    "flowlogs-read - --start 2020-01-01 # the first ones\n  | flow-bin 5m --tz Europe/Berlin \\\n  | flow-group --by bin 'count()' --having 'count() > 1' | flow-fmt -o csv",
  ],
  [insights, 'fields `srcAddr` as s | parse action "RE*" as rest | filter not (s like "10.") | dedup s | limit 2'],
  [insights, "filter srcAddr = 'x.x.x.x' | fields @timestamp, dstPort, srcAddr, dstAddr"],
  [
    insights,
    "filter srcAddr = 'x.x.x.x' and dstPort = '8088' | fields @timestamp, dstPort, srcAddr, dstAddr | stats sum(packets) by bin( 30 min)",
  ],
  [
    insights,
    String.raw`parse @message /(?<x>\d+) (ACC|REJ)/ | filter x like /^1/ or not ispresent(bytes) # so` +
      "\n| stats pct(bytes, 95) as p, count_distinct(dstAddr) by bin(300s), action | sort p desc, action asc | limit 5 | display p, concat(action, '-', tostring(p)) as `t`",
  ],
  [cistern, "-collection flowlogs -start 1501025801 -columns 'sum(bytes)'"],
  [
    cistern,
    "-collection flowlogs -start 1501025801 -columns 'sum(bytes), count(_id), max(packets), max(bytes)' -group 'source_address, dest_address' -order-by 'sum(bytes)' -limit 3 -descending",
  ],
  [
    cistern,
    `-collection flowlogs -columns 'sum(packets), sum(bytes)' -group 'protocol' -point-size 24h -filters 'source_address eq "172.31.31.192"'`,
  ],
  [
    cistern,
    'SELECT sum(bytes) GROUP BY source_addr, dest_addr FILTER a != "3" (b = 4.3)(a = 1) ORDER BY source_addr limit 100 point size 1h',
  ],
];

/** Both of the blog about Drill, and one with what else a query may have. */
const statements: readonly string[] = [
  ...["srcport", "dstport"].map(
    (port) =>
      `select srcaddr,dstaddr,protocol,${port},SUM(cast(bytes as INTEGER)) as bytes\nfrom flows\nwhere srcaddr LIKE '172.20%' AND dstaddr NOT LIKE '172.20%'\nAND ${port} < 1024\nGROUP BY srcaddr,dstaddr,protocol,${port}\nORDER BY bytes desc;`,
  ),
  `WITH t AS (SELECT *, port_name(dstport) AS service FROM flows WHERE cidr(srcaddr, '10.0.0.0/8') OR ip_in(dstaddr, ['fd00::/8'])) SELECT service, sum(bytes) FILTER (WHERE protocol = 6) FROM t GROUP BY ALL HAVING count(*) > 1 LIMIT 3 -- so`,
];

const folder = mkdtempSync(join(tmpdir(), "flowlogs-prefixes-"));
const home = process.cwd();
beforeAll(() => process.chdir(folder));
afterAll(() => {
  process.chdir(home);
  rmSync(folder, { recursive: true });
});

/** Flags are one operand of flow-query behind a blank, which arguments.ts puts there. */
const operandOf = (text: string): string => (text.startsWith("-") ? ` ${text}` : text);

async function run(words: readonly string[]) {
  const host = memoryHost({ stdin: '{"a":1}\n' });
  const code = await execute(query, words, host);
  return { code, out: host.out(), err: host.err(), reads: host.reads() };
}

/** A line of a query with carets below the part that is wrong; of a long one it says which character that is. */
const caret = /^ {2}.*\n {2} *\^+(?: character [\d,]+)?$/m;

/** What is wrong with how a text is refused; undefined if it is a query, or refused with its place. */
async function faultOf(words: readonly string[], text: string): Promise<string | undefined> {
  const source = words.length === 0 ? [] : ["-"];
  const { code, out, err } = await run([...words, "--explain", operandOf(text), ...source]);
  if (code === 0) return out === "" ? "nothing is explained" : undefined;
  if (code !== 2 || !caret.test(err)) return `exit code ${code}: ${err}`;
  const real = await run([...words, operandOf(text), ...source]);
  const isRefused = real.code === 2 && real.err === err && real.out === "" && real.reads === 0;
  return isRefused ? undefined : `when it is run: ${JSON.stringify(real)}`;
}

/** Every beginning of a text, but for blanks alone. */
function beginnings(text: string): readonly string[] {
  return Array.from(text, (_, i) => text.slice(0, i + 1)).filter((it) => it.trim() !== "");
}

describe("cut off at any character it is a query, or refused at its place", () => {
  const done = new Set<string>();
  test.each(queries)("%s %s", async (words, text) => {
    const faults: string[] = [];
    let refused = 0;
    for (const part of beginnings(text)) {
      const key = JSON.stringify([words, part]);
      if (done.has(key)) continue;
      done.add(key);
      const fault = await faultOf(words, part);
      if (fault !== undefined) faults.push(`${part} -> ${fault}`);
      refused++;
    }
    expect(faults).toEqual([]);
    expect(refused).toBeGreaterThan(10);
  });

  test("SQL", async () => {
    const records = `{"srcaddr":"172.20.0.1","dstaddr":"10.0.0.1","srcport":22,"dstport":443,"protocol":6,"bytes":5}\n`;
    const faults = await withRecords(records, async (database) => {
      const found: string[] = [];
      for (const text of new Set(statements.flatMap(beginnings))) {
        try {
          const sources = await database.sourcesIn(text, boundOf(text));
          if (isProblem(sources)) throw new UsageError(sources);
          await answerOf(database, text);
        } catch (error) {
          const { text: place, from = -1, to = -1 } = error instanceof UsageError ? error.problem : {};
          const isPlaced = place === text && from >= 0 && from <= text.length && to > from;
          if (!isPlaced) found.push(`${text} -> ${String(error)}`);
        }
      }
      return found;
    });
    expect(faults).toEqual([]);
  });
});

/** What is refused, and where: the part of the text below which the carets are. */
const hostile: readonly (readonly [words: readonly string[], text: string, place: string])[] = [
  [[], "read x; touch ran", ";"],
  [[], "read x | top 3; rm -r /", ";"],
  [[], "read $(touch ran)", "$"],
  [[], 'read "$(touch ran)"', "$"],
  [[], "read `touch ran`", "`"],
  [[], 'read "`touch ran`"', "`"],
  [[], "read $HOME", "$"],
  [[], "read x > ran", ">"],
  [[], "read x >> ran", ">"],
  [[], "read x | top 3 2> ran", ">"],
  [[], "read < x", "<"],
  [[], "read <(touch ran)", "<"],
  [[], "read x && touch ran", "&"],
  [[], "read x & touch ran", "&"],
  [[], "read x || touch ran", "||"],
  [[], "(read x)", "("],
  [[], "read ~/x", "~/x"],
  [[], "touch ran", "touch"],
  [[], "read x | sh -c 'touch ran'", "sh"],
  [[], "read x | /bin/touch ran", "/bin/touch"],
  [[], "read x\ntouch ran; top", ";"],
  [[], "read x | read y", "read"],
  [[], "read x | flow-write out; touch ran", ";"],
  [[], "read x | flow-write out | top 3", "top"],
  [[], "read x | flow-write out --fields", "--fields"],
  [[], "read x | group 'summ(bytes)'", "summ"],
  [[], "read x | filter 'lower2(action) = 1'", "lower2"],
  [[], "read x | filter 'bytes > 1; touch ran'", "1;"],
  [[], "read x | top 3 --version", "--version"],
  [[], "read x | filter", "filter"],
  [[], "read x | top 3 --bz bytes", "--bz"],
  [insights, "fields action; touch ran", ";"],
  [insights, "fields `$(touch ran)", "`$(touch ran)"],
  [insights, "filter action = $(touch ran)", "ran"],
  [insights, "stats sum(bytes) > ran", "ran"],
  [insights, "fields action && touch", "&"],
  [insights, "fieldz action", "fieldz"],
  [insights, "stats summ(bytes)", "summ(bytes)"],
  [insights, "filter lowr(action) = 'x'", "lowr(action)"],
  [insights, "pattern @message", "pattern"],
  [insights, "filter action = 'x' | unmask @message", "unmask"],
  [cistern, "SELECT sum(bytes); touch ran", ";"],
  [cistern, "SELECT summ(bytes)", "summ"],
  [cistern, "DROP flows", "DROP"],
  [cistern, "SELECT sum(bytes) > ran", ">"],
  [cistern, "SELECT sum(`touch ran`)", "`"],
  [cistern, "SELECT sum(bytes) && touch", "&"],
  [cistern, "-columns 'sum(bytes)'; touch ran", ";"],
  [cistern, "-columns $(touch ran)", "$"],
  [cistern, "-columns 'sum(bytes)' | touch ran", "touch"],
  [cistern, "-columns 'sum(bytes)' -exec 'touch ran'", "-exec"],
  [sql, "SELECT 1; SELECT 2", "SELECT 1; SELECT 2"],
  [sql, "SELECT summ(1)", "summ"],
  [sql, "SELEC 1", "SELEC"],
  [sql, "COPY (SELECT 1) TO 'ran'", "COPY (SELECT 1) TO 'ran'"],
  [sql, "CREATE TABLE ran AS SELECT 1", "CREATE TABLE ran AS SELECT 1"],
  [sql, "ATTACH 'ran'", "ATTACH 'ran'"],
  [sql, "INSTALL httpfs", "INSTALL httpfs"],
  [sql, "SELECT * FROM read_csv('/etc/passwd')", "read_csv"],
  [sql, "SELECT * FROM read_text('/etc/passwd')", "read_text"],
  [sql, "SELECT * FROM '/etc/passwd'", "'/etc/passwd'"],
  [sql, "SELECT $(touch ran)", "("],
  [sql, "SELECT `touch ran`", "`"],
];

test.each(hostile)("%s refused, and nothing done: %s", async (words, text, place) => {
  // A source of its own: SQL brings the records before the query is bound.
  const { code, out, err, reads } = await run([
    ...words,
    operandOf(text),
    ...(words === sql || words.length === 0 ? [] : ["-"]),
  ]);
  expect({ code, out, reads: words === sql ? 0 : reads }).toEqual({ code: 2, out: "", reads: 0 });
  const [, line = "", carets = ""] = /^ {2}(.*)\n( {2} *\^+)$/m.exec(err) ?? [];
  const from = carets.indexOf("^") - 2;
  expect({ err, place: line.slice(from, carets.length - 2) }).toEqual({ err, place });
});

test("nothing was written where they ran", () => {
  expect(readdirSync(folder)).toEqual([]);
});
