// Finds the objects to read for a source that the user names, in the order of their keys: one object, a folder with all that
// is inside, or all keys that begin with a prefix.
import { nearestName } from "@flowlogs/cli";
import { anywhere, enterFile, isOtherService, placeOf } from "../discovery/awsLayout.ts";
import type { Selection } from "../discovery/selection.ts";
import { walk } from "../discovery/walk.ts";
import { RemoteError } from "@flowlogs/base/errors";
import { type BucketUri, objectUri } from "@flowlogs/aws/s3/uri";
import { CONCURRENCY, type BucketService } from "@flowlogs/aws/s3/bucket";
import type { ListedObject } from "@flowlogs/aws/s3/listingPage";
import { BucketTree } from "./listing.ts";

export interface ObjectSearch {
  readonly bucket: BucketUri;
  readonly service: BucketService;
  readonly selection: Selection;
  readonly concurrency: number | undefined;
  /** Maximum number of objects and folders; undefined: more than any bucket of logs has. */
  readonly maxEntries: number | undefined;
  /** Reports a folder that cannot be listed. */
  readonly failed: (folder: string, error: unknown) => void;
}

/** More objects and folders than a bucket of logs has below a prefix: a service that lists more may never end. */
const MAX_ENTRIES = 10_000_000;

/** The objects that may be wanted. Throws RemoteError when there are none, or too many. */
export async function* findObjects(search: ObjectSearch): AsyncGenerator<ListedObject> {
  const { bucket, service, selection } = search;
  const { key } = bucket;
  if (key === "" || key.endsWith("/")) {
    yield* objectsBelow(search, key);
    return;
  }
  const { object, isFolder, isBeginning } = await inspectKey(key, service);
  if (object !== undefined && isWanted(bucket, object, selection)) yield object;
  if (isFolder) yield* objectsBelow(search, `${key}/`);
  else if (object === undefined && isBeginning) yield* objectsBelow(search, key);
  else if (object === undefined) throw await nothingFound(bucket, service);
}

/** Whether a key is an object, a folder, or the beginning of other keys. */
async function inspectKey(
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
    // A user without the permission to list may still read an object by its key.
    if (!(error instanceof RemoteError) || !error.message.includes("s3:ListBucket")) throw error;
    const object = await service.headObject(key).catch(() => undefined);
    if (object === undefined) throw error;
    return { object, isFolder: false, isBeginning: false };
  }
}

/** All objects whose keys begin with a prefix, folder by folder. */
async function* objectsBelow(search: ObjectSearch, prefix: string): AsyncGenerator<ListedObject> {
  const { bucket, service, selection, concurrency = CONCURRENCY, maxEntries = MAX_ENTRIES, failed } = search;
  const before = selection.leftOut;
  let isEmpty = true;
  const tree = new BucketTree({
    list: async (of, after) => await service.list(of, after === undefined ? {} : { after }),
    check: () => service.check(),
    wants: (folder) => selection.wants(placeOf(folder)),
    onEntry: () => (isEmpty = false),
    failed: (of, error) => failed(of === prefix ? bucket.source : objectUri(bucket, of), error),
    ahead: concurrency,
    maxEntries,
  });
  const cut = prefix.lastIndexOf("/") + 1;
  const place = placeOf(prefix.slice(0, cut).replace(/\/$/, ""));
  const root = objectUri(bucket, prefix.slice(0, cut));
  // A folder that the user names is read even among the logs of another service.
  const start = { folder: "", prefix: root, place: isOtherService(place) ? anywhere : place };
  const length = objectUri(bucket, "").length;
  const from = { list: (of: string) => tree.list(of === "" ? prefix : `${of.slice(length)}/`) };
  for await (const { listed } of walk(from, start, selection)) if (listed !== undefined) yield listed;
  if (isEmpty && selection.leftOut === before) throw await nothingFound(bucket, service);
}

/** Whether an object that the user names is wanted, as far as its key says. */
function isWanted(bucket: BucketUri, { key }: ListedObject, selection: Selection): boolean {
  const cut = key.lastIndexOf("/");
  const { place, isNamed } = enterFile(placeOf(key.slice(0, Math.max(0, cut))), key.slice(cut + 1));
  return selection.takesFile(objectUri(bucket, key), place, isNamed, "named");
}

/** Nothing is there yet. */
export class NothingFound extends RemoteError {}

/** The error, with a suggestion of what the user may have meant. */
async function nothingFound({ key }: BucketUri, service: BucketService): Promise<NothingFound> {
  const named = key.replace(/\/$/, "");
  if (named === "") return new NothingFound("the bucket is empty", "check its name");
  const above = named.slice(0, named.lastIndexOf("/") + 1);
  const { entries } = await service.list(above);
  const names = entries.map((entry) =>
    (typeof entry === "string" ? entry.slice(0, -1) : entry.key).slice(above.length),
  );
  const near = nearestName(named.slice(above.length), names);
  const some = names.slice(0, 3).join(", ");
  const there = names.length === 0 ? "check the prefix" : `there are ${some}${names.length > 3 ? " and others" : ""}`;
  return new NothingFound("nothing is there", near === undefined ? there : `did you mean "${above}${near}"?`);
}
