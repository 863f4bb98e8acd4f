// Asks Trino over HTTP: a query is sent, and its rows are fetched page by page as they come.
import type { Clock } from "@flowlogs/base/clock";
import { RemoteError } from "@flowlogs/base/errors";
import { sizeText } from "../../cost.ts";
import { quoteName, quoteText } from "../../dialects/words.ts";
import { partitionConditions } from "../../printer/partitions.ts";
import type {
  Engine,
  EngineClient,
  EngineContext,
  EngineEstimate,
  EngineQuery,
  EngineRow,
  EngineTable,
} from "../../query.ts";
import { trinoAccess } from "./access.ts";
import { partitionsTable } from "../partitionForms.ts";
import { TrinoRequests, type TrinoStats } from "./requests.ts";
import { allRows, statementRows } from "./statement.ts";
import { describeTable } from "./table.ts";
import { readerOf } from "./values.ts";

export const client: EngineClient = { connect: (context) => Promise.resolve(new Trino(context)) };

export class Trino implements Engine {
  readonly #context: EngineContext;
  readonly #requests: TrinoRequests;
  readonly scanned = { bytes: 0, records: 0, splits: 0 };

  constructor(context: EngineContext, clock?: Clock) {
    this.#context = context;
    const { settings, environment } = context;
    this.#requests = new TrinoRequests({
      access: trinoAccess(settings.server, environment),
      ...(clock === undefined ? {} : { clock }),
      onWait: (why) => context.progress(why),
    });
  }

  async describe(words: string | undefined): Promise<EngineTable> {
    return await describeTable(this.#requests, words);
  }

  /** Trino does not say how much it will read, but which partitions there are. */
  async estimate({ table, window, given = new Map(), text }: EngineQuery): Promise<EngineEstimate> {
    // What Trino does not accept is told before anything is run.
    await allRows(this.#requests, `EXPLAIN (TYPE VALIDATE) ${text}`);
    if (table.partitions.length === 0) return { from: "the table has no partitions" };
    const words = { name: quoteName, text: quoteText };
    const wheres = [
      ...(window === undefined ? [] : partitionConditions(window, table.partitions, words)),
      ...[...given].map(([name, values]) => `${quoteName(name)} IN (${values.map(quoteText).join(", ")})`),
    ];
    // Of a projection there may be hundreds of thousands.
    if (wheres.length === 0)
      return { from: "no partitions are left out: the question has no times or values for them" };
    const names = table.partitions.map(({ name }) => name);
    const list = names.map((name) => `CAST(${quoteName(name)} AS VARCHAR)`).join(", ");
    try {
      const rows = await allRows(
        this.#requests,
        `SELECT ${list} FROM ${partitionsTable(table.name)} WHERE ${wheres.join(" AND ")}`,
      );
      const partitions = rows.map((row) => row.map((value, i) => `${names[i]}=${String(value)}`).join("/"));
      return { partitions, from: "the partitions, as Trino says" };
    } catch (error) {
      if (error instanceof RemoteError) return { from: `Trino does not list the partitions: ${error.message}` };
      throw error;
    }
  }

  async *run({ text, columns }: EngineQuery, signal: AbortSignal): AsyncIterable<readonly EngineRow[]> {
    const rowOf = readerOf(columns);
    let last: TrinoStats = {};
    const onStats = (stats: TrinoStats): void => {
      last = stats;
      this.#context.progress(progressText(stats));
    };
    try {
      for await (const rows of statementRows(this.#requests, text, { signal, onStats })) yield rows.map(rowOf);
    } finally {
      this.scanned.bytes += last.physicalInputBytes ?? 0;
      this.scanned.records += last.processedRows ?? 0;
      this.scanned.splits += last.completedSplits ?? 0;
    }
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}

function progressText({
  state = "",
  completedSplits = 0,
  totalSplits = 0,
  physicalInputBytes = 0,
}: TrinoStats): string {
  const done = totalSplits === 0 ? "" : `, ${completedSplits} of ${totalSplits} splits`;
  return `Trino: ${state.toLowerCase()}${done}, ${sizeText(physicalInputBytes)} read`;
}
