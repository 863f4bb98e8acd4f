// CloudWatch Logs as we use it: a page of events as raw bytes, and what can be asked about a group. It holds the client,
// renews credentials that have expired, and words faults; what to ask for is left to others.
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
import { translate } from "../errors.ts";
import type { Retry } from "../retry.ts";
import { RefreshingClient } from "../refreshingClient.ts";
import type { AwsSession } from "../session.ts";
import { type ResponseTaker, intercept } from "../responseBody.ts";
import type { GroupUri } from "./uri.ts";
import { StaleToken } from "./errors.ts";

interface LogsClientOptions {
  readonly session: AwsSession;
  readonly retry: Retry;
  readonly signal: AbortSignal;
  readonly profile?: string | undefined;
}

type PageInput = Omit<FilterLogEventsCommandInput, "logGroupIdentifier" | "logGroupName">;

/** Groups that are looked at for a name that is near to one that does not exist. */
const LOOKED_AT = 50;

export class LogsService {
  readonly group: GroupUri;
  readonly #surroundings: LogsClientOptions;
  readonly #client: RefreshingClient<CloudWatchLogsClient>;

  constructor(group: GroupUri, surroundings: LogsClientOptions) {
    this.group = group;
    this.#surroundings = surroundings;
    this.#client = new RefreshingClient(
      () => this.#create(),
      () => surroundings.session.renew(),
    );
  }

  /** What is made of a page of FilterLogEvents. Throws StaleToken. */
  async page<T>(input: PageInput, intake: ResponseTaker<T>): Promise<T> {
    return await this.#send("logs:FilterLogEvents", async (client, abortSignal) => {
      // AWS gives the events of all streams in the order of time in any case, emulators only when they are asked to.
      const command = new FilterLogEventsCommand({ ...this.#named, interleaved: true, ...input });
      const made = intercept(command.middlewareStack, intake);
      await client.send(command, { abortSignal });
      return made();
    });
  }

  /** What the service says of the group; undefined when it may not be asked, or has no such group. */
  async describe(): Promise<LogGroup | undefined> {
    const groups = await this.#groups({ logGroupNamePrefix: this.group.name });
    return groups.find(({ logGroupName }) => logGroupName === this.group.name);
  }

  /** The names of the streams that begin so, in order; no more than `most`. */
  async streams(prefix: string, most: number): Promise<readonly string[]> {
    const names: string[] = [];
    let nextToken: string | undefined;
    do {
      const page = await this.#send("logs:DescribeLogStreams", (client, abortSignal) =>
        client.send(
          new DescribeLogStreamsCommand({
            ...this.#named,
            logStreamNamePrefix: prefix,
            nextToken,
          }),
          { abortSignal },
        ),
      );
      names.push(...(page.logStreams ?? []).flatMap(({ logStreamName = [] }) => logStreamName));
      nextToken = page.nextToken === nextToken ? undefined : page.nextToken;
    } while (nextToken !== undefined && names.length < most);
    return names.slice(0, most);
  }

  /** Runs a call with the client, and words what goes wrong. For calls of other kinds (live tail) too. */
  async call<T>(
    permission: string,
    send: (client: CloudWatchLogsClient, signal: AbortSignal) => Promise<T>,
  ): Promise<T> {
    return await this.#send(permission, send);
  }

  close(): void {
    this.#client.close();
  }

  /** The group in a request. AWS takes a name as an identifier too, emulators (moto, LocalStack) do not. */
  get #named(): { logGroupName: string } | { logGroupIdentifier: string } {
    const { name, identifier } = this.group;
    return identifier === name ? { logGroupName: name } : { logGroupIdentifier: identifier };
  }

  async #send<T>(
    permission: string,
    send: (client: CloudWatchLogsClient, signal: AbortSignal) => Promise<T>,
  ): Promise<T> {
    const { signal, profile } = this.#surroundings;
    try {
      return await this.#client.use((client) => send(client, signal));
    } catch (error) {
      if (isAbort(error) || signal.aborted) throw error;
      if (isUnknownGroup(error)) throw await this.#unknown();
      const fault = translate(error, { permission, profile, region: this.group.region });
      throw isStaleToken(error) ? new StaleToken(fault.message, { cause: fault }) : fault;
    }
  }

  async #create(): Promise<CloudWatchLogsClient> {
    const { session, retry } = this.#surroundings;
    const settings = await session.settings("CLOUDWATCH_LOGS", this.group.region);
    return new CloudWatchLogsClient({ ...settings, retryStrategy: retry });
  }

  async #unknown(): Promise<RemoteError> {
    const region = await this.#surroundings.session.region(this.group.region);
    const names = (await this.#groups({ limit: LOOKED_AT })).flatMap(({ logGroupName = [] }) => logGroupName);
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
      return []; // it was only a courtesy
    }
  }
}

function isStaleToken(error: unknown): boolean {
  return error instanceof Error && error.name === "InvalidParameterException" && /token/i.test(error.message);
}

function isUnknownGroup(error: unknown): boolean {
  return error instanceof Error && error.name === "ResourceNotFoundException" && /group/i.test(error.message);
}
