// The client of Kinesis: created at its first use and renewed with the credentials. Each attempt of a call waits for the
// rate limiter of its shard, and errors get our wording.
import { KinesisClient, type KinesisClientConfig } from "@aws-sdk/client-kinesis";
import type { FinalizeHandler, MetadataBearer, MiddlewareStack } from "@smithy/types";
import { RefreshingClient } from "../refreshingClient.ts";
import { isAbort } from "@flowlogs/base/errors";
import { toRemoteError } from "../errors.ts";
import type { RateLimiter } from "../rateLimiter.ts";
import type { Retry } from "../retry.ts";
import type { AwsSession, ClientSettings } from "../session.ts";
import { isShardThrottle, toKinesisError } from "./errors.ts";
import type { StreamUri } from "./uri.ts";

export interface StreamClientOptions {
  readonly session: AwsSession;
  readonly retry: Retry;
  readonly signal: AbortSignal;
  readonly profile?: string | undefined;
}

/** A command of the SDK; only its middleware matters here. */
interface SdkCommand<Input extends object, Output extends MetadataBearer> {
  readonly middlewareStack: MiddlewareStack<Input, Output>;
}

type Configure = (settings: ClientSettings) => KinesisClientConfig;

export class StreamClient {
  readonly #stream: StreamUri;
  readonly #options: StreamClientOptions;
  readonly #configure: Configure;
  readonly #client: RefreshingClient<KinesisClient>;

  /** `configure`: changes the usual settings of the client. */
  constructor(stream: StreamUri, options: StreamClientOptions, configure: Configure = (settings) => settings) {
    this.#stream = stream;
    this.#options = options;
    this.#configure = configure;
    this.#client = new RefreshingClient(
      () => this.#create(),
      () => options.session.renew(),
    );
  }

  /** Makes a call. Throws RemoteError. `signal` ends it, by default that of the run. */
  async call<T>(
    permission: string,
    send: (client: KinesisClient, signal: AbortSignal) => Promise<T>,
    signal = this.#options.signal,
  ): Promise<T> {
    try {
      return await this.#client.use((client) => send(client, signal));
    } catch (error) {
      if (isAbort(error) || signal.aborted) throw error;
      const { profile } = this.#options;
      throw toKinesisError(error) ?? toRemoteError(error, { permission, profile, region: this.#stream.region });
    }
  }

  close(): void {
    this.#client.close();
  }

  async #create(): Promise<KinesisClient> {
    const { session, retry } = this.#options;
    const settings = await session.settings("KINESIS", this.#stream.region);
    return new KinesisClient({ ...this.#configure(settings), retryStrategy: retry });
  }
}

/** The command, each attempt of which waits for the rate limiter; one that the service throttles lowers the rate. */
export function rateLimited<Input extends object, Output extends MetadataBearer, T extends SdkCommand<Input, Output>>(
  command: T & SdkCommand<Input, Output>,
  rateLimiter: RateLimiter,
  signal: AbortSignal,
): T {
  const attempt =
    (next: FinalizeHandler<Input, Output>): FinalizeHandler<Input, Output> =>
    async (args) => {
      await rateLimiter.acquire(signal);
      try {
        const result = await next(args);
        rateLimiter.onAccepted();
        return result;
      } catch (error) {
        if (isShardThrottle(error)) rateLimiter.onRefused();
        throw error;
      }
    };
  command.middlewareStack.add(attempt, { step: "finalizeRequest", priority: "low", name: "shardRateLimiter" });
  return command;
}
