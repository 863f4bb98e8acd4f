// Athena as its API has it: whoever makes it says how SQL is executed, on whatever engine. Rows come in pages of texts, the first
// with the names of the columns; and the results are also a file in S3, if there is one.
import type { Answer, Call } from "./aws.ts";

/** The S3 of the results. */
interface ResultStore {
  put(bucket: string, key: string, body: string): void | Promise<void>;
}

export interface AthenaResult {
  /** A type is a word of Athena: bigint, varchar, double. */
  readonly columns: readonly { readonly name: string; readonly type: string }[];
  readonly rows: readonly (readonly (string | null)[])[];
  /** The file in S3, where it has more than these rows. */
  readonly file?: string;
  /** Where the engine says how much it has read. */
  readonly bytesScanned?: number;
}

interface Execution {
  readonly sql: string;
  readonly input: Call["input"];
  polls: number;
  isStopped: boolean;
  result: AthenaResult | undefined;
  error: string | undefined;
}

export interface CatalogTable {
  readonly columns: readonly (readonly [name: string, type: string])[];
  readonly partitions?: readonly (readonly [name: string, type: string])[];
  readonly location?: string;
  /** Its other properties. */
  readonly parameters?: Readonly<Record<string, string>>;
}

export class AthenaDouble {
  /** By catalog.database.table. */
  readonly tables = new Map<string, CatalogTable>();
  readonly executions: Execution[] = [];
  /** How often a query is asked for before it has its answer. */
  polls = 0;
  bytesScanned = 1000;
  /** Rows of a page, with that of the names: Athena gives no more, and may give fewer. */
  pageRows = 1000;
  isReused = false;
  /** Why every query fails. */
  rejects: string | undefined;
  readonly #execute: (sql: string) => Promise<AthenaResult>;
  readonly #s3: ResultStore | undefined;

  constructor(execute: (sql: string) => Promise<AthenaResult>, s3?: ResultStore) {
    this.#execute = execute;
    this.#s3 = s3;
  }

  /** Undefined for other services. */
  answer({ operation, input, service }: Call): Answer | undefined {
    if (service !== "athena") return undefined;
    switch (operation) {
      case "GetTableMetadata":
        return this.#table(input);
      case "ListTableMetadata": {
        const place = `${String(input["CatalogName"])}.${String(input["DatabaseName"])}.`;
        const names = [...this.tables.keys()].filter((it) => it.startsWith(place)).map((it) => it.slice(place.length));
        return JSON.stringify({ TableMetadataList: names.map((Name) => ({ Name })) });
      }
      case "StartQueryExecution":
        return this.#start(input);
      case "GetQueryExecution":
        return JSON.stringify({ QueryExecution: this.#state(input) });
      case "GetQueryResults":
        return this.#page(input);
      case "StopQueryExecution":
        this.#named(input).isStopped = true;
        return "{}";
      default:
        return { error: "InvalidRequestException", message: operation };
    }
  }

  #table(input: Call["input"]): Answer {
    const name = `${String(input["CatalogName"])}.${String(input["DatabaseName"])}.${String(input["TableName"])}`;
    const table = this.tables.get(name);
    if (table === undefined) {
      return { error: "MetadataException", message: `EntityNotFoundException from Glue: Entity Not Found: ${name}` };
    }
    const Parameters = { ...table.parameters, ...(table.location === undefined ? {} : { location: table.location }) };
    return JSON.stringify({
      TableMetadata: {
        Name: name,
        Columns: described(table.columns),
        PartitionKeys: described(table.partitions ?? []),
        Parameters,
      },
    });
  }

  #start(input: Call["input"]): Answer {
    const sql = String(input["QueryString"]);
    const execution: Execution = {
      sql,
      input,
      polls: this.polls,
      isStopped: false,
      result: undefined,
      error: undefined,
    };
    const id = String(this.executions.push(execution) - 1);
    const executed = this.rejects === undefined ? this.#execute(sql) : Promise.reject(new Error(this.rejects));
    const kept = executed.then(async (result) => {
      await this.#s3?.put("results", `${id}.csv`, result.file ?? fileOf(result));
      execution.result = result;
    });
    kept.catch((error: unknown) => {
      execution.error = error instanceof Error ? error.message : String(error);
    });
    return JSON.stringify({ QueryExecutionId: id });
  }

  #named(input: Call["input"]): Execution {
    const execution = this.executions[Number(input["QueryExecutionId"])];
    if (execution === undefined) throw new Error("no such query");
    return execution;
  }

  #state(input: Call["input"]): object {
    const execution = this.#named(input);
    const { result, error, isStopped } = execution;
    const isDone = (result !== undefined || error !== undefined) && execution.polls-- <= 0;
    const state = isStopped ? "CANCELLED" : !isDone ? "RUNNING" : error === undefined ? "SUCCEEDED" : "FAILED";
    return {
      QueryExecutionId: input["QueryExecutionId"],
      Status: { State: state, StateChangeReason: error },
      Statistics: {
        DataScannedInBytes: this.isReused ? 0 : (result?.bytesScanned ?? this.bytesScanned),
        ResultReuseInformation: { ReusedPreviousResult: this.isReused },
      },
      ResultConfiguration: { OutputLocation: `s3://results/${String(input["QueryExecutionId"])}.csv` },
    };
  }

  #page(input: Call["input"]): Answer {
    const { columns = [], rows = [] } = this.#named(input).result ?? {};
    const all = [columns.map(({ name }) => name), ...rows];
    const from = Number(input["NextToken"] ?? 0);
    const to = from + Math.min(this.pageRows, Number(input["MaxResults"]));
    const texts = all.slice(from, to).map((row) => ({
      Data: row.map((value) => (value === null ? {} : { VarCharValue: value })),
    }));
    return JSON.stringify({
      ResultSet: {
        Rows: texts,
        ResultSetMetadata: { ColumnInfo: columns.map(({ name, type }) => ({ Name: name, Type: type })) },
      },
      ...(to < all.length ? { NextToken: String(to) } : {}),
    });
  }
}

function described(columns: CatalogTable["columns"]): readonly object[] {
  return columns.map(([Name, Type]) => ({ Name, Type }));
}

function fileOf({ columns, rows }: AthenaResult): string {
  return [columns.map(({ name }) => name), ...rows].map((row) => `${row.map(inFile).join(",")}\n`).join("");
}

function inFile(value: string | null): string {
  return value === null ? "" : `"${value.replaceAll('"', '""')}"`;
}
