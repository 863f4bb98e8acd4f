// Provides streams of Kinesis: they are planned and read, once or continuously, as payloads, one per record.
import { isProblem } from "@flowlogs/cli";
import type { Payload } from "@flowlogs/formats/payloads";
import { merged } from "../logs/linesContent.ts";
import { guarded, type OpenedRemote, reportError, type Provider, type ProviderDeps } from "../provider/provider.ts";
import { payloadsIn } from "./kplAggregate.ts";
import { explain } from "./explain.ts";
import { Consumer } from "@flowlogs/aws/kinesis/consumer";
import { reportGap } from "./retentionGap.ts";
import { makePlan, type StreamPlan } from "./plan.ts";
import { poll } from "./polling.ts";
import { type ShardRecords, type RunOptions, ShardCoordinator } from "./shardCoordinator.ts";
import { Semaphore } from "@flowlogs/base/semaphore";
import { parseStream, type StreamUri } from "@flowlogs/aws/kinesis/uri";
import { subscribe } from "./subscription.ts";
import type { KinesisValues } from "./options.ts";

type PayloadBatches = AsyncGenerator<readonly Payload[] | undefined>;

/** Concurrent calls, each of which may return half a megabyte or, with large records, more. */
const CONCURRENCY = 8;
const nothing = { next: () => Promise.resolve(undefined), pour: () => Promise.resolve(), close: () => {} };

/** The pages of a shard. */
type RecordPages = RunOptions["read"];

export class KinesisProvider implements Provider {
  readonly #deps: ProviderDeps<KinesisValues>;
  readonly #consumers: Consumer[] = [];

  constructor(deps: ProviderDeps<KinesisValues>) {
    this.#deps = deps;
  }

  async *open(sources: readonly string[]): AsyncGenerator<OpenedRemote> {
    try {
      yield* this.#open(sources);
    } finally {
      await Promise.all(this.#consumers.map((consumer) => consumer.close()));
    }
  }

  async *#open(sources: readonly string[]): AsyncGenerator<OpenedRemote> {
    const followed: StreamPlan[] = [];
    for (const stream of sources.flatMap((source) => this.#streams(source))) {
      const plan = await this.#plan(stream);
      if (plan === undefined) continue;
      if (this.#deps.values.follow === undefined) yield this.#opened([plan]);
      else followed.push(plan);
    }
    if (followed.length > 0) yield this.#opened(followed);
  }

  async explain(source: string): Promise<string> {
    const texts: string[] = [];
    for (const stream of this.#streams(source)) {
      const plan = await this.#plan(stream);
      const text = plan && (await guarded(source, this.#deps, () => explain(plan, this.#deps)));
      texts.push(text ?? "");
      plan?.service.close();
    }
    return texts.join("");
  }

  #opened(plans: readonly StreamPlan[]): OpenedRemote {
    return {
      name: plans.map(({ stream }) => stream.source).join(", "),
      content: nothing,
      parcels: { all: merged(plans.map((plan) => this.#read(plan))), wants: plans[0]?.wants },
      isOfRegion: true,
      isDated: plans.every(({ isDated }) => isDated),
    };
  }

  /** The stream, once for each region that the user asks for. */
  #streams(source: string): readonly StreamUri[] {
    const stream = parseStream(source);
    if (isProblem(stream)) throw new TypeError(stream.problem); // names were checked before
    const { regions = [] } = this.#deps.values;
    if (stream.region !== undefined || regions.length === 0) return [stream];
    return regions.map((region) => ({ ...stream, region }));
  }

  async #plan(stream: StreamUri): Promise<StreamPlan | undefined> {
    const { values, remote, checkpoints } = this.#deps;
    return await guarded(stream.source, this.#deps, () => makePlan(stream, values, remote, checkpoints?.loaded));
  }

  /** Records that came before an error are yielded first. */
  async *#read(plan: StreamPlan): PayloadBatches {
    try {
      const run = this.#run(plan, await this.#pageReader(plan));
      await reportGap(plan, this.#deps.remote.clock.now(), (text) => this.#note(plan.stream, text));
      for await (const records of run.pages()) yield records && this.#payloads(records, plan.stream);
    } catch (error) {
      reportError(plan.stream.source, error, this.#deps);
    } finally {
      plan.service.close();
    }
  }

  #run({ stream, service, key, start, stop, progress }: StreamPlan, read: RecordPages): ShardCoordinator {
    const { remote, checkpoints } = this.#deps;
    return new ShardCoordinator(remote, {
      list: (since) => service.shards(since),
      read,
      start,
      stop,
      progress,
      isDue: () => checkpoints?.isDue === true,
      save: (reached) => checkpoints?.save(key, reached),
      note: (text) => this.#note(stream, text),
    });
  }

  /** How shards are read: by GetRecords or, with a consumer, by subscriptions. */
  async #pageReader({ stream, service, clientOptions }: StreamPlan): Promise<RecordPages> {
    const { remote, values } = this.#deps;
    const { clock } = remote;
    if (values.consumer === undefined) {
      const semaphore = new Semaphore(remote.options.concurrency ?? CONCURRENCY);
      return (shard, from, signal) => poll(shard, from, { service, clock, signal, semaphore });
    }
    const note = (text: string): void => this.#note(stream, text);
    const of = await service.arn();
    const consumer = new Consumer({
      name: values.consumer,
      stream,
      streamArn: of,
      clientOptions,
      aws: remote,
      note,
    });
    this.#consumers.push(consumer);
    await consumer.open();
    return (shard, from, signal) => subscribe(shard, from, { consumer, clock, client: consumer.client }, signal);
  }

  #note({ source }: StreamUri, text: string): void {
    this.#deps.context.note(`${source}: ${text}`);
  }

  #payloads({ shard, records }: ShardRecords, { source }: StreamUri): readonly Payload[] {
    const withSource = this.#deps.values["with-source"] === true;
    return records.flatMap(({ sequence, arrival, data }) => {
      const name = `${source}/${shard}/${sequence}`;
      const origin = withSource ? { source, shard, sequence_number: sequence, ingestion_time: arrival / 1000 } : {};
      return payloadsIn(data).map((payload) => ({ name, origin, data: payload }));
    });
  }
}
