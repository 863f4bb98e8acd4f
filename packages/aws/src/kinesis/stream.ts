// The calls to Kinesis for reading a stream: its shards, iterators, records and summary. The caller decides what is read when.
import {
  DescribeStreamSummaryCommand,
  GetRecordsCommand,
  GetShardIteratorCommand,
  type GetShardIteratorCommandInput,
  ListShardsCommand,
  ListStreamsCommand,
  type Shard as SdkShard,
  type StreamDescriptionSummary,
} from "@aws-sdk/client-kinesis";
import { nearestName } from "@flowlogs/cli";
import { isAbort, RemoteError } from "@flowlogs/base/errors";
import { intercept, wholeBody } from "../responseBody.ts";
import { BufferPool } from "../bufferPool.ts";
import type { RateLimiter } from "../rateLimiter.ts";
import { type GetRecordsResponse, parseGetRecords } from "./getRecordsResponse.ts";
import { rateLimited, StreamClient, type StreamClientOptions } from "./client.ts";
import { ResourceInUse, FutureTime, NotFound } from "./errors.ts";
import type { ShardPosition, Shard } from "./shard.ts";
import type { StreamUri } from "./uri.ts";

/** Streams among which a similar name is looked for when a stream does not exist. */
const SUGGESTION_CANDIDATES = 100;

export class StreamService {
  readonly stream: StreamUri;
  readonly #client: StreamClient;
  readonly #options: StreamClientOptions;
  readonly #buffers = new BufferPool();

  constructor(stream: StreamUri, options: StreamClientOptions) {
    this.stream = stream;
    this.#options = options;
    this.#client = new StreamClient(stream, options);
  }

  /** All shards, in the service's order; without those closed before `since` (epoch milliseconds). Throws RemoteError. */
  async shards(since?: number): Promise<readonly Shard[]> {
    try {
      return await this.#shards(since);
    } catch (error) {
      if (error instanceof FutureTime && since !== undefined) return await this.shards();
      if (error instanceof NotFound) throw await this.#unknownStream();
      if (error instanceof ResourceInUse) throw new RemoteError("the stream is not ready", "try again in a minute");
      throw error;
    }
  }

  async #shards(since?: number): Promise<readonly Shard[]> {
    const filter = since === undefined ? {} : { ShardFilter: filterFrom(since) };
    const found: Shard[] = [];
    let token: string | undefined;
    do {
      const input = token === undefined ? { ...this.#streamInput(), ...filter } : { NextToken: token };
      const page = await this.#client.call("kinesis:ListShards", (client, abortSignal) =>
        client.send(new ListShardsCommand(input), { abortSignal }),
      );
      found.push(...(page.Shards ?? []).map(shardOf));
      token = page.NextToken;
    } while (token !== undefined);
    return found;
  }

  /** A shard iterator; for a time in the future, one from now on. Throws NotFound when the shard has expired. */
  async iterator(shard: string, position: ShardPosition, rateLimiter: RateLimiter): Promise<string> {
    try {
      return await this.#iterator(shard, position, rateLimiter);
    } catch (error) {
      if (!(error instanceof FutureTime)) throw error;
      return await this.#iterator(shard, { at: "latest" }, rateLimiter);
    }
  }

  async #iterator(shard: string, position: ShardPosition, rateLimiter: RateLimiter): Promise<string> {
    const { ShardIterator } = await this.#client.call("kinesis:GetShardIterator", (client, abortSignal) => {
      const input = { ...this.#streamInput(), ShardId: shard, ...iteratorInput(position) };
      return client.send(rateLimited(new GetShardIteratorCommand(input), rateLimiter, abortSignal), { abortSignal });
    });
    if (ShardIterator === undefined) throw new RemoteError(`AWS returned no iterator for ${shard}`, "try again");
    return ShardIterator;
  }

  /** The next records, at most `limit`. Throws ExpiredIterator or NotFound. */
  async records(iterator: string, limit: number, rateLimiter: RateLimiter): Promise<GetRecordsResponse> {
    return await this.#client.call("kinesis:GetRecords", async (client, abortSignal) => {
      const { arn } = this.stream;
      const input = { ShardIterator: iterator, Limit: limit, ...(arn === undefined ? {} : { StreamARN: arn }) };
      const command = rateLimited(new GetRecordsCommand(input), rateLimiter, abortSignal);
      const response = intercept(command.middlewareStack, wholeBody(this.#buffers, parseGetRecords));
      await client.send(command, { abortSignal });
      return response();
    });
  }

  /** The service's summary of the stream; undefined without the permission, which reading does not need. */
  async summary(): Promise<StreamDescriptionSummary | undefined> {
    try {
      return await this.#describe();
    } catch (error) {
      if (isAbort(error) || this.#options.signal.aborted) throw error;
      return undefined;
    }
  }

  /** The ARN of the stream, which some calls need. Throws RemoteError. */
  async arn(): Promise<string> {
    try {
      return this.stream.arn ?? (await this.#describe())?.StreamARN ?? "";
    } catch (error) {
      throw error instanceof NotFound ? await this.#unknownStream() : error;
    }
  }

  async #describe(): Promise<StreamDescriptionSummary | undefined> {
    const { StreamDescriptionSummary: summary } = await this.#client.call(
      "kinesis:DescribeStreamSummary",
      (client, abortSignal) => client.send(new DescribeStreamSummaryCommand(this.#streamInput()), { abortSignal }),
    );
    return summary;
  }

  close(): void {
    this.#client.close();
  }

  #streamInput(): { StreamARN: string } | { StreamName: string } {
    const { arn, name } = this.stream;
    return arn === undefined ? { StreamName: name } : { StreamARN: arn };
  }

  async #unknownStream(): Promise<RemoteError> {
    const { name, region: arnRegion } = this.stream;
    const region = await this.#options.session.region(arnRegion);
    const names = await this.#names();
    const near = nearestName(name, names) ?? names.find((it) => it.includes(name));
    const some = `there are ${names.slice(0, 3).join(", ")}${names.length > 3 ? " and others" : ""}`;
    const others = names.length > 0 ? some : "check the name and --region";
    return new RemoteError(
      `there is no such stream in ${region}`,
      near === undefined ? others : `did you mean "${near}"?`,
    );
  }

  async #names(): Promise<readonly string[]> {
    try {
      const { StreamNames = [] } = await this.#client.call("kinesis:ListStreams", (client, abortSignal) =>
        client.send(new ListStreamsCommand({ Limit: SUGGESTION_CANDIDATES }), { abortSignal }),
      );
      return StreamNames;
    } catch {
      return []; // the names are only for a suggestion
    }
  }
}

function filterFrom(time: number): { Type: "FROM_TIMESTAMP"; Timestamp: Date } {
  return { Type: "FROM_TIMESTAMP", Timestamp: new Date(time) };
}

function iteratorInput(position: ShardPosition): Pick<
  GetShardIteratorCommandInput,
  "StartingSequenceNumber" | "Timestamp"
> & {
  ShardIteratorType: GetShardIteratorCommandInput["ShardIteratorType"];
} {
  switch (position.at) {
    case "horizon":
      return { ShardIteratorType: "TRIM_HORIZON" };
    case "latest":
      return { ShardIteratorType: "LATEST" };
    case "time":
      return { ShardIteratorType: "AT_TIMESTAMP", Timestamp: new Date(position.time) };
    case "after":
      return { ShardIteratorType: "AFTER_SEQUENCE_NUMBER", StartingSequenceNumber: position.sequence };
  }
}

function shardOf({ ShardId: id = "", ParentShardId, AdjacentParentShardId, SequenceNumberRange }: SdkShard): Shard {
  const parents = [ParentShardId ?? "", AdjacentParentShardId ?? ""].filter((it) => it !== "");
  return { id, parents, isClosed: (SequenceNumberRange?.EndingSequenceNumber ?? "") !== "" };
}
