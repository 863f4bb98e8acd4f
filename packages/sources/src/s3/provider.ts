// Provides objects of S3: finds what is below a prefix, fetches some objects ahead, and opens each as a content, in the order
// of keys.
import { availableParallelism } from "node:os";
import { isProblem } from "@flowlogs/cli";
import { RemoteError } from "@flowlogs/base/errors";
import {
  guarded,
  type OpenedRemote,
  type Resuming,
  reportError,
  type Provider,
  type ProviderDeps,
} from "../provider/provider.ts";
import type { Selection } from "../discovery/selection.ts";
import { prefetch } from "./prefetch.ts";
import { type BucketUri, objectUri, parseBucket } from "@flowlogs/aws/s3/uri";
import { findObjects } from "./findObjects.ts";
import { ObjectCheckpoints } from "./checkpoints.ts";
import { type FoundObject, BucketPolling, type PolledPrefix } from "./polling.ts";
import { Opener, type StartedObject } from "./openObject.ts";
import { CONCURRENCY, BucketService } from "@flowlogs/aws/s3/bucket";
import type { S3Values } from "./options.ts";

/** An object that is being fetched. */
interface FetchedObject extends FoundObject {
  readonly started: StartedObject;
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
    const fetched = this.#fetchAll(sources, opener);
    try {
      yield* this.#inOrder(fetched, opener);
      this.#save();
    } finally {
      for (const { service } of this.#places.values()) service.close();
    }
  }

  async *#inOrder(fetched: AsyncGenerator<FetchedObject | undefined>, opener: Opener): AsyncGenerator<OpenedRemote> {
    const most = 2 * (this.#deps.remote.options.concurrency ?? CONCURRENCY);
    for await (const it of prefetch(fetched, most, (left) => left?.started.from.close())) {
      // The run was told to end: what has arrived already would come after what has not.
      if (this.#deps.remote.signal.aborted) {
        it?.started.from.close();
        break;
      }
      const opened = it === undefined ? this.#save() : await this.#opened(it, opener);
      if (opened !== undefined) yield opened;
    }
  }

  /** By listings of its own: those of the reading are only made when their objects are wanted. */
  async *sizes(source: string, selection: Selection): AsyncGenerator<number | undefined> {
    const { values, remote } = this.#deps;
    const bucket = bucketOf(source);
    const service = new BucketService(bucket.name, values, remote);
    let isComplete = true;
    const failed = (): void => void (isComplete = false);
    const search = { bucket, service, selection, failed, concurrency: CONCURRENCY, maxEntries: values["max-objects"] };
    try {
      for await (const { size } of findObjects(search)) yield size;
    } catch (error) {
      if (!(error instanceof RemoteError) && !remote.signal.aborted) throw error;
      isComplete = false;
    } finally {
      service.close();
    }
    if (!isComplete) yield undefined;
  }

  async explain(source: string): Promise<string> {
    const { explain } = await import("./explain.ts");
    const place = this.#place(source);
    const { selection, values } = this.#deps;
    const maxEntries = values["max-objects"];
    const failed = (folder: string, error: unknown): void => reportError(folder, error, this.#deps);
    const explained = async (): Promise<string> =>
      await explain(
        place,
        findObjects({ ...place, selection, failed, concurrency: CONCURRENCY, maxEntries }),
        this.#deps,
      );
    const text = await guarded(source, this.#deps, explained);
    place.service.close();
    return text ?? "";
  }

  async *#fetchAll(sources: readonly string[], opener: Opener): AsyncGenerator<FetchedObject | undefined> {
    const places = sources.map((source) => this.#place(source));
    for await (const found of new BucketPolling(this.#deps).objects(places)) {
      yield found && { ...found, started: opener.start(found.object, found.place.service) };
    }
  }

  async #opened({ place, object, started }: FetchedObject, opener: Opener): Promise<OpenedRemote | undefined> {
    const name = objectUri(place.bucket, object.key);
    const opened = await guarded(name, this.#deps, () => opener.open(name, started));
    if (opened === undefined) {
      started.from.close();
      return undefined;
    }
    this.#deps.selection.countRead();
    const isResumable = this.#deps.checkpoints !== undefined;
    return {
      ...opened,
      size: object.size,
      isDated: true,
      ...(isResumable ? { resuming: this.#resuming(place, object) } : {}),
    };
  }

  /** Lets the next run resume where this one ends. */
  #resuming({ checkpoints }: PolledPrefix, object: FoundObject["object"]): Resuming {
    const { checkpoints: store, remote } = this.#deps;
    const saveIfDue = (): void => {
      if (store?.isDue === true) this.#save();
    };
    return {
      from: checkpoints?.compare(object).checkpoint?.position,
      step: async (position, isWhole) => {
        if (store?.isDue === true) checkpoints?.record(object, { position: position(), isWhole, isDone: false });
        saveIfDue();
        return !remote.signal.aborted;
      },
      finished(progress) {
        checkpoints?.record(object, progress);
        saveIfDue();
      },
    };
  }

  #save(): undefined {
    const changes = [...this.#places.values()].flatMap(({ checkpoints }) => [...(checkpoints?.changes() ?? [])]);
    if (changes.length > 0) this.#deps.checkpoints?.saveAll(changes);
  }

  #place(source: string): PolledPrefix {
    const bucket = bucketOf(source);
    const { values, remote, checkpoints } = this.#deps;
    const other = [...this.#places.values()].find((place) => place.bucket.name === bucket.name);
    const isKnown = checkpoints !== undefined || values.follow !== undefined;
    const place = {
      bucket,
      service: other?.service ?? new BucketService(bucket.name, values, remote),
      checkpoints:
        other?.checkpoints ??
        (isKnown ? new ObjectCheckpoints(objectUri(bucket, ""), checkpoints?.loaded ?? new Map()) : undefined),
    };
    this.#places.set(source, place);
    return place;
  }
}

function bucketOf(source: string): BucketUri {
  const bucket = parseBucket(source);
  if (isProblem(bucket)) throw new TypeError(bucket.problem); // names were checked before
  return bucket;
}
