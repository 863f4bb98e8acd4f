// A registered consumer of a stream, for enhanced fan-out. One that is there is used and left; one that is not is registered,
// and deregistered at the end, because it costs money as long as it is there.
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
import { InUse, NotThere } from "./errors.ts";
import type { Stream } from "./uri.ts";

/** What a consumer costs, as far as is known here: prices differ by region, and change. */
export const CONSUMER_COST = "about 0.015 USD an hour and shard, 0.013 USD a GB";

/** Milliseconds between two questions whether it is ready, and how many of them. */
const [PAUSE, QUESTIONS] = [1000, 60];
/** Milliseconds that its end may take. */
const FAREWELL = 10_000;
/** Milliseconds of silence after which a subscription counts as broken: AWS says every few seconds that nothing comes. */
const SILENCE = 60_000;

export interface ConsumerOptions {
  readonly name: string;
  readonly stream: Stream;
  /** The ARN of the stream. */
  readonly of: string;
  readonly surroundings: StreamClientOptions;
  readonly remote: AwsContext;
  readonly note: (text: string) => void;
}

export class Consumer {
  readonly name: string;
  /** For subscriptions. */
  readonly client: StreamClient;
  readonly #options: ConsumerOptions;
  #arn = "";
  #isOurs = false;

  constructor(options: ConsumerOptions) {
    this.#options = options;
    this.name = options.name;
    this.client = new StreamClient(options.stream, options.surroundings, overHttp2);
  }

  get arn(): string {
    return this.#arn;
  }

  /** Finds or registers it, and waits until it is ready. */
  async open(): Promise<void> {
    const { remote, note } = this.#options;
    let found = await this.#describe();
    if (found === undefined) {
      await this.#register();
      note(`registered the consumer ${this.name}: ${CONSUMER_COST}; it is deregistered at the end`);
    }
    for (let asked = 0; found?.status !== "ACTIVE"; asked++) {
      if (asked >= QUESTIONS) throw new RemoteError(`the consumer ${this.name} does not get ready`, "try again later");
      await remote.clock.sleep(PAUSE, remote.signal);
      found = await this.#describe();
    }
    this.#arn = found.arn;
  }

  /** What was registered for this run is not any more. That must not be kept from it by the end of the run. */
  async close(): Promise<void> {
    const { stream, surroundings, of, note } = this.#options;
    this.client.close();
    if (!this.#isOurs) return;
    this.#isOurs = false;
    const retry = new Retry({
      pace: new RateLimiter(Number.POSITIVE_INFINITY, wallClock),
      clock: wallClock,
      waits: noRetries(),
    });
    const client = new StreamClient(stream, { ...surroundings, retry, signal: AbortSignal.timeout(FAREWELL) });
    try {
      const input = { StreamARN: of, ConsumerName: this.name };
      await client.call("kinesis:DeregisterStreamConsumer", (kinesis, abortSignal) =>
        kinesis.send(new DeregisterStreamConsumerCommand(input), { abortSignal }),
      );
    } catch (error) {
      const why = error instanceof RemoteError ? `: ${error.message}` : "";
      note(`the consumer ${this.name} is still registered, and costs money${why}; deregister it`);
    } finally {
      client.close();
    }
  }

  async #describe(): Promise<{ arn: string; status: string } | undefined> {
    const input = { StreamARN: this.#options.of, ConsumerName: this.name };
    try {
      const { ConsumerDescription: found } = await this.client.call(
        "kinesis:DescribeStreamConsumer",
        (client, abortSignal) => client.send(new DescribeStreamConsumerCommand(input), { abortSignal }),
      );
      return { arn: found?.ConsumerARN ?? "", status: found?.ConsumerStatus ?? "" };
    } catch (error) {
      if (error instanceof NotThere) return undefined;
      throw error;
    }
  }

  async #register(): Promise<void> {
    const command = new RegisterStreamConsumerCommand({ StreamARN: this.#options.of, ConsumerName: this.name });
    // The SDK would take it for throttling, and wait.
    command.middlewareStack.add(
      (next) => async (args) => {
        try {
          return await next(args);
        } catch (error) {
          if (!(error instanceof Error) || error.name !== "LimitExceededException") throw error;
          throw new RemoteError("the stream has as many consumers as it may have", "deregister one, or name it", error);
        }
      },
      { step: "deserialize", priority: "high", name: "limit" },
    );
    try {
      await this.client.call("kinesis:RegisterStreamConsumer", (client, abortSignal) =>
        client.send(command, { abortSignal }),
      );
      this.#isOurs = true;
    } catch (error) {
      if (error instanceof NotThere) throw new RemoteError("there is no such stream", "check the ARN");
      // Another run was faster.
      if (!(error instanceof InUse)) throw error;
    }
  }
}

/** Subscriptions go over HTTP/2, which emulators do not speak without TLS. */
function overHttp2(settings: ClientSettings): KinesisClientConfig {
  if (settings.endpoint?.startsWith("http:") === true) return settings;
  return {
    ...settings,
    requestHandler: new NodeHttp2Handler({ requestTimeout: SILENCE, disableConcurrentStreams: true }),
  };
}
