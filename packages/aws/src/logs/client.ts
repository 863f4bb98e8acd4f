// The calls to CloudWatch Logs: pages of events as raw bytes, and descriptions of groups and streams. Expired credentials are
// renewed, and errors get our wording.
import {
  CloudWatchLogsClient,
  DescribeLogGroupsCommand,
  DescribeLogStreamsCommand,
  FilterLogEventsCommand,
  type FilterLogEventsCommandInput,
  type LogGroup,
} from "@aws-sdk/client-cloudwatch-logs";
import { nearestName } from "@flowlogs/cli";
import { isAbort, RemoteError } from "@flowlogs/base/errors";
import { toRemoteError } from "../errors.ts";
import type { Retry } from "../retry.ts";
import { RefreshingClient } from "../refreshingClient.ts";
import type { AwsSession } from "../session.ts";
import { type BodyConsumer, intercept } from "../responseBody.ts";
import type { GroupUri } from "./uri.ts";
import { StaleToken } from "./errors.ts";

interface LogsClientOptions {
  readonly session: AwsSession;
  readonly retry: Retry;
  readonly signal: AbortSignal;
  readonly profile?: string | undefined;
}

type PageInput = Omit<FilterLogEventsCommandInput, "logGroupIdentifier" | "logGroupName">;

/** Groups among which a similar name is looked for when a group does not exist. */
const SUGGESTION_CANDIDATES = 50;

export class LogsService {
  readonly group: GroupUri;
  readonly #options: LogsClientOptions;
  readonly #client: RefreshingClient<CloudWatchLogsClient>;

  constructor(group: GroupUri, options: LogsClientOptions) {
    this.group = group;
    this.#options = options;
    this.#client = new RefreshingClient(
      () => this.#create(),
      () => options.session.renew(),
    );
  }

  /** Feeds a page of FilterLogEvents to the consumer and returns its value. Throws StaleToken and RemoteError. */
  async page<T>(input: PageInput, consumer: BodyConsumer<T>): Promise<T> {
    return await this.#send("logs:FilterLogEvents", async (client, abortSignal) => {
      // AWS always sorts the events of all streams by time, emulators only with `interleaved`.
      const command = new FilterLogEventsCommand({ ...this.#groupInput, interleaved: true, ...input });
      const value = intercept(command.middlewareStack, consumer);
      await client.send(command, { abortSignal });
      return value();
    });
  }

  /** The service's description of the group; undefined without the permission, or if there is no such group. */
  async describe(): Promise<LogGroup | undefined> {
    const groups = await this.#groups({ logGroupNamePrefix: this.group.name });
    return groups.find(({ logGroupName }) => logGroupName === this.group.name);
  }

  /** The names of the streams that begin with `prefix`, in order, at most `limit`. Throws RemoteError. */
  async streams(prefix: string, limit: number): Promise<readonly string[]> {
    const names: string[] = [];
    let nextToken: string | undefined;
    do {
      const page = await this.#send("logs:DescribeLogStreams", (client, abortSignal) =>
        client.send(
          new DescribeLogStreamsCommand({
            ...this.#groupInput,
            logStreamNamePrefix: prefix,
            nextToken,
          }),
          { abortSignal },
        ),
      );
      names.push(...(page.logStreams ?? []).flatMap(({ logStreamName = [] }) => logStreamName));
      nextToken = page.nextToken === nextToken ? undefined : page.nextToken;
    } while (nextToken !== undefined && names.length < limit);
    return names.slice(0, limit);
  }

  /** Makes any other call, such as that for live tail. Throws RemoteError. */
  async call<T>(
    permission: string,
    send: (client: CloudWatchLogsClient, signal: AbortSignal) => Promise<T>,
  ): Promise<T> {
    return await this.#send(permission, send);
  }

  close(): void {
    this.#client.close();
  }

  /** The group in a request. AWS accepts a name as an identifier too, emulators (moto, LocalStack) do not. */
  get #groupInput(): { logGroupName: string } | { logGroupIdentifier: string } {
    const { name, identifier } = this.group;
    return identifier === name ? { logGroupName: name } : { logGroupIdentifier: identifier };
  }

  async #send<T>(
    permission: string,
    send: (client: CloudWatchLogsClient, signal: AbortSignal) => Promise<T>,
  ): Promise<T> {
    const { signal, profile } = this.#options;
    try {
      return await this.#client.use((client) => send(client, signal));
    } catch (error) {
      if (isAbort(error) || signal.aborted) throw error;
      if (isUnknownGroup(error)) throw await this.#unknownGroup();
      const worded = toRemoteError(error, { permission, profile, region: this.group.region });
      throw isStaleToken(error) ? new StaleToken(worded.message, { cause: worded }) : worded;
    }
  }

  async #create(): Promise<CloudWatchLogsClient> {
    const { session, retry } = this.#options;
    const settings = await session.settings("CLOUDWATCH_LOGS", this.group.region);
    return new CloudWatchLogsClient({ ...settings, retryStrategy: retry });
  }

  async #unknownGroup(): Promise<RemoteError> {
    const region = await this.#options.session.region(this.group.region);
    const names = (await this.#groups({ limit: SUGGESTION_CANDIDATES })).flatMap(
      ({ logGroupName = [] }) => logGroupName,
    );
    const near = nearestName(this.group.name, names) ?? names.find((name) => name.includes(this.group.name));
    const advice =
      near !== undefined
        ? `did you mean "${near}"?`
        : names.length > 0
          ? `there are ${names.slice(0, 3).join(", ")}${names.length > 3 ? " and others" : ""}`
          : "check the name and --region";
    return new RemoteError(`there is no such log group in ${region}`, advice);
  }

  async #groups(input: { logGroupNamePrefix?: string; limit?: number }): Promise<readonly LogGroup[]> {
    try {
      const client = await this.#client.open();
      const { logGroups = [] } = await client.send(new DescribeLogGroupsCommand(input));
      return logGroups;
    } catch {
      return []; // the names are only for a suggestion
    }
  }
}

function isStaleToken(error: unknown): boolean {
  return error instanceof Error && error.name === "InvalidParameterException" && /token/i.test(error.message);
}

function isUnknownGroup(error: unknown): boolean {
  return error instanceof Error && error.name === "ResourceNotFoundException" && /group/i.test(error.message);
}
