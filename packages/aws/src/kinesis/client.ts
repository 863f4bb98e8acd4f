// The client of Kinesis as we use it: it is made when it is first needed and renewed with the credentials, each attempt of
// a call keeps the pace of its shard, and what goes wrong is worded. What is asked is left to others.
import { KinesisClient, type KinesisClientConfig } from "@aws-sdk/client-kinesis";
import type { FinalizeHandler, MetadataBearer, MiddlewareStack } from "@smithy/types";
import { RefreshingClient } from "../refreshingClient.ts";
import { isAbort } from "@flowlogs/base/errors";
import { translate } from "../errors.ts";
import type { RateLimiter } from "../rateLimiter.ts";
import type { Retry } from "../retry.ts";
import type { AwsSession, ClientSettings } from "../session.ts";
import { isShardThrottle, worded } from "./errors.ts";
import type { Stream } from "./uri.ts";

export interface StreamClientOptions {
  readonly session: AwsSession;
  readonly retry: Retry;
  readonly signal: AbortSignal;
  readonly profile?: string | undefined;
}

/** A command of the SDK, of which only the way to the wire matters here. */
interface Sent<Input extends object, Output extends MetadataBearer> {
  readonly middlewareStack: MiddlewareStack<Input, Output>;
}

type Settle = (settings: ClientSettings) => KinesisClientConfig;

export class StreamClient {
  readonly #stream: Stream;
  readonly #surroundings: StreamClientOptions;
  readonly #settle: Settle;
  readonly #client: RefreshingClient<KinesisClient>;

  /** `settle`: the settings of the client, if they are not the usual ones. */
  constructor(stream: Stream, surroundings: StreamClientOptions, settle: Settle = (settings) => settings) {
    this.#stream = stream;
    this.#surroundings = surroundings;
    this.#settle = settle;
    this.#client = new RefreshingClient(
      () => this.#create(),
      () => surroundings.session.renew(),
    );
  }

  /** Runs a call, and words what goes wrong. `signal`: what ends it, if not the end of the run. */
  async call<T>(
    permission: string,
    send: (client: KinesisClient, signal: AbortSignal) => Promise<T>,
    signal = this.#surroundings.signal,
  ): Promise<T> {
    try {
      return await this.#client.use((client) => send(client, signal));
    } catch (error) {
      if (isAbort(error) || signal.aborted) throw error;
      const { profile } = this.#surroundings;
      throw worded(error) ?? translate(error, { permission, profile, region: this.#stream.region });
    }
  }

  close(): void {
    this.#client.close();
  }

  async #create(): Promise<KinesisClient> {
    const { session, retry } = this.#surroundings;
    const settings = await session.settings("KINESIS", this.#stream.region);
    return new KinesisClient({ ...this.#settle(settings), retryStrategy: retry });
  }
}

/** The same command, each attempt of which waits for its turn, and slows the next ones down when it is one too many. */
export function paced<Input extends object, Output extends MetadataBearer, T extends Sent<Input, Output>>(
  command: T & Sent<Input, Output>,
  pace: RateLimiter,
  signal: AbortSignal,
): T {
  const attempt =
    (next: FinalizeHandler<Input, Output>): FinalizeHandler<Input, Output> =>
    async (args) => {
      await pace.turn(signal);
      try {
        const result = await next(args);
        pace.accepted();
        return result;
      } catch (error) {
        if (isShardThrottle(error)) pace.refused();
        throw error;
      }
    };
  command.middlewareStack.add(attempt, { step: "finalizeRequest", priority: "low", name: "shardPace" });
  return command;
}
