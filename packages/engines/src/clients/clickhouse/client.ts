// Asks ClickHouse over HTTP: rows come in a stream as JSON lists, with integers as texts so that every digit stays.
import type { ClickHouseClient } from "@clickhouse/client";
import { isAbort, type RemoteError, UsageError } from "@flowlogs/base/errors";
import { nearestName } from "@flowlogs/base/nearest";
import type { Engine, EngineClient, EngineEstimate, EngineQuery, EngineRow, EngineTable } from "../../query.ts";
import { clickhouseError, cutShort, unknownTable } from "./errors.ts";
import { loadClickhouse } from "./load.ts";
import { engineType, readerOf } from "./values.ts";

/** Milliseconds for which nothing may come: a query may think for long before its first row. */
const TIMEOUT = 3_600_000;
const DEFAULT_DATABASE = "default";
/** Whatever the profile of a user says, a part of an answer is an error: shards that are lost, and what a limit leaves out. */
const wholeAnswers = {
  skip_unavailable_shards: 0,
  read_overflow_mode: "throw",
  read_overflow_mode_leaf: "throw",
  timeout_overflow_mode: "throw",
  result_overflow_mode: "throw",
  group_by_overflow_mode: "throw",
  sort_overflow_mode: "throw",
  set_overflow_mode: "throw",
  distinct_overflow_mode: "throw",
  transfer_overflow_mode: "throw",
} as const;

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
          ...wholeAnswers,
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
    if (columns.length === 0) throw await this.#unknown(database, table);
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
    // The client's own rows leave out the last line where it is cut.
    const result = this.#client.exec({ query: `${text}\nFORMAT JSONCompactEachRow`, abort_signal: signal });
    // Its own signal is only about the time before the first byte.
    const stop = (): void => void result.then(({ stream }) => stream.destroy()).catch(() => undefined);
    signal.addEventListener("abort", stop, { once: true });
    try {
      const { stream } = await result;
      for await (const lines of linesOf(stream)) yield lines.map((line) => rowOf(listIn(line)));
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

  /** Of the tables that this user may see, one has perhaps the name that was meant. */
  async #unknown(database: string, table: string): Promise<RemoteError> {
    const query = "SELECT database, name FROM system.tables ORDER BY database = {database:String} DESC, name";
    const tables = await this.#rows(query, { database });
    const names = tables.map(([place, name]) => [String(place), String(name)] as const);
    const near = nearestName(
      table,
      names.flatMap(([place, name]) => (place === database ? name : [])),
    );
    const nearDatabase = names.find(([, name]) => name === table)?.[0];
    const meant = near === undefined ? nearDatabase && `${nearDatabase}.${table}` : `${database}.${near}`;
    return unknownTable(`${database}.${table}`, meant);
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

/** Throws RemoteError where the last line has no end. */
async function* linesOf(stream: AsyncIterable<unknown>): AsyncGenerator<readonly string[]> {
  const decoder = new TextDecoder();
  let rest = "";
  for await (const bytes of stream) {
    if (!(bytes instanceof Uint8Array)) throw new TypeError("ClickHouse's client gives no bytes");
    const lines = (rest + decoder.decode(bytes, { stream: true })).split("\n");
    rest = lines.pop() ?? "";
    if (lines.length > 0) yield lines;
  }
  if (rest.startsWith("[")) throw cutShort();
  if (rest !== "") yield [rest];
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
