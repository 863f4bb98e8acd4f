// What SQL lacks for flow logs: cidr(address, prefix), ip_in(address, list) and port_name(port). Null gives null; text that
// is not an address is in no network; a network that cannot be read is an error.
import type { DuckDBConnection, DuckDBDataChunk, DuckDBType, DuckDBVector } from "@duckdb/node-api";
import { type AddressRange, compareAddresses, parseAddress, parseAddresses, serviceName } from "@flowlogs/core";
import { loadDuckdb } from "./duckdb.ts";

export async function addFunctions(connection: DuckDBConnection): Promise<void> {
  const { BIGINT, BOOLEAN, DuckDBScalarFunction, VARCHAR } = await loadDuckdb();
  const add = (
    name: string,
    parameterTypes: readonly DuckDBType[],
    returnType: DuckDBType,
    valueOf: (...values: readonly unknown[]) => boolean | string | null,
  ): void => {
    const mainFunction = (info: { setError(text: string): void }, input: DuckDBDataChunk, output: DuckDBVector) => {
      try {
        for (let row = 0; row < input.rowCount; row++) {
          const values = parameterTypes.map((_, i) => input.getColumnVector(i).getItem(row));
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
  const networks = new Networks();
  add("cidr", [VARCHAR, VARCHAR], BOOLEAN, (address, network) => networks.has(String(address), String(network)));
  add("in_networks", [VARCHAR, VARCHAR], BOOLEAN, (address, list) => networks.has(String(address), String(list)));
  add("port_name", [BIGINT], VARCHAR, (port) => serviceName(Number(port)) ?? null);
  await connection.run(
    "CREATE MACRO ip_in(address, list) AS in_networks(address::VARCHAR, array_to_string(list::VARCHAR[], ' '))",
  );
}

/** Lists of networks, each read once: usually all rows have the same. */
class Networks {
  readonly #lists = new Map<string, readonly AddressRange[]>();

  has(text: string, list: string): boolean {
    const ranges = this.#rangesOf(list);
    const address = parseAddress(text);
    if (address === undefined) return false;
    return ranges.some(({ low, high }) => compareAddresses(low, address) <= 0 && compareAddresses(address, high) <= 0);
  }

  #rangesOf(list: string): readonly AddressRange[] {
    const known = this.#lists.get(list);
    if (known !== undefined) return known;
    const ranges = list.split(" ").flatMap((word) => {
      if (word === "") return [];
      const range = parseAddresses(word);
      if (range === undefined) throw new Error(`"${word}" is not an address or a network`);
      return range;
    });
    if (this.#lists.size < 1000) this.#lists.set(list, ranges);
    return ranges;
  }
}
