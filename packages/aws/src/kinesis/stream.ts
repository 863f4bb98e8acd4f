// Kinesis as a reader of streams asks it: shards, iterators, records, and what it says of the stream. Nothing is decided
// here of what is read when.
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
import { intercept, whole } from "../responseBody.ts";
import { BufferPool } from "../bufferPool.ts";
import type { RateLimiter } from "../rateLimiter.ts";
import { type GetRecordsResponse, answerOf } from "./getRecordsResponse.ts";
import { paced, StreamClient, type StreamClientOptions } from "./client.ts";
import { InUse, FutureTime, NotThere } from "./errors.ts";
import type { ShardPosition, Shard } from "./shard.ts";
import type { Stream } from "./uri.ts";

/** Streams that are looked at for a name that is near to one that does not exist. */
const LOOKED_AT = 100;

export class StreamService {
  readonly stream: Stream;
  readonly #client: StreamClient;
  readonly #surroundings: StreamClientOptions;
  readonly #buffers = new BufferPool();

  constructor(stream: Stream, surroundings: StreamClientOptions) {
    this.stream = stream;
    this.#surroundings = surroundings;
    this.#client = new StreamClient(stream, surroundings);
  }

  /** All shards, in the order of the service; `since`: without those that were closed before that time. */
  async shards(since?: number): Promise<readonly Shard[]> {
    try {
      return await this.#shards(since);
    } catch (error) {
      if (error instanceof FutureTime && since !== undefined) return await this.shards();
      if (error instanceof NotThere) throw await this.#unknown();
      if (error instanceof InUse) throw new RemoteError("the stream is not ready", "try again in a minute");
      throw error;
    }
  }

  async #shards(since?: number): Promise<readonly Shard[]> {
    const filter = since === undefined ? {} : { ShardFilter: filterFrom(since) };
    const found: Shard[] = [];
    let token: string | undefined;
    do {
      const input = token === undefined ? { ...this.#named(), ...filter } : { NextToken: token };
      const page = await this.#client.call("kinesis:ListShards", (client, abortSignal) =>
        client.send(new ListShardsCommand(input), { abortSignal }),
      );
      found.push(...(page.Shards ?? []).map(shardOf));
      token = page.NextToken;
    } while (token !== undefined);
    return found;
  }

  /** Throws NotThere when the shard's time is over. From a time to come on, it is from now on. */
  async iterator(shard: string, position: ShardPosition, pace: RateLimiter): Promise<string> {
    try {
      return await this.#iterator(shard, position, pace);
    } catch (error) {
      if (!(error instanceof FutureTime)) throw error;
      return await this.#iterator(shard, { at: "latest" }, pace);
    }
  }

  async #iterator(shard: string, position: ShardPosition, pace: RateLimiter): Promise<string> {
    const { ShardIterator } = await this.#client.call("kinesis:GetShardIterator", (client, abortSignal) => {
      const input = { ...this.#named(), ShardId: shard, ...iteratorInput(position) };
      return client.send(paced(new GetShardIteratorCommand(input), pace, abortSignal), { abortSignal });
    });
    if (ShardIterator === undefined) throw new RemoteError(`${shard} gives no iterator`, "try again");
    return ShardIterator;
  }

  /** Throws ExpiredIterator, or NotThere. */
  async records(iterator: string, most: number, pace: RateLimiter): Promise<GetRecordsResponse> {
    return await this.#client.call("kinesis:GetRecords", async (client, abortSignal) => {
      const { arn } = this.stream;
      const input = { ShardIterator: iterator, Limit: most, ...(arn === undefined ? {} : { StreamARN: arn }) };
      const command = paced(new GetRecordsCommand(input), pace, abortSignal);
      const answer = intercept(command.middlewareStack, whole(this.#buffers, answerOf));
      await client.send(command, { abortSignal });
      return answer();
    });
  }

  /** What the service says of the stream; undefined when it may not be asked, which is no trouble. */
  async summary(): Promise<StreamDescriptionSummary | undefined> {
    try {
      return await this.#describe();
    } catch (error) {
      if (isAbort(error) || this.#surroundings.signal.aborted) throw error;
      return undefined;
    }
  }

  /** What some calls take in place of the name. */
  async arn(): Promise<string> {
    try {
      return this.stream.arn ?? (await this.#describe())?.StreamARN ?? "";
    } catch (error) {
      throw error instanceof NotThere ? await this.#unknown() : error;
    }
  }

  async #describe(): Promise<StreamDescriptionSummary | undefined> {
    const { StreamDescriptionSummary: summary } = await this.#client.call(
      "kinesis:DescribeStreamSummary",
      (client, abortSignal) => client.send(new DescribeStreamSummaryCommand(this.#named()), { abortSignal }),
    );
    return summary;
  }

  close(): void {
    this.#client.close();
  }

  #named(): { StreamARN: string } | { StreamName: string } {
    const { arn, name } = this.stream;
    return arn === undefined ? { StreamName: name } : { StreamARN: arn };
  }

  async #unknown(): Promise<RemoteError> {
    const { name, region: own } = this.stream;
    const region = await this.#surroundings.session.region(own);
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
        client.send(new ListStreamsCommand({ Limit: LOOKED_AT }), { abortSignal }),
      );
      return StreamNames;
    } catch {
      return []; // it was only a courtesy
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
