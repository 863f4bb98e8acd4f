// DuckDB as an engine: the sources of the pipeline are its table, as they are for a query in SQL.
import { UsageError } from "@flowlogs/base/errors";
import { exit, type Host } from "@flowlogs/cli/chain";
import { findField } from "@flowlogs/core";
import type { Engine, EngineType, Plan, StoredColumn } from "@flowlogs/engines";
import { openDatabase } from "@flowlogs/sql";
import { operandsOf } from "../sql/question.ts";
import { type Brought, type LinksOf, SourceBringer } from "../sql/sources.ts";
import { spillFolder } from "../sql/spillFolder.ts";

/** What could not be read was reported. */
export class Unread extends Error {
  readonly code: number;

  constructor(code: number) {
    super("the sources could not be read");
    this.code = code;
  }
}

interface DuckdbOptions {
  readonly plan: Plan;
  readonly host: Host;
  readonly linksOf: LinksOf;
  readonly threads: number | undefined;
  readonly memory: number | undefined;
}

/** Throws UsageError where DuckDB is not installed. */
export async function duckdbEngine(options: DuckdbOptions): Promise<Engine> {
  const { plan, host, linksOf, threads, memory = host.machineMemory / 2 } = options;
  const database = await openDatabase({ folder: spillFolder(), memory, threads });
  const readerWords = Object.entries(plan.source.options).flatMap(([name, texts]) =>
    texts.map((text) => (text === "true" ? `--${name}` : `--${name}=${text}`)),
  );
  const bringer = new SourceBringer(database, { host, linksOf, readerWords, reads: true });
  const stop = (): void => database.interrupt();
  let brought: Brought = { code: exit.ok };
  return {
    get code() {
      return brought.code;
    },
    async describe() {
      const names = plan.source.names.filter((name) => name !== "-");
      brought = await bringer.bring(operandsOf(names), undefined);
      if (brought.code === exit.usage || brought.code === exit.output) throw new Unread(brought.code);
      const columns = (await database.columns()).map(([name, stored]) => columnOf(name, stored));
      return { name: ["flows"], columns, partitions: [] };
    },
    estimate: () =>
      Promise.resolve({
        from:
          brought.rows === undefined
            ? `flowlogs-read brings the records: ${brought.because}`
            : "DuckDB reads the files",
      }),
    async *run({ text }, signal) {
      signal.addEventListener("abort", stop, { once: true });
      try {
        yield* database.rows(text);
      } catch (error) {
        throw signal.aborted ? signal.reason : error;
      } finally {
        signal.removeEventListener("abort", stop);
      }
      const { changed } = bringer;
      if (changed !== undefined)
        throw new UsageError({ problem: `${changed}: changed while DuckDB read it`, advice: "run it again" });
    },
    close() {
      database.close();
      bringer.close();
      return Promise.resolve();
    },
  };
}

const types: Readonly<Record<string, EngineType>> = {
  BIGINT: "integer",
  INTEGER: "integer",
  DOUBLE: "number",
  BOOLEAN: "boolean",
  VARCHAR: "text",
};

/** Throws UsageError for what no expression of ours has: lists, and numbers beyond 64 bits. */
function columnOf(name: string, stored: string): StoredColumn {
  const type = types[stored];
  if (type === undefined) {
    const problem = `"${name}" is ${stored} in DuckDB, with which the answer could be another one`;
    throw new UsageError({ problem, advice: "leave --engine out" }, "--engine");
  }
  return { name, stored, type: type === "text" && findField(name)?.kind === "address" ? "address" : type };
}
