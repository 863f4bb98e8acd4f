// The calls of Athena: a query is started, asked for until it has ended, and stopped; its rows come in pages.
import {
  AthenaClient,
  type AthenaServiceException,
  GetQueryExecutionCommand,
  GetQueryResultsCommand,
  GetTableMetadataCommand,
  ListTableMetadataCommand,
  StartQueryExecutionCommand,
  StopQueryExecutionCommand,
} from "@aws-sdk/client-athena";
import { isAbort, RemoteError } from "@flowlogs/base/errors";
import type { AwsContext } from "../awsContext.ts";
import { toRemoteError } from "../errors.ts";
import { RefreshingClient } from "../refreshingClient.ts";

/** Calls a second for each account: the least that AWS allows for one of these. Source: docs.aws.amazon.com, Athena, service-limits. */
const RATE = 20;
/** Milliseconds that a query may take to be stopped while the run ends. */
const STOP_TIME = 5000;

export interface AthenaInput {
  readonly sql: string;
  /** The values of the question marks in it, as SQL. */
  readonly parameters?: readonly string[];
  readonly catalog?: string | undefined;
  readonly database?: string | undefined;
  readonly workgroup?: string | undefined;
  /** A folder of S3 for the results, where the work group has none. */
  readonly output?: string | undefined;
  /** Minutes: an answer of the same query that is no older may be given again. */
  readonly reuse?: number | undefined;
}

export interface AthenaState {
  /** QUEUED, RUNNING, SUCCEEDED, FAILED or CANCELLED. */
  readonly status: string;
  /** Why it failed, in the words of Athena. */
  readonly reason: string | undefined;
  readonly bytesScanned: number;
  /** It is the answer of an earlier run. */
  readonly isReused: boolean;
  /** The object of S3 with the results. */
  readonly output: string | undefined;
}

export interface AthenaColumn {
  readonly name: string;
  /** Of Athena: bigint, varchar, timestamp and so on. */
  readonly type: string;
}

export interface AthenaPage {
  readonly columns: readonly AthenaColumn[];
  /** Null is undefined. */
  readonly rows: readonly (readonly (string | undefined)[])[];
  readonly next: string | undefined;
}

export interface AthenaTable {
  readonly columns: readonly AthenaColumn[];
  readonly partitions: readonly AthenaColumn[];
  /** Its properties, and the folder of S3 with its data as `location`, where the catalog tells. */
  readonly parameters: Readonly<Record<string, string>>;
}

export class AthenaService {
  readonly #aws: AwsContext;
  readonly #client: RefreshingClient<AthenaClient>;

  constructor(aws: AwsContext) {
    this.#aws = aws;
    const retry = aws.retry(aws.rateLimiter("athena", RATE));
    this.#client = new RefreshingClient(
      async () => new AthenaClient({ ...(await aws.session.settings("ATHENA")), retryStrategy: retry }),
      () => aws.session.renew(),
    );
  }

  /** Undefined where there is no such table. Throws RemoteError. */
  async table(catalog: string, database: string, name: string): Promise<AthenaTable | undefined> {
    const command = new GetTableMetadataCommand({ CatalogName: catalog, DatabaseName: database, TableName: name });
    try {
      const { TableMetadata: table } = await this.#send("athena:GetTableMetadata", (client, abortSignal) =>
        client.send(command, { abortSignal }),
      );
      const columnsOf = (list: NonNullable<typeof table>["Columns"] = []): readonly AthenaColumn[] =>
        list.map(({ Name: column = "", Type: type = "" }) => ({ name: column, type }));
      const columns = columnsOf(table?.Columns);
      return { columns, partitions: columnsOf(table?.PartitionKeys), parameters: table?.Parameters ?? {} };
    } catch (error) {
      const isMissing = error instanceof RemoteError && /EntityNotFound|not found|does not exist/i.test(error.message);
      if (isMissing) return undefined;
      throw error;
    }
  }

  /** The names of tables, the first fifty. Throws RemoteError. */
  async tableNames(catalog: string, database: string): Promise<readonly string[]> {
    const command = new ListTableMetadataCommand({ CatalogName: catalog, DatabaseName: database });
    const { TableMetadataList: list = [] } = await this.#send("athena:ListTableMetadata", (client, abortSignal) =>
      client.send(command, { abortSignal }),
    );
    return list.flatMap(({ Name: name }) => name ?? []);
  }

  /** Returns the id of the query. Throws RemoteError. */
  async start({ sql, parameters = [], catalog, database, workgroup, output, reuse }: AthenaInput): Promise<string> {
    const command = new StartQueryExecutionCommand({
      QueryString: sql,
      QueryExecutionContext: { Catalog: catalog, Database: database },
      ...(parameters.length === 0 ? {} : { ExecutionParameters: [...parameters] }),
      ...(workgroup === undefined ? {} : { WorkGroup: workgroup }),
      ...(output === undefined ? {} : { ResultConfiguration: { OutputLocation: output } }),
      ...(reuse === undefined
        ? {}
        : { ResultReuseConfiguration: { ResultReuseByAgeConfiguration: { Enabled: true, MaxAgeInMinutes: reuse } } }),
    });
    const { QueryExecutionId: id } = await this.#send("athena:StartQueryExecution", (client, abortSignal) =>
      client.send(command, { abortSignal }),
    );
    if (id === undefined) throw new RemoteError("its response to a query has no id", "check --endpoint-url");
    return id;
  }

  /** Throws RemoteError. */
  async state(id: string): Promise<AthenaState> {
    const command = new GetQueryExecutionCommand({ QueryExecutionId: id });
    const { QueryExecution: query = {} } = await this.#send("athena:GetQueryExecution", (client, abortSignal) =>
      client.send(command, { abortSignal }),
    );
    const { Status: status = {}, Statistics: statistics = {}, ResultConfiguration: results = {} } = query;
    return {
      status: status.State ?? "RUNNING",
      reason: status.StateChangeReason ?? status.AthenaError?.ErrorMessage,
      bytesScanned: statistics.DataScannedInBytes ?? 0,
      isReused: statistics.ResultReuseInformation?.ReusedPreviousResult === true,
      output: results.OutputLocation,
    };
  }

  /** A thousand rows of a query that has ended. Throws RemoteError. */
  async page(id: string, token?: string): Promise<AthenaPage> {
    const command = new GetQueryResultsCommand({ QueryExecutionId: id, MaxResults: 1000, NextToken: token });
    const { ResultSet: set = {}, NextToken: next } = await this.#send("athena:GetQueryResults", (client, abortSignal) =>
      client.send(command, { abortSignal }),
    );
    const columns = (set.ResultSetMetadata?.ColumnInfo ?? []).map(({ Name: name = "", Type: type = "" }) => ({
      name,
      type,
    }));
    const rows = (set.Rows ?? []).map(({ Data = [] }) => Data.map(({ VarCharValue: value }) => value));
    // The first row of a SELECT has the names of the columns.
    return { columns, rows: token === undefined ? rows.slice(1) : rows, next };
  }

  /** Ends a query that nobody waits for any more, also while the run ends; one that has ended is no error. */
  async stop(id: string): Promise<void> {
    try {
      const command = new StopQueryExecutionCommand({ QueryExecutionId: id });
      const abortSignal = AbortSignal.timeout(STOP_TIME);
      await this.#client.use((client) => client.send(command, { abortSignal }));
    } catch {
      // It costs no more than what it has read.
    }
  }

  close(): void {
    this.#client.close();
  }

  async #send<T>(permission: string, send: (client: AthenaClient, signal: AbortSignal) => Promise<T>): Promise<T> {
    const { signal, options } = this.#aws;
    try {
      return await this.#client.use((client) => send(client, signal));
    } catch (error) {
      if (isAbort(error) || signal.aborted) throw error;
      throw ofRequest(error) ?? toRemoteError(error, { permission, profile: options.profile, region: options.region });
    }
  }
}

/** A request that Athena refuses because of what is in it: its own words. */
function ofRequest(error: unknown): RemoteError | undefined {
  if (!(error instanceof Error) || !isException(error) || error.name !== "InvalidRequestException") return undefined;
  return new RemoteError(`Athena refuses the query: ${error.message}`, undefined, error);
}

function isException(error: Error): error is AthenaServiceException {
  return "$metadata" in error;
}
