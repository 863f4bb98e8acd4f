// From what the user names to the objects to read, in the order of their keys: one object, a folder with all that is below
// it, or everything that begins so.
import { nearestName } from "@flowlogs/cli";
import { anywhere, enterFile, isOtherService, placeOf } from "../discovery/awsLayout.ts";
import type { Selection } from "../discovery/selection.ts";
import { walk } from "../discovery/walk.ts";
import { RemoteError } from "@flowlogs/base/errors";
import { type BucketUri, objectUri } from "@flowlogs/aws/s3/uri";
import { CONCURRENCY, type BucketService } from "@flowlogs/aws/s3/bucket";
import type { ListedObject } from "@flowlogs/aws/s3/listingPage";
import { BucketTree } from "./listing.ts";

export interface Search {
  readonly bucket: BucketUri;
  readonly service: BucketService;
  readonly selection: Selection;
  readonly concurrency: number | undefined;
  /** Objects and folders at most; undefined: as many as any bucket of logs has. */
  readonly most: number | undefined;
  /** A folder cannot be listed. */
  readonly failed: (folder: string, error: unknown) => void;
}

/** Objects and folders that a bucket of logs will hardly have below a prefix: a service that lists more may never end. */
const MOST = 10_000_000;

/** The objects that may be wanted. Throws RemoteError when there is nothing, or too much. */
export async function* findObjects(search: Search): AsyncGenerator<ListedObject> {
  const { bucket, service, selection } = search;
  const { key } = bucket;
  if (key === "" || key.endsWith("/")) {
    yield* below(search, key);
    return;
  }
  const { object, isFolder, isBeginning } = await whatIs(key, service);
  if (object !== undefined && takes(bucket, object, selection)) yield object;
  if (isFolder) yield* below(search, `${key}/`);
  else if (object === undefined && isBeginning) yield* below(search, key);
  else if (object === undefined) throw await nothing(bucket, service);
}

/** What a key is, that may be an object, a folder, or only how others begin. */
async function whatIs(
  key: string,
  service: BucketService,
): Promise<{ object?: ListedObject | undefined; isFolder: boolean; isBeginning: boolean }> {
  try {
    const lists = [service.list(key, { limit: 1, isDeep: true }), service.list(`${key}/`, { limit: 1, isDeep: true })];
    const [first, inFolder] = (await Promise.all(lists)).map(({ entries }) => entries[0]);
    const isObject = typeof first === "object" && first.key === key;
    return {
      ...(isObject ? { object: first } : {}),
      isFolder: inFolder !== undefined,
      isBeginning: first !== undefined,
    };
  } catch (error) {
    // Who may not list may still read an object of which he knows the key.
    if (!(error instanceof RemoteError) || !error.message.includes("s3:ListBucket")) throw error;
    const object = await service.headObject(key).catch(() => undefined);
    if (object === undefined) throw error;
    return { object, isFolder: false, isBeginning: false };
  }
}

/** All objects whose keys begin so, folder by folder. */
async function* below(search: Search, prefix: string): AsyncGenerator<ListedObject> {
  const { bucket, service, selection, concurrency = CONCURRENCY, most = MOST, failed } = search;
  const before = selection.leftOut;
  let isEmpty = true;
  const tree = new BucketTree({
    list: async (of, after) => await service.list(of, after === undefined ? {} : { after }),
    check: () => service.check(),
    wants: (folder) => selection.wants(placeOf(folder)),
    seen: () => (isEmpty = false),
    failed: (of, error) => failed(of === prefix ? bucket.source : objectUri(bucket, of), error),
    ahead: concurrency,
    most,
  });
  const cut = prefix.lastIndexOf("/") + 1;
  const place = placeOf(prefix.slice(0, cut).replace(/\/$/, ""));
  const root = objectUri(bucket, prefix.slice(0, cut));
  // What the user names is no folder of another service, wherever it lies.
  const start = { folder: "", prefix: root, place: isOtherService(place) ? anywhere : place };
  const length = objectUri(bucket, "").length;
  const from = { list: (of: string) => tree.list(of === "" ? prefix : `${of.slice(length)}/`) };
  for await (const { listed } of walk(from, start, selection)) if (listed !== undefined) yield listed;
  if (isEmpty && selection.leftOut === before) throw await nothing(bucket, service);
}

/** Whether an object that the user names is wanted, as far as its key tells. */
function takes(bucket: BucketUri, { key }: ListedObject, selection: Selection): boolean {
  const cut = key.lastIndexOf("/");
  const { place, isNamed } = enterFile(placeOf(key.slice(0, Math.max(0, cut))), key.slice(cut + 1));
  return selection.takesFile(objectUri(bucket, key), place, isNamed, "named");
}

/** Nothing is there, yet. */
export class NothingThere extends RemoteError {}

/** The same with what the user may have meant. */
async function nothing({ key }: BucketUri, service: BucketService): Promise<NothingThere> {
  const named = key.replace(/\/$/, "");
  if (named === "") return new NothingThere("the bucket is empty", "check its name");
  const above = named.slice(0, named.lastIndexOf("/") + 1);
  const { entries } = await service.list(above);
  const names = entries.map((entry) =>
    (typeof entry === "string" ? entry.slice(0, -1) : entry.key).slice(above.length),
  );
  const near = nearestName(named.slice(above.length), names);
  const some = names.slice(0, 3).join(", ");
  const there = names.length === 0 ? "check the prefix" : `there are ${some}${names.length > 3 ? " and others" : ""}`;
  return new NothingThere("nothing is there", near === undefined ? there : `did you mean "${above}${near}"?`);
}
