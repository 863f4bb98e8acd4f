// Asks ClickHouse over HTTP: rows come in a stream as JSON lists, with integers as texts so that every digit stays.
import type { ClickHouseClient } from "@clickhouse/client";
import { isAbort, UsageError } from "@flowlogs/base/errors";
import type { Engine, EngineClient, EngineEstimate, EngineQuery, EngineRow, EngineTable } from "../../query.ts";
import { clickhouseError, unknownTable } from "./errors.ts";
import { loadClickhouse } from "./load.ts";
import { engineType, readerOf } from "./values.ts";

/** Milliseconds for which nothing may come: a query may think for long before its first row. */
const TIMEOUT = 3_600_000;
const DEFAULT_DATABASE = "default";

export const client: EngineClient = {
  async connect({ settings, environment }) {
    const { createClient } = await loadClickhouse();
    const url = urlOf(settings.server ?? environment["CLICKHOUSE_URL"]);
    const user = decodeURIComponent(url.username) || environment["CLICKHOUSE_USER"];
    const password = decodeURIComponent(url.password) || environment["CLICKHOUSE_PASSWORD"];
    [url.username, url.password] = ["", ""];
    return new ClickHouse(
      createClient({
        url,
        application: "flowlogs",
        request_timeout: TIMEOUT,
        ...(user === undefined ? {} : { username: user }),
        ...(password === undefined ? {} : { password }),
        // What goes wrong is told by us.
        log: { level: 127 },
        clickhouse_settings: {
          output_format_json_quote_64bit_integers: 1,
          output_format_json_quote_decimals: 1,
          output_format_json_quote_denormals: 1,
          cancel_http_readonly_queries_on_client_close: 1,
        },
      }),
    );
  },
};

class ClickHouse implements Engine {
  readonly #client: ClickHouseClient;

  constructor(connection: ClickHouseClient) {
    this.#client = connection;
  }

  async describe(words: string | undefined): Promise<EngineTable> {
    const [table = "", database = DEFAULT_DATABASE, ...others] = (words ?? "").split(".").toReversed();
    if (table === "" || database === "" || others.length > 0) {
      const problem =
        words === undefined ? "ClickHouse answers about a table" : `"${words}" is not the name of a table`;
      throw new UsageError({ problem, advice: "write --table DATABASE.TABLE" }, "--table");
    }
    const query = "SELECT name, type FROM system.columns WHERE database = {database:String} AND table = {table:String}";
    const rows = await this.#rows(query, { database, table });
    const columns = rows.map(([name, stored]) => {
      return { name: String(name), stored: String(stored), type: engineType(String(stored)) };
    });
    if (columns.length === 0) throw unknownTable(`${database}.${table}`);
    return { name: [database, table], columns, partitions: [] };
  }

  async estimate({ text }: EngineQuery): Promise<EngineEstimate> {
    const rows = await this.#rows(`EXPLAIN ESTIMATE ${text}`);
    // Of each table: database, table, parts, rows, marks.
    const total = (place: number): number => rows.reduce((sum, row) => sum + Number(row[place]), 0);
    return { from: `about ${total(3)} rows of ${total(2)} parts, as ClickHouse says` };
  }

  async *run({ text, columns }: EngineQuery, signal: AbortSignal): AsyncIterable<readonly EngineRow[]> {
    const rowOf = readerOf(columns);
    let isAnswered = false;
    const result = this.#client.query({ query: text, format: "JSONCompactEachRow", abort_signal: signal });
    // Its own signal is only about the time before the first byte.
    const stop = (): void => void (isAnswered && result.then((it) => it.close()));
    signal.addEventListener("abort", stop, { once: true });
    try {
      const answer = await result;
      isAnswered = true;
      for await (const rows of answer.stream<readonly unknown[]>()) yield rows.map((row) => rowOf(listIn(row.text)));
      signal.throwIfAborted();
    } catch (error) {
      throw signal.aborted || isAbort(error) ? signal.reason : clickhouseError(error);
    } finally {
      signal.removeEventListener("abort", stop);
    }
  }

  async close(): Promise<void> {
    await this.#client.close();
  }

  async #rows(query: string, parameters: Record<string, string> = {}): Promise<readonly (readonly unknown[])[]> {
    try {
      const result = await this.#client.query({ query, format: "JSONCompactEachRow", query_params: parameters });
      return await result.json<readonly unknown[]>();
    } catch (error) {
      throw clickhouseError(error);
    }
  }
}

/** Amid the rows an error is a line of text. */
function listIn(line: string): readonly unknown[] {
  if (!line.startsWith("[")) throw new Error(line);
  const list: readonly unknown[] = JSON.parse(line);
  return list;
}

/** Throws UsageError. */
function urlOf(text: string | undefined): URL {
  const advice = "write --server http://USER@HOST:8123, or set CLICKHOUSE_URL";
  if (text === undefined) throw new UsageError({ problem: "nothing says where ClickHouse is", advice }, "--engine");
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url !== undefined && /^https?:$/.test(url.protocol)) return url;
  throw new UsageError({ problem: `"${text}" is not the address of a server`, advice }, "--server");
}
