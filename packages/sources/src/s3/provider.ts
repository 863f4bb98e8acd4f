// S3 as a service: what is below a prefix is found, fetched some objects ahead, and comes out as one content an object, in
// the order of keys.
import { availableParallelism } from "node:os";
import { isProblem } from "@flowlogs/cli";
import {
  guarded,
  type OpenedRemote,
  type Resuming,
  sayFault,
  type Provider,
  type ReadContext,
} from "../provider/provider.ts";
import { ahead } from "./prefetch.ts";
import { type BucketUri, objectUri, parseBucket } from "@flowlogs/aws/s3/uri";
import { findObjects } from "./findObjects.ts";
import { ObjectCheckpoints } from "./checkpoints.ts";
import { type FoundObject, BucketPolling, type PolledPrefix } from "./polling.ts";
import { Opener, type Started } from "./openObject.ts";
import { CONCURRENCY, BucketService } from "@flowlogs/aws/s3/bucket";

/** An object that is under way. */
interface Fetched extends FoundObject {
  readonly started: Started;
}

export class S3Reading implements Provider {
  readonly #world: ReadContext;
  readonly #places = new Map<string, PolledPrefix>();

  constructor(world: ReadContext) {
    this.#world = world;
  }

  async *open(sources: readonly string[]): AsyncGenerator<OpenedRemote> {
    const { workers = availableParallelism() } = this.#world.values;
    const opener = new Opener(workers > 1);
    const fetched = this.#fetched(sources, opener);
    try {
      yield* this.#inOrder(fetched, opener);
      this.#keep();
    } finally {
      for (const { service } of this.#places.values()) service.close();
    }
  }

  async *#inOrder(fetched: AsyncGenerator<Fetched | undefined>, opener: Opener): AsyncGenerator<OpenedRemote> {
    const most = 2 * (this.#world.remote.options.concurrency ?? CONCURRENCY);
    for await (const it of ahead(fetched, most, (left) => left?.started.from.close())) {
      // The run was told to end: what is here already comes after what is not.
      if (this.#world.remote.signal.aborted) {
        it?.started.from.close();
        break;
      }
      const opened = it === undefined ? this.#keep() : await this.#opened(it, opener);
      if (opened !== undefined) yield opened;
    }
  }

  async explain(source: string): Promise<string> {
    const { explain } = await import("./explain.ts");
    const place = this.#place(source);
    const { tally, values } = this.#world;
    const most = values["max-objects"];
    const failed = (folder: string, error: unknown): void => sayFault(folder, error, this.#world);
    const explained = async (): Promise<string> =>
      await explain(place, findObjects({ ...place, tally, failed, concurrency: CONCURRENCY, most }), this.#world);
    const text = await guarded(source, this.#world, explained);
    place.service.close();
    return text ?? "";
  }

  async *#fetched(sources: readonly string[], opener: Opener): AsyncGenerator<Fetched | undefined> {
    const places = sources.map((source) => this.#place(source));
    for await (const found of new BucketPolling(this.#world).objects(places)) {
      yield found && { ...found, started: opener.start(found.object, found.place.service) };
    }
  }

  async #opened({ place, object, started }: Fetched, opener: Opener): Promise<OpenedRemote | undefined> {
    const name = objectUri(place.bucket, object.key);
    const opened = await guarded(name, this.#world, () => opener.open(name, started));
    if (opened === undefined) {
      started.from.close();
      return undefined;
    }
    this.#world.tally.countRead();
    const isKept = this.#world.checkpoints !== undefined;
    return {
      ...opened,
      size: object.size,
      isDated: true,
      ...(isKept ? { resuming: this.#resuming(place, object) } : {}),
    };
  }

  /** So that the next run reads on where this one ends. */
  #resuming({ had }: PolledPrefix, object: FoundObject["object"]): Resuming {
    const { checkpoints, remote } = this.#world;
    const keepIfDue = (): void => {
      if (checkpoints?.isDue === true) this.#keep();
    };
    return {
      from: had?.judge(object).mark?.position,
      step: async (position, isWhole) => {
        if (checkpoints?.isDue === true) had?.record(object, { position: position(), isWhole, isDone: false });
        keepIfDue();
        return !remote.signal.aborted;
      },
      finished(progress) {
        had?.record(object, progress);
        keepIfDue();
      },
    };
  }

  #keep(): undefined {
    const news = [...this.#places.values()].flatMap(({ had }) => [...(had?.news() ?? [])]);
    if (news.length > 0) this.#world.checkpoints?.saveAll(news);
  }

  #place(source: string): PolledPrefix {
    const bucket = bucketOf(source);
    const { values, remote, checkpoints } = this.#world;
    const other = [...this.#places.values()].find((place) => place.bucket.name === bucket.name);
    const isKnown = checkpoints !== undefined || values.follow !== undefined;
    const place = {
      bucket,
      service: other?.service ?? new BucketService(bucket.name, values, remote),
      had:
        other?.had ??
        (isKnown ? new ObjectCheckpoints(objectUri(bucket, ""), checkpoints?.loaded ?? new Map()) : undefined),
    };
    this.#places.set(source, place);
    return place;
  }
}

function bucketOf(source: string): BucketUri {
  const bucket = parseBucket(source);
  if (isProblem(bucket)) throw new TypeError(bucket.problem); // names were looked at before
  return bucket;
}
