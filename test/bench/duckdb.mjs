// DuckDB as a peer: `node duckdb.mjs QUERY FILE [OUTPUT [LABELS]]`, one question in a process of its own, threads at its default.
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
  // Each address is looked up once. Networks of one length lie apart, so that each length is an ASOF join: a join by two inequalities,
  // or all of it as one statement, takes minutes.
  label: (file, output, labels) => [
    `CREATE TABLE networks AS SELECT ${number("cidr")} AS low, split_part(cidr, '/', 2)::INTEGER AS bits, low + (1 << (32 - bits)) - 1 AS high, owner FROM read_csv('${labels}')`,
    `CREATE TABLE flows AS FROM ${records(file, COLUMNS)}`,
    `CREATE TABLE addresses AS SELECT address, ${number("address")} AS value FROM (SELECT srcaddr AS address FROM flows UNION SELECT dstaddr FROM flows) WHERE address IS NOT NULL`,
    ...[32, 24, 8].map(
      (bits) =>
        `CREATE TABLE owners${bits} AS SELECT address, CASE WHEN value <= high THEN owner END AS owner FROM addresses ` +
        `ASOF LEFT JOIN (FROM networks WHERE bits = ${bits}) n ON value >= low`,
    ),
    `CREATE TABLE owners AS SELECT address, coalesce(owners32.owner, owners24.owner, owners8.owner) AS owner FROM owners32 JOIN owners24 USING (address) JOIN owners8 USING (address)`,
    `COPY (SELECT flows.*, s.owner AS srcaddr_owner, d.owner AS dstaddr_owner FROM flows LEFT JOIN owners s ON srcaddr = s.address LEFT JOIN owners d ON dstaddr = d.address) TO '${output}' (FORMAT json)`,
  ],
  // Not timed: a sum that knows which source has which value.
  "check-values": (file) =>
    `SELECT count(*), sum("value")::BIGINT, sum(hash(srcaddr) % 1009 * "value")::BIGINT FROM ` +
    records(file, "{'srcaddr': 'VARCHAR', 'value': 'BIGINT'}"),
  // Not timed: the same few numbers over either side's groups, to see that they are the same groups.
  "check-groups": (file) =>
    `SELECT count(*), sum(flows)::BIGINT, min(start), max("end"), sum(packets)::BIGINT, sum(bytes)::BIGINT, max(bytes), ` +
    `sum(bytes * (start % 1009))::BIGINT FROM ${records(file, GROUP_COLUMNS)}`,
};

const [query, file, output, more] = process.argv.slice(2);
const statements = [QUERIES[query](file, output, more)].flat();
const statement = statements.pop();
const instance = await DuckDBInstance.create(":memory:");
const connection = await instance.connect();
for (const before of statements) await connection.run(before);
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

/** The number of an IPv4 address, before a slash or not. */
function number(address) {
  const octet = (place, weight) => `split_part(split_part(${address}, '/', 1), '.', ${place})::BIGINT * ${weight}`;
  return `(${octet(1, 2 ** 24)} + ${octet(2, 2 ** 16)} + ${octet(3, 2 ** 8)} + ${octet(4, 1)})`;
}
