// What SQL lacks for flow logs: cidr(address, network), ip_in(address, networks), is_private_ip(address), port_name(port) and
// protocol_name(protocol). Null gives null; text that is not an address is in no network; a network that cannot be read is an
// error. DuckDB compares addresses by itself, which takes a sixth of the time of a function of ours; these look at networks,
// once a query, and at addresses in rare spellings.
import type { DuckDBConnection, DuckDBDataChunk, DuckDBType, DuckDBVector } from "@duckdb/node-api";
import { protocolName, serviceName } from "@flowlogs/core";
import { loadDuckdb } from "./duckdb.ts";
import { type SingleNetwork, networkOf, NetworkLists, networkText } from "./networks.ts";
import { quoted } from "./statement.ts";

export async function addFunctions(connection: DuckDBConnection): Promise<void> {
  const { BIGINT, BOOLEAN, DuckDBScalarFunction, UBIGINT, VARCHAR } = await loadDuckdb();
  const add = (
    name: string,
    parameterTypes: readonly DuckDBType[],
    returnType: DuckDBType,
    valueOf: (...values: readonly unknown[]) => bigint | boolean | string | null,
  ): void => {
    const mainFunction = (info: { setError(text: string): void }, input: DuckDBDataChunk, output: DuckDBVector) => {
      try {
        const columns = parameterTypes.map((_, i) => input.getColumnVector(i));
        for (let row = 0; row < input.rowCount; row++) {
          const values = columns.map((column) => column.getItem(row));
          output.setItem(row, values.includes(null) ? null : valueOf(...values));
        }
        output.flush();
      } catch (error) {
        info.setError(error instanceof Error ? error.message : String(error));
      }
    };
    connection.registerScalarFunction(
      DuckDBScalarFunction.create({ name, mainFunction, returnType, parameterTypes, specialHandling: true }),
    );
  };
  const lists = new NetworkLists();
  add(
    "network_kind",
    [VARCHAR],
    VARCHAR,
    partOf(({ kind }) => kind),
  );
  add(
    "network_top",
    [VARCHAR],
    UBIGINT,
    partOf((it) => (it.kind === "4" ? it.top : null)),
  );
  add(
    "network_shift",
    [VARCHAR],
    UBIGINT,
    partOf((it) => (it.kind === "4" ? it.shift : null)),
  );
  add(
    "network_digits",
    [VARCHAR],
    VARCHAR,
    partOf((it) => (it.kind === "6" ? it.digits : null)),
  );
  add("network_list", [VARCHAR], BIGINT, (text) => BigInt(lists.numberOf(String(text))));
  add("in_network_list", [VARCHAR, BIGINT], BOOLEAN, (address, list) => lists.has(Number(list), String(address)));
  add("network_text", [VARCHAR, BIGINT, BIGINT], VARCHAR, (address, four, six) =>
    networkText(String(address), Number(four), Number(six)),
  );
  add("port_name", [BIGINT], VARCHAR, (port) => serviceName(Number(port)) ?? null);
  for (const macro of macros()) await connection.run(`CREATE MACRO ${macro}`);
}

const OCTET = String.raw`(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)`;
const GROUP = "[0-9a-fA-F]{1,4}";
/** IPv6 without an IPv4 tail. */
const SIX = [
  `(?:${GROUP}:){7}${GROUP}`,
  `(?:${GROUP}:){1,7}:`,
  ...[6, 5, 4, 3, 2, 1].map((count) => `(?:${GROUP}:){1,${count}}(?::${GROUP}){1,${7 - count}}`),
  `:(?:(?::${GROUP}){1,7}|:)`,
].join("|");

function partOf<T>(part: (network: SingleNetwork) => T): (text: unknown) => T {
  return (text) => part(networkOf(String(text)));
}

/** The digits of the groups before or after `::` in the address `a`. */
function hexBeside(side: 1 | 2): string {
  return (
    `list_aggregate(list_transform(list_filter(string_split(split_part(lower(a), '::', ${side}), ':'), ` +
    `lambda x: x <> ''), lambda x: lpad(x, 4, '0')), 'string_agg', '')`
  );
}

function macros(): readonly string[] {
  const protocols = Array.from({ length: 256 }, (_, i) => protocolName(i));
  return [
    `is_ipv4(a) AS regexp_full_match(a::VARCHAR, '(?:${OCTET}\\.){3}${OCTET}')`,
    "ipv4_number(a) AS list_reduce(list_transform(string_split(a, '.'), lambda x: x::UBIGINT), lambda x, y: x * 256 + y)",
    "ipv4_text(n) AS (n >> 24) || '.' || ((n >> 16) & 255) || '.' || ((n >> 8) & 255) || '.' || (n & 255)",
    // One of IPv4 in the form of IPv6 is one of IPv4.
    `is_plain_ipv6(a) AS regexp_full_match(a::VARCHAR, '${SIX}') AND NOT regexp_matches(a::VARCHAR, '^[0:]+[fF]{4}:')`,
    "ipv6_digits(head, tail) AS head || repeat('0', 32 - length(head) - length(tail)) || tail",
    `ipv6_hex(a) AS ipv6_digits(coalesce(${hexBeside(1)}, ''), coalesce(${hexBeside(2)}, ''))`,
    `cidr(address, network) AS CASE
       WHEN address IS NULL OR network IS NULL THEN NULL
       WHEN network_kind(network) = '4' AND is_ipv4(address)
         THEN (ipv4_number(address) >> network_shift(network)) = network_top(network)
       WHEN network_kind(network) = '6' AND is_plain_ipv6(address)
         THEN starts_with(ipv6_hex(address), network_digits(network))
       ELSE in_network_list(address::VARCHAR, network_list(network)) END`,
    "ip_in(address, networks) AS in_network_list(address::VARCHAR, network_list(array_to_string(networks::VARCHAR[], ' ')))",
    // Of IPv4 by DuckDB itself.
    `network_of(address, four, six) AS CASE
       WHEN is_ipv4(address) THEN ipv4_text((ipv4_number(address) >> (32 - four)) << (32 - four)) || '/' || four
       ELSE network_text(address::VARCHAR, four, six) END`,
    "is_private_ip(address) AS ip_in(address, ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16'])",
    `protocol_name(protocol) AS list_extract([${protocols.map((it) => (it === undefined ? "NULL" : quoted(it))).join(", ")}], protocol + 1)`,
  ];
}
