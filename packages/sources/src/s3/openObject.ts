// Opens objects. What they are, their first bytes say; by their names is only guessed which bytes those are that are
// needed first: of Parquet the last ones.
import { decoderFor, decompressed, MAGIC } from "@flowlogs/formats/compression/decompress";
import { type BufferedSource, isParquet, type Opened, BACKGROUND_SIZE } from "../reader/open.ts";
import { isAbort, RemoteError } from "@flowlogs/base/errors";
import type { OpenedRemote } from "../provider/provider.ts";
import { accessInMemory, RangedAccess, WHOLE } from "./rangedObject.ts";
import { gather, ObjectBody } from "./objectBody.ts";
import { ArrivingContent, LaterContent } from "./arrivingContent.ts";
import type { BucketService } from "@flowlogs/aws/s3/bucket";
import type { ListedObject } from "@flowlogs/aws/s3/listingPage";
import { Semaphore } from "@flowlogs/base/semaphore";

/** Bytes of objects that may wait for their turn, and of one that is fetched when it has its turn. */
const [MEMORY, OWN] = [32 << 20, 16 << 20];
/** Bytes of the head; what is behind it is read where it is wanted. */
const HEAD = 1 << 16;
/** Bytes of an object that may be had as one. */
const MOST = 16 << 20;

/** An object that is under way. */
export interface Started {
  readonly object: ListedObject;
  readonly service: BucketService;
  /** Its bytes, in order or, of Parquet, by ranges. */
  readonly from: ObjectBody | RangedAccess;
}

export type OpenedObject = Pick<OpenedRemote, "whole"> & Opened;

export class Opener {
  readonly #memory = new Semaphore(MEMORY);
  readonly #isAhead: boolean;
  #order = 0;

  /** `isAhead`: another thread may decompress what is large. */
  constructor(isAhead: boolean) {
    this.#isAhead = isAhead;
  }

  /** Begins to fetch an object. They are opened in the order in which they were started. */
  start(object: ListedObject, service: BucketService): Started {
    const order = this.#order++;
    const isColumns = object.key.endsWith(".parquet") && object.size > WHOLE;
    const from = isColumns
      ? new RangedAccess(object, order, service)
      : new ObjectBody(object, order, service, this.#memory);
    return { object, service, from: from.start() };
  }

  /** Who takes it closes it. Throws what went wrong with its first bytes. */
  async open(name: string, started: Started): Promise<OpenedObject> {
    const { from } = started;
    if (from instanceof ObjectBody) return await openBody(name, from, started, this.#isAhead);
    if (await from.isParquet()) return openColumns(name, from);
    from.close();
    return await openBody(name, fetchedNow(started), started, this.#isAhead);
  }
}

async function openBody(
  name: string,
  body: ObjectBody,
  { object, service }: Omit<Started, "from">,
  isAhead: boolean,
): Promise<OpenedObject> {
  const head = await headOf(body);
  if (isParquet(head)) {
    if (object.size <= WHOLE) return { name, content: emptyContent(body), parquet: await accessInMemory(body, head) };
    body.close();
    return openColumns(name, new RangedAccess(object, 0, service).start());
  }
  // What is waited for is what is read: where data is damaged, it is fetched once more to look closer.
  let reading = body;
  const again = (): ObjectBody => (reading = fetchedNow({ object, service }));
  const arrival = async (): Promise<void> => await reading.arrival();
  const unpack = async (): Promise<ArrivingContent> => {
    const inside = await decompressed({ input: body, head, again }, isAhead && object.size >= BACKGROUND_SIZE);
    return inside === undefined ? new ArrivingContent(body, arrival, head) : new ArrivingContent(inside, arrival);
  };
  const isPacked = (await decoderFor(head)) !== undefined;
  const opened = { name, content: new LaterContent(unpack, () => body.close()), isPacked };
  if (object.size > MOST) return opened;
  return { ...opened, whole: async () => await wholeOf(name, body, head) };
}

/** All bytes, and why there are no more if something went wrong. */
async function wholeOf(name: string, body: ObjectBody, head: Uint8Array): Promise<BufferedSource | undefined> {
  const { bytes, fault } = await gather(body, head);
  if (fault === undefined) return { name, bytes };
  if (isAbort(fault)) return undefined;
  if (!(fault instanceof RemoteError)) throw fault;
  return { name, bytes, failure: { what: fault.message, advice: fault.advice } };
}

function openColumns(name: string, parquet: RangedAccess): Opened {
  return { name, content: emptyContent(parquet), parquet };
}

/** Where all is had in another way. */
function emptyContent(from: Started["from"]): ArrivingContent {
  return new ArrivingContent({ readNow: () => 0, read: () => 0, close: () => from.close() }, async () => {});
}

/** The object from its beginning, in memory of its own: it is its turn. */
function fetchedNow({ object, service }: Omit<Started, "from">): ObjectBody {
  return new ObjectBody(object, 0, service, new Semaphore(OWN)).start();
}

async function headOf(body: ObjectBody): Promise<Uint8Array> {
  const head = new Uint8Array(HEAD);
  let length = 0;
  while (length < MAGIC) {
    const more = body.readNow(head.subarray(length));
    if (more === 0) break;
    if (more === undefined) await body.arrival();
    else length += more;
  }
  return head.subarray(0, length);
}
