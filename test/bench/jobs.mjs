// What is measured, as data. A script is bash; `{name}` stands for a command, a file of the cache, or `{out}`, the
// contender's own output file. `most` is the largest allowed ratio ours / peer, `faster` the smallest allowed peer / ours.
// Where the timed script does not print its answer, `check` does, untimed, right after one run of the script.
import * as zlib from "node:zlib";
import { addressTotals, numbers, trimmed } from "./answers.mjs";
import { PAIR_RACES } from "./pairRaces.mjs";

/** Node has zstd from version 22.15 on. */
const PAGES = "zstdCompress" in zlib ? "zstd" : "gzip";
const REJECTED = "'action = REJECT'";
const TO_TABLE = "{flow-group} --by srcaddr 'sum(bytes)' | {flow-top} 10 --by 'sum(bytes)' | {flow-fmt}";
// sort may die of the pipe that head closes: that is no failure.
// printf, because mawk's print rounds sums above 2^31 to six digits, and the largest source is one of them.
const MAWK = `{mawk} '$13=="REJECT"{s[$4]+=$10}END{for(k in s)printf "%s %.0f\\n",k,s[k]}' {log} | (sort -k2nr || :) | head`;
const BYTES = `grep -o '"bytes":[0-9]*'`;
const LARGEST = "(LC_ALL=C sort -t: -k2,2nr || :) | head";
// The same order for the same fields: bytes is the tenth value of a record, and null sorts as 0 does.
const SORT = "LC_ALL=C {sort} -s -t: -k11,11nr {third} > {out}";
const DUCKDB_RAW = "{duckdb} top-rejected {log}";
/** The same in one process. */
const topQuery = (source) =>
  `{flow-query} 'read ${source} | filter "action = REJECT" | group --by srcaddr "sum(bytes)" | top 10 --by "sum(bytes)" | fmt'`;
const HTTPS_BINS =
  `{flow-query} 'read {log} | filter "dstport = 443" | bin 5m | group --by bin "sum(bytes) as bytes" | ` +
  `top --sort --by "bin asc" | fmt -o csv --heading no --fields bin,bytes --time epoch'`;

/** Counts the records whose source is in the list, by the text before the slash: the list has only /8, /24 and /32. */
const LISTED = `{mawk} -F/ 'NR==FNR{a=$1;if($2==24)sub(/\\.0$/,"",a);if($2>8)s[a];next}
  match($0,/"srcaddr":"[0-9.]+"/){a=substr($0,RSTART+11,RLENGTH-12);b=a;sub(/\\.[0-9]+$/,"",b);n+=(a~/^10\\./)||(a in s)||(b in s)}
  END{print n}' {prefixes} {ndjson}`;

export const RACES = [
  {
    name: "filter-cat",
    title: "filter in a pipe",
    ours: { run: `cat {ndjson} | {flow-filter} ${REJECTED} | wc -l` },
    peers: [
      { name: "cat", run: "cat {ndjson} | {cat} | wc -l", check: `grep -c '"action":"REJECT"' {ndjson}`, most: 1.25 },
    ],
    answer: trimmed,
  },
  {
    name: "filter-json",
    title: "filter, a third of it",
    ours: { run: `cat {third} | {flow-filter} ${REJECTED} | wc -l` },
    peers: [
      { name: "jq", run: `cat {third} | {jq} -c 'select(.action=="REJECT")' | wc -l`, faster: 15 },
      { name: "mlr", run: `cat {third} | {mlr} --ijsonl --ojsonl filter '$action=="REJECT"' | wc -l`, faster: 40 },
    ],
    answer: trimmed,
  },
  {
    name: "top-cat",
    title: "top 10 in a pipe",
    ours: { run: "cat {all} | {flow-top} 10 | wc -l", check: `{flow-top} 10 < {all} | ${BYTES}` },
    peers: [{ name: "cat", run: "cat {all} | {cat} | wc -l", check: `${BYTES} {all} | ${LARGEST}`, most: 1.3 }],
    answer: trimmed,
  },
  {
    name: "sort",
    title: "all by bytes",
    ours: { run: "{flow-top} --sort < {third} > {out}", check: `${BYTES} {out} | cksum` },
    peers: [
      { name: "duckdb", run: "{duckdb} sort-bytes {third} {out}", check: `${BYTES} {out} | cksum`, most: 1 },
      { name: "sort", run: SORT, check: `${BYTES} {out} | cksum`, most: 1 },
    ],
    answer: trimmed,
  },
  {
    name: "filter-list",
    title: "filter by 1 M prefixes",
    ours: { run: "cat {ndjson} | {flow-filter} 'srcaddr in @{prefixes}' | wc -l" },
    peers: [
      {
        name: "one prefix",
        run: "cat {ndjson} | {flow-filter} 'srcaddr in 10.0.0.0/8' | wc -l",
        check: LISTED,
        most: 1.15,
      },
    ],
    answer: trimmed,
  },
  {
    name: "read",
    title: "one process, raw to small",
    ours: projected("> /dev/null", "| LC_ALL=C sort | cksum"),
    peers: [
      {
        name: "duckdb",
        run: "{duckdb} rejected-bytes {log} /dev/null",
        check: "{duckdb} rejected-bytes {log} {out} && LC_ALL=C sort {out} | cksum",
        most: 0.6,
      },
    ],
    answer: trimmed,
  },
  {
    name: "five-stages",
    title: "five stages, all fields",
    ours: { run: `{flowlogs-read} {log} | {flow-filter} ${REJECTED} | ${TO_TABLE}` },
    peers: [
      { name: "mawk", run: MAWK, most: 1 },
      { name: "duckdb", run: DUCKDB_RAW, most: 2 },
    ],
    answer: addressTotals,
  },
  {
    name: "projected",
    title: "the same, --where --fields",
    ours: { run: `{flowlogs-read} --fields srcaddr,bytes --where ${REJECTED} {log} | ${TO_TABLE}` },
    peers: [{ name: "duckdb", run: DUCKDB_RAW, most: 0.7 }],
    answer: addressTotals,
  },
  {
    name: "gzip",
    title: "the same from 8 .log.gz",
    ours: { run: `{flowlogs-read} --fields srcaddr,bytes --where ${REJECTED} {parts}/*.log.gz | ${TO_TABLE}` },
    peers: [
      { name: "duckdb", run: "{duckdb} top-rejected {parts}'/*.log.gz'", most: 0.5 },
      { name: "chdb", run: "{chdb} top-rejected {parts}'/*.log.gz'" },
    ],
    answer: addressTotals,
  },
  {
    name: "parquet",
    title: "two columns of Parquet",
    ours: {
      run: "{flowlogs-read} --fields srcaddr,bytes {parquet} > /dev/null",
      check: "{flowlogs-read} --fields srcaddr,bytes {parquet} | LC_ALL=C sort | cksum",
    },
    peers: [
      {
        name: "duckdb",
        run: "{duckdb} two-columns {parquet} /dev/null",
        check: "{duckdb} two-columns {parquet} {out} && LC_ALL=C sort {out} | cksum",
        most: 2,
      },
    ],
    answer: trimmed,
  },
  {
    name: "write-parquet",
    title: `records from a pipe to Parquet (${PAGES})`,
    ours: {
      run:
        `cat {all} | {flow-write} {out}.d --layout flat --roll-time 10000d --roll-size 1G --format parquet --compression ${PAGES}` +
        " && mv {out}.d/*.parquet {out}; rm -r {out}.d",
      check: "{duckdb} check-parquet {out}",
    },
    peers: [
      {
        name: "duckdb",
        run: `{duckdb} write-parquet-${PAGES} {all} {out}`,
        check: "{duckdb} check-parquet {out}",
        most: 1.5,
      },
    ],
    answer: trimmed,
  },
  {
    name: "write-text",
    title: "records from a pipe to .log.gz; gzip -6 has the text",
    ours: {
      run:
        "cat {all} | {flow-write} {out}.d --layout flat --roll-time 10000d --roll-size 1G" +
        " && mv {out}.d/*.gz {out}; rm -r {out}.d",
      check: "zcat {out} | grep -v ^version | cksum",
    },
    peers: [
      {
        name: "gzip",
        run: "{gzip} -6 < {log} > {out}",
        check: "zcat {out} | grep -v ^version | cksum",
        most: 1.2,
      },
    ],
    answer: trimmed,
  },
  {
    name: "group",
    title: "group by 5-tuple",
    ours: { run: "{flow-group} < {all} > {out}", check: "{duckdb} check-groups {out}" },
    peers: [
      { name: "duckdb", run: "{duckdb} group-tuple {all} {out}", check: "{duckdb} check-groups {out}", most: 0.7 },
    ],
    answer: trimmed,
    perGroup: { most: 110, idle: "{flow-group} < /dev/null" },
  },
  ...PAIR_RACES,
  perSource("group-p95", "p95 of bytes by source", "p95(bytes)", "p95"),
  perSource("group-distinct", "ports by source, distinct", "count_distinct(dstport)", "distinct"),
  topRace("query-top", "flow-query, raw to top ten", "{log}", 0.5),
  topRace("query-gzip", "the same from 8 .log.gz", "{parts}", 0.6, "{parts}'/*.log.gz'"),
  topRace("query-one-gzip", "the same from one .log.gz", "{gz}", 0.6),
  {
    name: "query-bins",
    title: "flow-query, 5-minute bins of port 443",
    ours: { run: HTTPS_BINS },
    peers: [
      { name: "duckdb", run: "{duckdb} https-bins {log}", most: 0.5 },
      { name: "polars", run: "{polars} https-bins {log}", most: 0.5 },
    ],
    answer: numbers,
  },
  {
    name: "query-parquet",
    title: "flow-query, Parquet to top ten",
    ours: {
      run: `{flow-query} 'read {parquet} | group --by srcaddr "sum(bytes)" | top 10 --by "sum(bytes)" | fmt'`,
    },
    peers: [{ name: "duckdb", run: "{duckdb} top-sources {parquet}", most: 1.2 }],
    answer: addressTotals,
  },
  {
    name: "query-group",
    title: "flow-query, group by 5-tuple",
    ours: { run: "{flow-query} 'group {all}' > {out}", check: "{duckdb} check-groups {out}" },
    peers: [
      { name: "duckdb", run: "{duckdb} group-tuple {all} {out}", check: "{duckdb} check-groups {out}", most: 0.6 },
    ],
    answer: trimmed,
    perGroup: { most: 110, idle: "{flow-group} < /dev/null" },
  },
  {
    name: "start-up",
    title: "start-up, --version",
    ours: { run: "{flow-filter} --version > /dev/null" },
    peers: [{ name: "node", run: "{node} {empty}", most: 1.5 }],
    answer: () => "nothing to compare",
    rounds: 20,
  },
];

/** Streams of at least 2 GB through one command; only the peak of its memory counts. */
export const MEMORY = [
  { name: "memory-filter", input: "ndjson", run: `{flow-filter} ${REJECTED}` },
  { name: "memory-bin", input: "ndjson", run: "{flow-bin} 5m" },
  { name: "memory-read", input: "log", run: "{flowlogs-read} -" },
  { name: "memory-top", input: "ndjson", run: "{flow-top} 10 --by bytes" },
  { name: "memory-fmt", input: "ndjson", run: "{flow-fmt} -o csv" },
].map((job) => ({ ...job, title: `2 GB through ${job.run.slice(1, job.run.indexOf("}"))}`, most: 120 }));

/** `cat` at both ends, because the descriptors that Node gives a child are sockets and a shell's are pipes. */
export const LATENCY = {
  name: "latency",
  title: "a line through four stages",
  run:
    "cat | {flowlogs-read} --format default - | {flow-filter} 'bytes > 0' | {flow-bin} 1m | " +
    "{flow-filter} 'action = ACCEPT' | cat",
  most: 50,
};

/** What flowlogs-reader takes for the same was measured once, not here. */
export const CLOUDWATCH = {
  name: "cloudwatch",
  title: "2 M events of a log group",
  events: 2_000_000,
  peer: { name: "131,000/s", perSecond: 131_000 },
  faster: 10,
};

/** The most traffic that was rejected, by flow-query and by engines that read the same files. */
function topRace(name, title, source, most, file = source) {
  return {
    name,
    title,
    ours: { run: topQuery(source) },
    peers: ["duckdb", "polars"].map((peer) => ({ name: peer, run: `{${peer}} top-rejected ${file}`, most })),
    answer: addressTotals,
  };
}

/** Distinct values and percentiles by source. */
function perSource(name, title, aggregate, query) {
  return {
    name,
    title,
    ours: {
      run: `{flow-group} --by srcaddr '${aggregate} as value' < {all} > {out}`,
      check: "{duckdb} check-values {out}",
    },
    peers: [{ name: "duckdb", run: `{duckdb} ${query} {all} {out}`, check: "{duckdb} check-values {out}", most: 0.8 }],
    answer: trimmed,
  };
}

function projected(discard, summary) {
  const read = `{flowlogs-read} --fields srcaddr,bytes --where ${REJECTED} {log}`;
  return { run: `${read} ${discard}`, check: `${read} ${summary}` };
}
