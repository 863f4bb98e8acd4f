// A query with its values, ready to run. DuckDB finds out what a value is to be, by what it is compared with: 443 is a number
// beside a port, and a text beside an account. Where nothing tells, digits are a number.
import type { DuckDBConnection, DuckDBPreparedStatement } from "@duckdb/node-api";
import { UsageError } from "@flowlogs/base/errors";
import { loadDuckdb } from "./duckdb.ts";
import type { BoundQuery } from "./parameters.ts";

/** Throws UsageError where a parameter has no value, and DuckDB's errors. */
export async function prepare(
  connection: DuckDBConnection,
  { text, values }: Pick<BoundQuery, "text" | "values">,
): Promise<DuckDBPreparedStatement> {
  const { BIGINT, DuckDBTypeId, VARCHAR } = await loadDuckdb();
  const statement = await connection.prepare(text);
  const bound: Record<string, bigint | string> = {};
  const types: Record<string, typeof BIGINT | typeof VARCHAR> = {};
  for (let i = 1; i <= statement.parameterCount; i++) {
    const name = statement.parameterName(i);
    const value = values.get(name.toLowerCase());
    if (value === undefined) {
      const problem = /^\d+$/.test(name) ? "a parameter without a name has no value" : `$${name} has no value`;
      throw new UsageError({ problem, advice: "write :NAME, and give it a value with --set NAME=VALUE" });
    }
    const isUnknown = statement.parameterTypeId(i) === DuckDBTypeId.INVALID;
    const isNumber =
      isUnknown && /^-?(?:0|[1-9]\d{0,18})$/.test(value) && BigInt.asIntN(64, BigInt(value)) === BigInt(value);
    bound[name] = isNumber ? BigInt(value) : value;
    types[name] = isNumber ? BIGINT : VARCHAR;
  }
  if (statement.parameterCount > 0) statement.bind(bound, types);
  return statement;
}
