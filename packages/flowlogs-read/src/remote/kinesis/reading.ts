// Kinesis as a service: its streams are planned and read, once or for ever, and come out in parcels, a record each.
import { isProblem } from "@flowlogs/cli";
import type { Parcel } from "../../forms/parcels.ts";
import { merged } from "../logs/lines.ts";
import { guarded, type OpenedRemote, sayFault, type Service, type World } from "../service.ts";
import { payloadsIn } from "./aggregate.ts";
import { explain } from "./explain.ts";
import { makePlan, type Plan } from "./plan.ts";
import { poll } from "./polling.ts";
import { type Given, StreamRun } from "./run.ts";
import { Slots } from "./slots.ts";
import { parseStream, type Stream } from "./stream.ts";

type Pieces = AsyncGenerator<readonly Parcel[] | undefined>;

/** Calls under way at once, each of which may bring a megabyte. */
const CONCURRENCY = 16;
const nothing = { next: () => Promise.resolve(undefined), pour: () => Promise.resolve(), close: () => {} };

export class StreamReading implements Service {
  readonly #world: World;

  constructor(world: World) {
    this.#world = world;
  }

  async *open(sources: readonly string[]): AsyncGenerator<OpenedRemote> {
    const followed: Plan[] = [];
    for (const stream of sources.flatMap((source) => this.#streams(source))) {
      const plan = await this.#plan(stream);
      if (plan === undefined) continue;
      if (this.#world.values.follow === undefined) yield this.#opened([plan]);
      else followed.push(plan);
    }
    if (followed.length > 0) yield this.#opened(followed);
  }

  async explain(source: string): Promise<string> {
    const texts: string[] = [];
    for (const stream of this.#streams(source)) {
      const plan = await this.#plan(stream);
      const text = plan && (await guarded(source, this.#world, () => explain(plan, this.#world)));
      texts.push(text ?? "");
      plan?.service.close();
    }
    return texts.join("");
  }

  #opened(plans: readonly Plan[]): OpenedRemote {
    return {
      name: plans.map(({ stream }) => stream.source).join(", "),
      content: nothing,
      parcels: { all: merged(plans.map((plan) => this.#read(plan))), wants: plans[0]?.wants },
      isDated: plans.every(({ isDated }) => isDated),
    };
  }

  /** The stream, once for each region that is asked for. */
  #streams(source: string): readonly Stream[] {
    const stream = parseStream(source);
    if (isProblem(stream)) throw new TypeError(stream.problem); // names were looked at before
    const { regions = [] } = this.#world.values;
    if (stream.region !== undefined || regions.length === 0) return [stream];
    return regions.map((region) => ({ ...stream, region }));
  }

  async #plan(stream: Stream): Promise<Plan | undefined> {
    const { values, remote, keeper } = this.#world;
    return await guarded(stream.source, this.#world, () => makePlan(stream, values, remote, keeper?.loaded));
  }

  /** What came before a fault has been given out by then. */
  async *#read(plan: Plan): Pieces {
    const { remote, keeper, context } = this.#world;
    const { service, stream, progress, start, stop } = plan;
    const slots = new Slots(remote.options.concurrency ?? CONCURRENCY);
    const run = new StreamRun(remote, {
      list: (since) => service.shards(since),
      read: (shard, from, signal) => poll(shard, from, { service, clock: remote.clock, signal, slots }),
      start,
      stop,
      progress,
      isDue: () => keeper?.isDue === true,
      keep: (reached) => keeper?.keep(plan.key, reached),
      note: (text) => context.note(`${stream.source}: ${text}`),
    });
    try {
      for await (const given of run.pages()) yield given && this.#parcels(given, stream);
    } catch (error) {
      sayFault(stream.source, error, this.#world);
    } finally {
      service.close();
    }
  }

  #parcels({ shard, records }: Given, { source }: Stream): readonly Parcel[] {
    const isTold = this.#world.values["with-source"] === true;
    return records.flatMap(({ sequence, arrival, data }) => {
      const name = `${source}/${shard}/${sequence}`;
      const origin = isTold ? { source, shard, sequence_number: sequence, ingestion_time: arrival / 1000 } : {};
      return payloadsIn(data).map((payload) => ({ name, origin, data: payload }));
    });
  }
}
