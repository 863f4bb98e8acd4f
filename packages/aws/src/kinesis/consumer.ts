// A registered consumer of a stream, for enhanced fan-out. If it exists, it is used and left alone. If not, it is registered,
// and deregistered at the end, because it costs money as long as it exists.
import {
  DeregisterStreamConsumerCommand,
  DescribeStreamConsumerCommand,
  type KinesisClientConfig,
  RegisterStreamConsumerCommand,
} from "@aws-sdk/client-kinesis";
import { NodeHttp2Handler } from "@smithy/node-http-handler";
import { wallClock } from "@flowlogs/base/clock";
import { RemoteError } from "@flowlogs/base/errors";
import { RateLimiter } from "../rateLimiter.ts";
import { noRetries, Retry } from "../retry.ts";
import type { AwsContext } from "../awsContext.ts";
import type { ClientSettings } from "../session.ts";
import { StreamClient, type StreamClientOptions } from "./client.ts";
import { ResourceInUse, NotFound } from "./errors.ts";
import type { StreamUri } from "./uri.ts";

/** Roughly what a consumer costs: prices differ by region, and change. */
export const CONSUMER_COST = "about 0.015 USD per shard-hour, 0.013 USD per GB";

/** Milliseconds between two polls whether the consumer is ready, and the most polls. */
const [POLL_INTERVAL, MAX_POLLS] = [1000, 60];
/** Milliseconds that deregistering may take. */
const CLOSE_TIMEOUT = 10_000;
/** Milliseconds of silence after which a subscription counts as broken: AWS sends an empty event every few seconds. */
const SILENCE_TIMEOUT = 60_000;

interface ConsumerOptions {
  readonly name: string;
  readonly stream: StreamUri;
  /** The ARN of the stream. */
  readonly streamArn: string;
  readonly clientOptions: StreamClientOptions;
  readonly aws: AwsContext;
  readonly note: (text: string) => void;
}

export class Consumer {
  readonly name: string;
  /** The client for subscriptions. */
  readonly client: StreamClient;
  readonly #options: ConsumerOptions;
  #arn = "";
  #isRegisteredByUs = false;

  constructor(options: ConsumerOptions) {
    this.#options = options;
    this.name = options.name;
    this.client = new StreamClient(options.stream, options.clientOptions, overHttp2);
  }

  get arn(): string {
    return this.#arn;
  }

  /** Finds or registers the consumer and waits until it is ready. Throws RemoteError. */
  async open(): Promise<void> {
    const { aws, note } = this.#options;
    let found = await this.#describe();
    if (found === undefined) {
      await this.#register();
      note(`registered the consumer ${this.name}: ${CONSUMER_COST}; flowlogs-read deregisters it at the end`);
    }
    for (let polls = 0; found?.status !== "ACTIVE"; polls++) {
      if (polls >= MAX_POLLS)
        throw new RemoteError(`the consumer ${this.name} does not become active`, "try again later");
      await aws.clock.sleep(POLL_INTERVAL, aws.signal);
      found = await this.#describe();
    }
    this.#arn = found.arn;
  }

  /** Deregisters a consumer that this run registered: with a client of its own, because the run's signal may be aborted. */
  async close(): Promise<void> {
    const { stream, clientOptions, streamArn, note } = this.#options;
    this.client.close();
    if (!this.#isRegisteredByUs) return;
    this.#isRegisteredByUs = false;
    const retry = new Retry({
      rateLimiter: new RateLimiter(Number.POSITIVE_INFINITY, wallClock),
      clock: wallClock,
      waits: noRetries(),
    });
    const client = new StreamClient(stream, { ...clientOptions, retry, signal: AbortSignal.timeout(CLOSE_TIMEOUT) });
    try {
      const input = { StreamARN: streamArn, ConsumerName: this.name };
      await client.call("kinesis:DeregisterStreamConsumer", (kinesis, abortSignal) =>
        kinesis.send(new DeregisterStreamConsumerCommand(input), { abortSignal }),
      );
    } catch (error) {
      const why = error instanceof RemoteError ? `: ${error.message}` : "";
      note(`the consumer ${this.name} is still registered and costs money${why}; deregister it`);
    } finally {
      client.close();
    }
  }

  async #describe(): Promise<{ arn: string; status: string } | undefined> {
    const input = { StreamARN: this.#options.streamArn, ConsumerName: this.name };
    try {
      const { ConsumerDescription: found } = await this.client.call(
        "kinesis:DescribeStreamConsumer",
        (client, abortSignal) => client.send(new DescribeStreamConsumerCommand(input), { abortSignal }),
      );
      return { arn: found?.ConsumerARN ?? "", status: found?.ConsumerStatus ?? "" };
    } catch (error) {
      if (error instanceof NotFound) return undefined;
      throw error;
    }
  }

  async #register(): Promise<void> {
    const command = new RegisterStreamConsumerCommand({ StreamARN: this.#options.streamArn, ConsumerName: this.name });
    // The SDK would treat LimitExceededException as throttling, and wait.
    command.middlewareStack.add(
      (next) => async (args) => {
        try {
          return await next(args);
        } catch (error) {
          if (!(error instanceof Error) || error.name !== "LimitExceededException") throw error;
          throw new RemoteError(
            "the stream has reached its limit of consumers",
            "deregister one, or name an existing one",
            error,
          );
        }
      },
      { step: "deserialize", priority: "high", name: "limit" },
    );
    try {
      await this.client.call("kinesis:RegisterStreamConsumer", (client, abortSignal) =>
        client.send(command, { abortSignal }),
      );
      this.#isRegisteredByUs = true;
    } catch (error) {
      if (error instanceof NotFound) throw new RemoteError("there is no such stream", "check the ARN");
      // ResourceInUse: another run registered it in the meantime.
      if (!(error instanceof ResourceInUse)) throw error;
    }
  }
}

/** Subscriptions use HTTP/2, which emulators do not speak without TLS. */
function overHttp2(settings: ClientSettings): KinesisClientConfig {
  if (settings.endpoint?.startsWith("http:") === true) return settings;
  return {
    ...settings,
    requestHandler: new NodeHttp2Handler({ requestTimeout: SILENCE_TIMEOUT, disableConcurrentStreams: true }),
  };
}
