// S3 as a service: what is below a prefix is found, fetched some objects ahead, and comes out as one content an object, in
// the order of keys.
import { availableParallelism } from "node:os";
import { isProblem } from "@flowlogs/cli";
import {
  guarded,
  type OpenedRemote,
  type Resuming,
  reportError,
  type Provider,
  type ProviderDeps,
} from "../provider/provider.ts";
import { ahead } from "./prefetch.ts";
import { type BucketUri, objectUri, parseBucket } from "@flowlogs/aws/s3/uri";
import { findObjects } from "./findObjects.ts";
import { ObjectCheckpoints } from "./checkpoints.ts";
import { type FoundObject, BucketPolling, type PolledPrefix } from "./polling.ts";
import { Opener, type Started } from "./openObject.ts";
import { CONCURRENCY, BucketService } from "@flowlogs/aws/s3/bucket";
import type { S3Values } from "./options.ts";

/** An object that is under way. */
interface Fetched extends FoundObject {
  readonly started: Started;
}

export class S3Provider implements Provider {
  readonly #deps: ProviderDeps<S3Values>;
  readonly #places = new Map<string, PolledPrefix>();

  constructor(deps: ProviderDeps<S3Values>) {
    this.#deps = deps;
  }

  async *open(sources: readonly string[]): AsyncGenerator<OpenedRemote> {
    const { workers = availableParallelism() } = this.#deps.values;
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
    const most = 2 * (this.#deps.remote.options.concurrency ?? CONCURRENCY);
    for await (const it of ahead(fetched, most, (left) => left?.started.from.close())) {
      // The run was told to end: what is here already comes after what is not.
      if (this.#deps.remote.signal.aborted) {
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
    const { selection, values } = this.#deps;
    const most = values["max-objects"];
    const failed = (folder: string, error: unknown): void => reportError(folder, error, this.#deps);
    const explained = async (): Promise<string> =>
      await explain(place, findObjects({ ...place, selection, failed, concurrency: CONCURRENCY, most }), this.#deps);
    const text = await guarded(source, this.#deps, explained);
    place.service.close();
    return text ?? "";
  }

  async *#fetched(sources: readonly string[], opener: Opener): AsyncGenerator<Fetched | undefined> {
    const places = sources.map((source) => this.#place(source));
    for await (const found of new BucketPolling(this.#deps).objects(places)) {
      yield found && { ...found, started: opener.start(found.object, found.place.service) };
    }
  }

  async #opened({ place, object, started }: Fetched, opener: Opener): Promise<OpenedRemote | undefined> {
    const name = objectUri(place.bucket, object.key);
    const opened = await guarded(name, this.#deps, () => opener.open(name, started));
    if (opened === undefined) {
      started.from.close();
      return undefined;
    }
    this.#deps.selection.countRead();
    const isKept = this.#deps.checkpoints !== undefined;
    return {
      ...opened,
      size: object.size,
      isDated: true,
      ...(isKept ? { resuming: this.#resuming(place, object) } : {}),
    };
  }

  /** So that the next run reads on where this one ends. */
  #resuming({ had }: PolledPrefix, object: FoundObject["object"]): Resuming {
    const { checkpoints, remote } = this.#deps;
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
    if (news.length > 0) this.#deps.checkpoints?.saveAll(news);
  }

  #place(source: string): PolledPrefix {
    const bucket = bucketOf(source);
    const { values, remote, checkpoints } = this.#deps;
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
