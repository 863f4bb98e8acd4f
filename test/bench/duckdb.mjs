// DuckDB as a peer: `node duckdb.mjs QUERY FILE [OUTPUT]`, one question in a process of its own, threads at its default.
// Rows go to stdout as JSON arrays; a query that copies writes OUTPUT.
import { DuckDBInstance } from "@duckdb/node-api";

const FIELDS = {
  version: "INTEGER",
  account_id: "VARCHAR",
  interface_id: "VARCHAR",
  srcaddr: "VARCHAR",
  dstaddr: "VARCHAR",
  srcport: "INTEGER",
  dstport: "INTEGER",
  protocol: "INTEGER",
  packets: "BIGINT",
  bytes: "BIGINT",
  start: "BIGINT",
  end: "BIGINT",
  action: "VARCHAR",
  log_status: "VARCHAR",
};
const COLUMNS = `{${Object.entries(FIELDS)
  .map(([name, type]) => `'${name}': '${type}'`)
  .join(", ")}}`;

const TUPLE = "srcaddr, dstaddr, srcport, dstport, protocol";
const TOTALS = `count(*) AS flows, min(start) AS start, max("end") AS "end", sum(packets)::BIGINT AS packets, sum(bytes)::BIGINT AS bytes`;
const GROUP_COLUMNS = "{'flows': 'BIGINT', 'start': 'BIGINT', 'end': 'BIGINT', 'packets': 'BIGINT', 'bytes': 'BIGINT'}";

const QUERIES = {
  "top-rejected": (file) =>
    `SELECT srcaddr, sum(bytes)::BIGINT AS total FROM ${text(file)} WHERE action = 'REJECT' GROUP BY srcaddr ORDER BY total DESC LIMIT 10`,
  "top-sources": (file) =>
    `SELECT srcaddr, sum(bytes)::BIGINT AS total FROM '${file}' WHERE srcaddr IS NOT NULL GROUP BY srcaddr ORDER BY total DESC LIMIT 10`,
  "https-bins": (file) =>
    `SELECT "start" // 300 * 300 AS bin, sum(bytes)::BIGINT FROM ${text(file)} WHERE dstport = 443 GROUP BY bin ORDER BY bin`,
  "rejected-bytes": (file, output) =>
    `COPY (SELECT srcaddr, bytes FROM ${text(file)} WHERE action = 'REJECT') TO '${output}' (FORMAT json)`,
  "two-columns": (file, output) => `COPY (SELECT srcaddr, bytes FROM '${file}') TO '${output}' (FORMAT json)`,
  // As AWS delivers it.
  "make-parquet": (file, output) => `COPY (FROM ${text(file)}) TO '${output}' (FORMAT parquet, CODEC gzip)`,
  "write-parquet-zstd": (file, output) => writeParquet(file, output, "zstd"),
  "write-parquet-gzip": (file, output) => writeParquet(file, output, "gzip"),
  // Not timed: numbers that a record, or a value, more or less would change.
  "check-parquet": (file) =>
    `SELECT count(*), sum(bytes)::BIGINT, sum(srcport * ("end" % 1009))::BIGINT, sum(hash(srcaddr) % 1009)::BIGINT, count(action) FROM read_parquet('${file}')`,
  // What has no addresses has no 5-tuple: flow-group skips such records.
  "group-tuple": (file, output) =>
    `COPY (SELECT ${TUPLE}, ${TOTALS} FROM ${records(file, COLUMNS)} WHERE srcaddr IS NOT NULL GROUP BY ALL) TO '${output}' (FORMAT json)`,
  p95: (file, output) => perSource(file, output, "quantile_disc(bytes, 0.95)"),
  distinct: (file, output) => perSource(file, output, "count(DISTINCT dstport)"),
  "sort-bytes": (file, output) =>
    `COPY (SELECT * FROM ${records(file, COLUMNS)} ORDER BY bytes DESC NULLS LAST) TO '${output}' (FORMAT json)`,
  // Not timed: a sum that knows which source has which value.
  "check-values": (file) =>
    `SELECT count(*), sum("value")::BIGINT, sum(hash(srcaddr) % 1009 * "value")::BIGINT FROM ` +
    records(file, "{'srcaddr': 'VARCHAR', 'value': 'BIGINT'}"),
  // Not timed: the same few numbers over either side's groups, to see that they are the same groups.
  "check-groups": (file) =>
    `SELECT count(*), sum(flows)::BIGINT, min(start), max("end"), sum(packets)::BIGINT, sum(bytes)::BIGINT, max(bytes), ` +
    `sum(bytes * (start % 1009))::BIGINT FROM ${records(file, GROUP_COLUMNS)}`,
};

const [query, file, output] = process.argv.slice(2);
const statement = QUERIES[query](file, output);
const instance = await DuckDBInstance.create(":memory:");
const connection = await instance.connect();
const result = await connection.runAndReadAll(statement);
const rows = statement.startsWith("COPY") ? [] : result.getRowsJson();
for (const row of rows) console.log(JSON.stringify(row));

function writeParquet(path, copy, codec) {
  return `COPY (FROM ${records(path, COLUMNS)}) TO '${copy}' (FORMAT parquet, CODEC ${codec})`;
}

function perSource(path, copy, what) {
  const sources = `${records(path, COLUMNS)} WHERE srcaddr IS NOT NULL GROUP BY ALL`;
  return `COPY (SELECT srcaddr, ${what} AS "value" FROM ${sources}) TO '${copy}' (FORMAT json)`;
}

function text(path) {
  return `read_csv('${path}', delim = ' ', header = true, nullstr = '-', auto_detect = false, columns = ${COLUMNS})`;
}

function records(path, columns) {
  return `read_json('${path}', format = 'newline_delimited', columns = ${columns})`;
}
