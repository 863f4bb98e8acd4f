// The objects to read, source by source: once, or with --follow again and again as they come, and with a state only those
// that were not read before.
import { enterFile, placeOf } from "../discovery/awsLayout.ts";
import type { Selection } from "../discovery/selection.ts";
import { RemoteError } from "@flowlogs/base/errors";
import { reportError, type ProviderDeps } from "../provider/provider.ts";
import { type BucketUri, objectUri } from "@flowlogs/aws/s3/uri";
import { findObjects, NothingThere } from "./findObjects.ts";
import { ObjectCheckpoints } from "./checkpoints.ts";
import type { BucketService } from "@flowlogs/aws/s3/bucket";
import type { ListedObject } from "@flowlogs/aws/s3/listingPage";
import type { S3Values } from "./options.ts";

/** A place to look at. */
export interface PolledPrefix {
  readonly bucket: BucketUri;
  readonly service: BucketService;
  /** What of the bucket was had; undefined when that does not matter. */
  readonly had: ObjectCheckpoints | undefined;
}

/** An object to read, and where it is. */
export interface FoundObject {
  readonly place: PolledPrefix;
  readonly object: ListedObject;
}

/** Seconds between two looks at least, and how many times what a look takes. */
const INTERVAL = 15;
const SHARE = 10;
/** Seconds before now from which on names of new objects are expected; seconds between two looks at all the others. */
const RECENT = 3 * 3600;
const ALL = 900;
/** Seconds after the end of a window in which its records may still come: 10 of aggregation, 10 of delivery. */
const LATE = 1200;

export class BucketPolling {
  readonly #deps: ProviderDeps<S3Values>;
  readonly #said = new Set<string>();

  constructor(deps: ProviderDeps<S3Values>) {
    this.#deps = deps;
  }

  /** `undefined` stands for the end of a look. */
  async *objects(places: readonly PolledPrefix[]): AsyncGenerator<FoundObject | undefined> {
    const { values, remote, selection } = this.#deps;
    const end = values.end ?? Number.POSITIVE_INFINITY;
    let left = places;
    let isFirst = true;
    let complete = Number.NEGATIVE_INFINITY;
    for (;;) {
      const started = remote.clock.now() / 1000;
      const isAll = started - complete >= ALL;
      if (isAll) complete = started;
      const wanted = isFirst ? selection : selection.renewed(isAll ? undefined : started - RECENT);
      const ended = new Set<PolledPrefix>();
      for (const place of left) if (!(yield* this.#look(place, wanted, isFirst, isAll))) ended.add(place);
      left = left.filter((place) => !ended.has(place));
      yield undefined;
      isFirst = false;
      if (values.follow === undefined || left.length === 0 || started >= end + LATE) return;
      const took = remote.clock.now() / 1000 - started;
      if (!(await this.#sleep(1000 * Math.max(INTERVAL, took * SHARE)))) return;
    }
  }

  /** Whether that came to its end. */
  async #sleep(milliseconds: number): Promise<boolean> {
    const { clock, signal } = this.#deps.remote;
    try {
      await clock.sleep(milliseconds, signal);
    } catch (error) {
      if (!signal.aborted) throw error;
    }
    return !signal.aborted;
  }

  /** Whether there is any use in another look. */
  async *#look(
    place: PolledPrefix,
    selection: Selection,
    isFirst: boolean,
    isAll: boolean,
  ): AsyncGenerator<FoundObject, boolean> {
    const { bucket, service, had } = place;
    const { remote, values } = this.#deps;
    let isWhole = true;
    const failed = (folder: string, error: unknown): void => {
      isWhole = false;
      if (this.#isNews(folder, error)) reportError(folder, error, this.#deps);
    };
    had?.beginLook();
    try {
      const most = values["max-objects"];
      const search = { bucket, service, selection, concurrency: remote.options.concurrency, most, failed };
      for await (const object of findObjects(search))
        if (this.#isNew(place, object, selection, isFirst)) yield { place, object };
    } catch (error) {
      if (!(error instanceof NothingThere) || this.#deps.values.follow === undefined) {
        reportError(bucket.source, error, this.#deps);
        return false;
      }
      if (this.#isNews(bucket.source, error)) {
        this.#deps.context.note(`${bucket.source}: nothing there yet; waiting`);
      }
    }
    if (isAll && isWhole) had?.forgetGone((key) => key.startsWith(bucket.key) && wants(selection, key));
    return true;
  }

  #isNew({ bucket, had }: PolledPrefix, object: ListedObject, selection: Selection, isFirst: boolean): boolean {
    if (had === undefined) return true;
    const { isNew, isReplaced, mark } = had.judge(object);
    const name = objectUri(bucket, object.key);
    if (isReplaced) this.#deps.context.note(`${name} changed; reading it again from the start`);
    if (isNew) had.begin(object, mark?.position);
    else {
      selection.leaveOut("nothing new");
      if (isFirst && mark?.fault !== undefined) this.#deps.context.failed(name, ...mark.fault);
    }
    return isNew;
  }

  /** What was said once is not said at each look. */
  #isNews(what: string, error: unknown): boolean {
    const before = this.#said.size;
    return this.#said.add(`${what}: ${error instanceof RemoteError ? error.message : ""}`).size > before;
  }
}

function wants(selection: Selection, key: string): boolean {
  const cut = key.lastIndexOf("/") + 1;
  return selection.wants(enterFile(placeOf(key.slice(0, cut).replace(/\/$/, "")), key.slice(cut)).place);
}
