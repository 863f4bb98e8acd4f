// Finds the objects to read, source by source: once, or with --follow again and again as they appear, and with a state only
// those that were not read before.
import { enterFile, placeOf } from "../discovery/awsLayout.ts";
import type { Selection } from "../discovery/selection.ts";
import { RemoteError } from "@flowlogs/base/errors";
import { reportError, type ProviderDeps } from "../provider/provider.ts";
import { type BucketUri, objectUri } from "@flowlogs/aws/s3/uri";
import { findObjects, NothingFound } from "./findObjects.ts";
import { ObjectCheckpoints } from "./checkpoints.ts";
import type { BucketService } from "@flowlogs/aws/s3/bucket";
import type { ListedObject } from "@flowlogs/aws/s3/listingPage";
import type { S3Values } from "./options.ts";

/** A prefix to scan. */
export interface PolledPrefix {
  readonly bucket: BucketUri;
  readonly service: BucketService;
  /** Which objects of the bucket were read; undefined when that does not matter. */
  readonly checkpoints: ObjectCheckpoints | undefined;
}

/** An object to read, and where it is. */
export interface FoundObject {
  readonly place: PolledPrefix;
  readonly object: ListedObject;
}

/** Minimum seconds between two scans, and how many times what a scan takes. */
const SCAN_INTERVAL = 15;
const SCAN_SHARE = 10;
/** New objects are expected under names of this many last seconds; seconds between two scans of all other names. */
const RECENT_AGE = 3 * 3600;
const FULL_INTERVAL = 900;
/** Seconds after the end of a window in which its records may still come: 10 of aggregation, 10 of delivery. */
const LATE_ARRIVAL = 1200;

export class BucketPolling {
  readonly #deps: ProviderDeps<S3Values>;
  readonly #reported = new Set<string>();

  constructor(deps: ProviderDeps<S3Values>) {
    this.#deps = deps;
  }

  /** `undefined` marks the end of a scan. */
  async *objects(places: readonly PolledPrefix[]): AsyncGenerator<FoundObject | undefined> {
    const { values, remote, selection } = this.#deps;
    const end = values.end ?? Number.POSITIVE_INFINITY;
    let left = places;
    let isFirst = true;
    let complete = Number.NEGATIVE_INFINITY;
    for (;;) {
      const started = remote.clock.now() / 1000;
      const isAll = started - complete >= FULL_INTERVAL;
      if (isAll) complete = started;
      const wanted = isFirst ? selection : selection.renewed(isAll ? undefined : started - RECENT_AGE);
      const ended = new Set<PolledPrefix>();
      for (const place of left) if (!(yield* this.#scan(place, wanted, isFirst, isAll))) ended.add(place);
      left = left.filter((place) => !ended.has(place));
      yield undefined;
      isFirst = false;
      if (values.follow === undefined || left.length === 0 || started >= end + LATE_ARRIVAL) return;
      const took = remote.clock.now() / 1000 - started;
      if (!(await this.#sleep(1000 * Math.max(SCAN_INTERVAL, took * SCAN_SHARE)))) return;
    }
  }

  /** Returns false when the run ended meanwhile. */
  async #sleep(milliseconds: number): Promise<boolean> {
    const { clock, signal } = this.#deps.remote;
    try {
      await clock.sleep(milliseconds, signal);
    } catch (error) {
      if (!signal.aborted) throw error;
    }
    return !signal.aborted;
  }

  /** Returns whether another scan makes sense. */
  async *#scan(
    place: PolledPrefix,
    selection: Selection,
    isFirst: boolean,
    isAll: boolean,
  ): AsyncGenerator<FoundObject, boolean> {
    const { bucket, service, checkpoints } = place;
    const { remote, values } = this.#deps;
    let isWhole = true;
    const failed = (folder: string, error: unknown): void => {
      isWhole = false;
      if (this.#isUnreported(folder, error)) reportError(folder, error, this.#deps);
    };
    checkpoints?.beginScan();
    try {
      const maxEntries = values["max-objects"];
      const search = { bucket, service, selection, concurrency: remote.options.concurrency, maxEntries, failed };
      for await (const object of findObjects(search))
        if (this.#isNew(place, object, selection, isFirst)) yield { place, object };
    } catch (error) {
      if (!(error instanceof NothingFound) || this.#deps.values.follow === undefined) {
        reportError(bucket.source, error, this.#deps);
        return false;
      }
      if (this.#isUnreported(bucket.source, error)) {
        this.#deps.context.note(`${bucket.source}: nothing there yet; waiting`);
      }
    }
    if (isAll && isWhole) checkpoints?.forgetGone((key) => key.startsWith(bucket.key) && wants(selection, key));
    return true;
  }

  #isNew({ bucket, checkpoints }: PolledPrefix, object: ListedObject, selection: Selection, isFirst: boolean): boolean {
    if (checkpoints === undefined) return true;
    const { isNew, isReplaced, checkpoint } = checkpoints.compare(object);
    const name = objectUri(bucket, object.key);
    if (isReplaced) this.#deps.context.note(`${name} changed; reading it again from the start`);
    if (isNew) checkpoints.begin(object, checkpoint?.position);
    else {
      selection.leaveOut("nothing new");
      if (isFirst && checkpoint?.fault !== undefined) this.#deps.context.failed(name, ...checkpoint.fault);
    }
    return isNew;
  }

  /** Whether an error was not reported yet: it is not repeated at each scan. */
  #isUnreported(what: string, error: unknown): boolean {
    const before = this.#reported.size;
    return this.#reported.add(`${what}: ${error instanceof RemoteError ? error.message : ""}`).size > before;
  }
}

function wants(selection: Selection, key: string): boolean {
  const cut = key.lastIndexOf("/") + 1;
  return selection.wants(enterFile(placeOf(key.slice(0, cut).replace(/\/$/, "")), key.slice(cut)).place);
}
