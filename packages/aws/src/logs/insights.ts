// The calls of CloudWatch Logs Insights: a query is started over some log groups, asked for until it has ended, and stopped.
import {
  type CloudWatchLogsClient,
  DescribeLogGroupsCommand,
  GetQueryResultsCommand,
  type GetQueryResultsCommandOutput,
  type ResultField,
  StartQueryCommand,
  StopQueryCommand,
} from "@aws-sdk/client-cloudwatch-logs";
import { RemoteError } from "@flowlogs/base/errors";
import type { AwsContext } from "../awsContext.ts";
import { LogsService } from "./client.ts";
import type { GroupUri } from "./uri.ts";

/** Calls a second for each account and Region. Source: docs.aws.amazon.com, CloudWatch Logs, cloudwatch_limits_cwl. */
const RATE = 10;
/** Groups of one query at most. */
const MOST_GROUPS = 50;
/** Rows of one page of results at most. */
const PAGE = 10_000;
/** Milliseconds that a query may take to be stopped while the run ends. */
const STOP_TIME = 5000;

/** In epoch seconds, with both ends. */
export interface InsightsInput {
  readonly text: string;
  readonly start: number;
  readonly end: number;
  readonly limit: number;
}

export interface InsightsState {
  /** Scheduled, Running, Complete, Failed, Cancelled, Timeout or Unknown. */
  readonly status: string;
  /** The texts of a row by the names of their columns; what is missing has none. */
  readonly rows: readonly ReadonlyMap<string, string>[];
  readonly bytesScanned: number;
  readonly recordsScanned: number;
  readonly recordsMatched: number;
}

export class InsightsService {
  readonly #first: GroupUri;
  readonly #groups: readonly string[];
  readonly #logs: LogsService;

  /** Throws RemoteError. */
  constructor(groups: readonly [GroupUri, ...GroupUri[]], aws: AwsContext) {
    if (groups.length > MOST_GROUPS) {
      throw new RemoteError(
        `Logs Insights reads at most ${MOST_GROUPS} log groups in one query, not ${groups.length}`,
        "name fewer",
      );
    }
    const regions = new Set(groups.map(({ region }) => region));
    if (regions.size > 1) {
      throw new RemoteError("Logs Insights reads log groups of one Region in one query", "ask once for each Region");
    }
    this.#first = groups[0];
    this.#groups = groups.map(({ identifier }) => identifier);
    const retry = aws.retry(aws.rateLimiter(`logs:Query ${groups[0].region ?? ""}`, RATE));
    const { session, signal } = aws;
    this.#logs = new LogsService(groups[0], { session, retry, signal, profile: aws.options.profile });
  }

  /** What the first of the groups holds, in bytes, and since when, in epoch seconds; undefined without the permission. Throws RemoteError. */
  async stored(): Promise<{ readonly bytes: number; readonly since: number | undefined } | undefined> {
    const { name } = this.#first;
    try {
      const { logGroups = [] } = await this.#logs.call("logs:DescribeLogGroups", (client, abortSignal) =>
        client.send(new DescribeLogGroupsCommand({ logGroupNamePrefix: name }), { abortSignal }),
      );
      const { storedBytes = 0, creationTime } = logGroups.find(({ logGroupName }) => logGroupName === name) ?? {};
      return { bytes: storedBytes, since: creationTime === undefined ? undefined : creationTime / 1000 };
    } catch (error) {
      const isDenied = error instanceof Error && error.cause instanceof Error && /AccessDenied/.test(error.cause.name);
      if (isDenied) return undefined;
      throw error;
    }
  }

  /** Returns the id of the query. Throws RemoteError. */
  async start({ text, start, end, limit }: InsightsInput): Promise<string> {
    const isNamed = this.#groups.every((group) => !group.startsWith("arn:"));
    // AWS accepts names as identifiers too, emulators do not.
    const groups = isNamed ? { logGroupNames: [...this.#groups] } : { logGroupIdentifiers: [...this.#groups] };
    const input = { ...groups, startTime: start, endTime: end, queryString: text, limit };
    const send = async (client: CloudWatchLogsClient, abortSignal: AbortSignal) =>
      await client.send(new StartQueryCommand(input), { abortSignal });
    const { queryId } = await this.#logs.call("logs:StartQuery", send);
    if (queryId === undefined) throw new RemoteError("its response to StartQuery has no id", "check --endpoint-url");
    return queryId;
  }

  /** What there is of a query; its rows when it is complete. Throws RemoteError. */
  async state(queryId: string): Promise<InsightsState> {
    const rows: ReadonlyMap<string, string>[] = [];
    let nextToken: string | undefined;
    for (;;) {
      const page = await this.#page(queryId, nextToken);
      const { status = "Unknown", results = [], statistics = {} } = page;
      const isComplete = status === "Complete";
      if (isComplete) rows.push(...results.map(textsOf));
      const isMore = isComplete && page.nextToken !== undefined && page.nextToken !== nextToken;
      nextToken = page.nextToken;
      if (isMore) continue;
      const { bytesScanned = 0, recordsScanned = 0, recordsMatched = 0 } = statistics;
      return { status, rows, bytesScanned, recordsScanned, recordsMatched };
    }
  }

  async #page(queryId: string, nextToken: string | undefined): Promise<GetQueryResultsCommandOutput> {
    const input = { queryId, ...(nextToken === undefined ? {} : { maxItems: PAGE, nextToken }) };
    return await this.#logs.call("logs:GetQueryResults", (client, abortSignal) =>
      client.send(new GetQueryResultsCommand(input), { abortSignal }),
    );
  }

  /** Ends a query that nobody waits for any more, also while the run ends; one that has ended is no error. */
  async stop(queryId: string): Promise<void> {
    try {
      await this.#logs.call("logs:StopQuery", (client) =>
        client.send(new StopQueryCommand({ queryId }), { abortSignal: AbortSignal.timeout(STOP_TIME) }),
      );
    } catch {
      // It costs no more than what it has read.
    }
  }

  close(): void {
    this.#logs.close();
  }
}

function textsOf(row: readonly ResultField[]): ReadonlyMap<string, string> {
  return new Map(
    row.flatMap(({ field, value }) => (field === undefined || value === undefined ? [] : [[field, value] as const])),
  );
}
