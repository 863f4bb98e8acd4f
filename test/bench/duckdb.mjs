// DuckDB as a peer: `node duckdb.mjs QUERY FILE [OUTPUT [LIST]]`, one question in a process of its own, threads at its default.
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

const PAIR_COLUMNS =
  "{'client': 'VARCHAR', 'server': 'VARCHAR', 'start': 'BIGINT', 'end': 'BIGINT', 'flows': 'BIGINT', " +
  "'packets_out': 'BIGINT', 'packets_in': 'BIGINT', 'bytes_out': 'BIGINT', 'bytes_in': 'BIGINT', 'seen_by': 'VARCHAR'}";
/** Those that flow-pair takes for a service's, below 1024 and above. */
const WELL_KNOWN_PORTS =
  "20, 21, 22, 23, 25, 53, 67, 68, 69, 80, 88, 110, 111, 123, 135, 137, 138, 139, 143, 161, 162, 179, 389, 443, 445, 465, 500, 514, 587, 636, 853, 873, 993, 995";
const NAMED_PORTS =
  "1080, 1194, 1433, 2049, 3306, 3389, 3478, 4500, 5060, 5061, 5432, 5671, 5672, 5900, 6379, 8080, 11211, 27017";

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
  // What flow-pair does with records of version 2: a gap of 10 minutes begins another conversation; of several interfaces the one that
  // logged most counts; the client is whose port is less like that of a service, else who began.
  pair: (file, output) =>
    `COPY (${pairs(`${records(file, COLUMNS)} WHERE srcaddr IS NOT NULL`)}) TO '${output}' (FORMAT json)`,
  // Not timed. Who is the client is left out: more tells it than ports and starts.
  "check-pairs": (file) =>
    `SELECT count(*), sum(flows)::BIGINT, min(start), max("end"), sum((packets_out + packets_in) * (start % 101))::BIGINT, ` +
    `sum((bytes_out + bytes_in) * ("end" % 101))::BIGINT, sum(hash(greatest(client, server)) % 1009)::BIGINT, ` +
    `sum(hash(seen_by) % 1009)::BIGINT FROM ${records(file, PAIR_COLUMNS)}`,
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
  match: (file, output, list) =>
    `COPY (SELECT * FROM ${records(file, COLUMNS)} SEMI JOIN '${list}' USING (${TUPLE})) TO '${output}' (FORMAT json)`,
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

/** A row for each conversation, without what became of it. */
function pairs(flows) {
  const key = "protocol, a, ap, b, bp";
  return `WITH flows AS (
    SELECT row_number() OVER () AS arrival, * REPLACE (CASE WHEN protocol IN (6, 17, 33, 132, 136) THEN srcport ELSE 0 END AS srcport,
      CASE WHEN protocol IN (6, 17, 33, 132, 136) THEN dstport ELSE 0 END AS dstport) FROM ${flows}
  ), keyed AS (
    SELECT arrival, protocol, packets, bytes, start, "end", interface_id, srcaddr < dstaddr OR (srcaddr = dstaddr AND srcport <= dstport) AS fwd,
      CASE WHEN fwd THEN srcaddr ELSE dstaddr END AS a, CASE WHEN fwd THEN dstaddr ELSE srcaddr END AS b,
      CASE WHEN fwd THEN srcport ELSE dstport END AS ap, CASE WHEN fwd THEN dstport ELSE srcport END AS bp FROM flows
  ), marked AS (
    SELECT *, CASE WHEN start - max("end") OVER (PARTITION BY ${key} ORDER BY start, arrival
      ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) <= 600 THEN 0 ELSE 1 END AS is_new FROM keyed
  ), islands AS (
    SELECT *, sum(is_new) OVER (PARTITION BY ${key} ORDER BY start, arrival ROWS UNBOUNDED PRECEDING) AS island FROM marked
  ), legs AS (
    SELECT ${key}, island, fwd, interface_id, count(*) AS flows, sum(packets) AS packets, sum(bytes) AS bytes, min(start) AS start,
      max("end") AS "end" FROM islands GROUP BY ALL
  ), ranked AS (
    SELECT *, row_number() OVER (PARTITION BY ${key}, island, fwd ORDER BY bytes DESC, flows DESC, interface_id) AS place FROM legs
  ), joined AS (
    SELECT ${key}, island, min(start) AS start, max("end") AS "end", sum(flows) FILTER (place = 1)::BIGINT AS flows,
      ${sumOf("packets", "fwd")} AS pa, ${sumOf("packets", "NOT fwd")} AS pb, ${sumOf("bytes", "fwd")} AS ba, ${sumOf("bytes", "NOT fwd")} AS bb,
      string_agg(DISTINCT interface_id, ',' ORDER BY interface_id) AS seen_by,
      coalesce(min(start) FILTER (fwd), 1e18) <= coalesce(min(start) FILTER (NOT fwd), 1e18) AS is_earlier FROM ranked GROUP BY ALL
  ), told AS (
    SELECT *, ${rankOf("ap")} AS ra, ${rankOf("bp")} AS rb, CASE WHEN ra <> rb THEN ra < rb ELSE is_earlier END AS is_first FROM joined
  ) SELECT ${ofClient("a", "b")} AS client, ${ofClient("b", "a")} AS server, ${ofClient("ap", "bp")} AS client_port,
    ${ofClient("bp", "ap")} AS server_port, protocol, start, "end", flows, ${ofClient("pa", "pb")} AS packets_out,
    ${ofClient("ba", "bb")} AS bytes_out, ${ofClient("pb", "pa")} AS packets_in, ${ofClient("bb", "ba")} AS bytes_in, seen_by FROM told`;
}

/** How much a port looks like that of a service. */
function rankOf(port) {
  return `CASE WHEN ${port} IN (${WELL_KNOWN_PORTS}) THEN 4 WHEN ${port} IN (${NAMED_PORTS}) THEN 3 WHEN ${port} < 1024 THEN 2
    WHEN ${port} < 32768 THEN 1 ELSE 0 END`;
}

/** Of the legs that count. */
function sumOf(column, of) {
  return `coalesce(sum(${column}) FILTER (place = 1 AND ${of}), 0)::BIGINT`;
}

function ofClient(first, second) {
  return `CASE WHEN is_first THEN ${first} ELSE ${second} END`;
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
