// chDB (ClickHouse in a process) as a peer: `node chdb.mjs QUERY FILE`, one question, threads at its default. Rows go to stdout
// as JSON arrays. It is half a gigabyte and no dependency: whoever wants the row installs it beside (npm i --no-save chdb).
import { query } from "chdb";

/** What a log may have `-` for is read as a text. */
const COLUMNS =
  "version String, account_id String, interface_id String, srcaddr String, dstaddr String, srcport String, dstport String, " +
  "protocol String, packets String, bytes String, start String, `end` String, action String, log_status String";

const SETTINGS =
  "SETTINGS format_custom_field_delimiter = ' ', format_custom_escaping_rule = 'CSV', input_format_with_names_use_header = 0";

const QUERIES = {
  "top-rejected": (file) =>
    "SELECT srcaddr, sum(toInt64OrZero(bytes)) AS total " +
    `FROM file('${file}', 'CustomSeparatedWithNames', '${COLUMNS}') WHERE action = 'REJECT' ` +
    `GROUP BY srcaddr ORDER BY total DESC LIMIT 10 ${SETTINGS}`,
};

const [name, file] = process.argv.slice(2);
process.stdout.write(query(QUERIES[name](file), "JSONCompactEachRow"));
