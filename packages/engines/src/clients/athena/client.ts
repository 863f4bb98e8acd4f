// Asks Athena: starts a query, waits for it, and reads its rows page by page, or from the file that it leaves in S3 where there
// are many.
import { type AthenaPage, AthenaService, type AthenaState } from "@flowlogs/aws/athena/client";
import { AwsContext } from "@flowlogs/aws/awsContext";
import { RemoteError } from "@flowlogs/base/errors";
import { athenaCost, sizeText } from "../../cost.ts";
import type {
  Engine,
  EngineClient,
  EngineContext,
  EngineEstimate,
  EngineQuery,
  EngineRow,
  EngineTable,
} from "../../query.ts";
import { listedBytes } from "../listing.ts";
import { waits } from "../waits.ts";
import { resultRows } from "./file.ts";
import { describeTable } from "./table.ts";
import { readerOf } from "./values.ts";

/** Minutes for which the answer of the same query is used again, if its time has been over for as long. */
const REUSE = 60;

export const client: EngineClient = { connect: (context) => Promise.resolve(new Athena(context)) };

class Athena implements Engine {
  readonly #context: EngineContext;
  readonly #aws: AwsContext;
  readonly #service: AthenaService;
  readonly scanned = { bytes: 0 };

  constructor(context: EngineContext) {
    this.#context = context;
    const { environment, settings } = context;
    const host = { env: environment, stderrIsTerminal: true, note: (text: string) => context.progress(text) };
    this.#aws = new AwsContext(settings.aws ?? {}, host);
    this.#service = new AthenaService(this.#aws);
  }

  async describe(table: string | undefined): Promise<EngineTable> {
    return await describeTable(this.#service, table, async (sql) => await this.#ask(sql));
  }

  async estimate(query: EngineQuery): Promise<EngineEstimate> {
    const found = await listedBytes(query, this.#aws);
    if (typeof found === "string") return { from: found };
    return { ...found, cost: athenaCost(found.bytes), from: "the objects in S3; of Parquet it reads less" };
  }

  async *run(query: EngineQuery, signal: AbortSignal): AsyncIterable<readonly EngineRow[]> {
    const { settings } = this.#context;
    const [catalog, database] = query.table.name;
    const id = await this.#service.start({
      sql: query.text,
      catalog,
      database,
      workgroup: settings.workgroup,
      output: settings["output-location"],
      reuse: isOver(query) ? REUSE : undefined,
    });
    const { bytesScanned, isReused, output } = await this.#end(id, signal);
    this.scanned.bytes += bytesScanned;
    if (isReused) {
      const problem = `this is the answer of an earlier run of the same query, no older than ${REUSE} minutes`;
      this.#context.note({ problem });
    }
    const rowOf = readerOf(query.columns);
    for await (const rows of this.#rows(id, output)) yield rows.map(rowOf);
  }

  close(): Promise<void> {
    this.#service.close();
    this.#aws.end();
    return Promise.resolve();
  }

  /** The rows of a query about a table, which has few. */
  async #ask(sql: string): Promise<AthenaPage["rows"]> {
    const { workgroup, "output-location": output } = this.#context.settings;
    const id = await this.#service.start({ sql, workgroup, output });
    await this.#end(id, new AbortController().signal);
    return (await this.#service.page(id)).rows;
  }

  /** The file has all rows; without the permission to read it they come in pages, which takes longer. */
  async *#rows(id: string, output: string | undefined): AsyncIterable<AthenaPage["rows"]> {
    const first = await this.#service.page(id);
    if (first.next !== undefined && output?.endsWith(".csv") === true) {
      const rows = await resultRows(output, this.#aws);
      if (rows !== undefined) {
        yield* rows;
        return;
      }
    }
    for (let page = first, last: string | undefined; ; page = await this.#service.page(id, last)) {
      if (page.next !== undefined && page.next === last)
        throw new RemoteError("Athena gives a page of rows again", "run it again");
      if (page.rows.length > 0) yield page.rows;
      if (page.next === undefined) return;
      last = page.next;
    }
  }

  /** Waits for the end of a query, and stops it when nobody waits any more. */
  async #end(id: string, signal: AbortSignal): Promise<AthenaState> {
    let isOpen = true;
    try {
      for await (const _ of waits(signal)) {
        const state = await this.#service.state(id);
        isOpen = state.status === "QUEUED" || state.status === "RUNNING";
        if (state.status === "SUCCEEDED") return state;
        if (!isOpen) throw failed(state);
        this.#context.progress(`Athena: ${state.status.toLowerCase()}, ${sizeText(state.bytesScanned)} read`);
      }
      throw signal.reason;
    } finally {
      if (isOpen) await this.#service.stop(id);
    }
  }
}

function failed({ status, reason = "it does not say why" }: AthenaState): RemoteError {
  return new RemoteError(`Athena did not answer, the query is ${status}: ${reason}`);
}

/** Nothing more is delivered of the time of the query. */
function isOver({ window }: EngineQuery): boolean {
  return window?.end !== undefined && window.end < Date.now() / 1000 - REUSE * 60;
}
