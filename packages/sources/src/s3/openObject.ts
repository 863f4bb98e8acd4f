// Opens objects. Their first bytes tell the format; the name only suggests which bytes are needed first: of Parquet the last.
import { decoderFor, decompressed, MAGIC } from "@flowlogs/formats/compression/decompress";
import { type BufferedSource, isParquet, type Opened, BACKGROUND_SIZE } from "../reader/open.ts";
import { isAbort, RemoteError } from "@flowlogs/base/errors";
import type { OpenedRemote } from "../provider/provider.ts";
import { accessInMemory, RangedAccess, WHOLE_SIZE } from "./rangedObject.ts";
import { gather, ObjectBody } from "./objectBody.ts";
import { ArrivingContent, LaterContent } from "./arrivingContent.ts";
import type { BucketService } from "@flowlogs/aws/s3/bucket";
import type { ListedObject } from "@flowlogs/aws/s3/listingPage";
import { Semaphore } from "@flowlogs/base/semaphore";

/** Bytes of all objects that may wait for their turn, and of one that is fetched when its turn has come. */
const [TOTAL_MEMORY, SINGLE_MEMORY] = [32 << 20, 16 << 20];
/** Bytes of the head; the rest is read where it is needed. */
const HEAD_SIZE = 1 << 16;
/** Maximum size of an object that is handed over in memory. */
const MAX_BUFFERED = 16 << 20;

/** An object that is being fetched. */
export interface StartedObject {
  readonly object: ListedObject;
  readonly service: BucketService;
  /** Its bytes, in order or, for Parquet, by ranges. */
  readonly from: ObjectBody | RangedAccess;
}

export type OpenedObject = Pick<OpenedRemote, "whole"> & Opened;

export class Opener {
  readonly #memory = new Semaphore(TOTAL_MEMORY);
  readonly #inBackground: boolean;
  #order = 0;

  /** `inBackground`: another thread may decompress large objects. */
  constructor(inBackground: boolean) {
    this.#inBackground = inBackground;
  }

  /** Begins to fetch an object. They are opened in the order in which they were started. */
  start(object: ListedObject, service: BucketService): StartedObject {
    const order = this.#order++;
    const isColumns = object.key.endsWith(".parquet") && object.size > WHOLE_SIZE;
    const from = isColumns
      ? new RangedAccess(object, order, service)
      : new ObjectBody(object, order, service, this.#memory);
    return { object, service, from: from.start() };
  }

  /** The caller must close it. Throws the error of its first bytes. */
  async open(name: string, started: StartedObject): Promise<OpenedObject> {
    const { from } = started;
    if (from instanceof ObjectBody) return await openBody(name, from, started, this.#inBackground);
    if (await from.isParquet()) return openColumns(name, from);
    from.close();
    return await openBody(name, fetchedNow(started), started, this.#inBackground);
  }
}

async function openBody(
  name: string,
  body: ObjectBody,
  { object, service }: Omit<StartedObject, "from">,
  inBackground: boolean,
): Promise<OpenedObject> {
  const head = await headOf(body);
  if (isParquet(head)) {
    if (object.size <= WHOLE_SIZE)
      return { name, content: emptyContent(body), parquet: await accessInMemory(body, head) };
    body.close();
    return openColumns(name, new RangedAccess(object, 0, service).start());
  }
  // Waits are for the body that is read: damaged data is fetched once more to look closer.
  let reading = body;
  const again = (): ObjectBody => (reading = fetchedNow({ object, service }));
  const arrival = async (): Promise<void> => await reading.arrival();
  const unpack = async (): Promise<ArrivingContent> => {
    const inside = await decompressed({ input: body, head, again }, inBackground && object.size >= BACKGROUND_SIZE);
    return inside === undefined ? new ArrivingContent(body, arrival, head) : new ArrivingContent(inside, arrival);
  };
  const isPacked = (await decoderFor(head)) !== undefined;
  const opened = { name, content: new LaterContent(unpack, () => body.close()), isPacked };
  if (object.size > MAX_BUFFERED) return opened;
  return { ...opened, whole: async () => await wholeOf(name, body, head) };
}

/** All bytes, and the error after them, if any. */
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

/** The content of an object whose bytes are read in another way. */
function emptyContent(from: StartedObject["from"]): ArrivingContent {
  return new ArrivingContent({ readNow: () => 0, read: () => 0, close: () => from.close() }, async () => {});
}

/** The object from its beginning, with memory of its own: its turn has come. */
function fetchedNow({ object, service }: Omit<StartedObject, "from">): ObjectBody {
  return new ObjectBody(object, 0, service, new Semaphore(SINGLE_MEMORY)).start();
}

async function headOf(body: ObjectBody): Promise<Uint8Array> {
  const head = new Uint8Array(HEAD_SIZE);
  let length = 0;
  while (length < MAGIC) {
    const more = body.readNow(head.subarray(length));
    if (more === 0) break;
    if (more === undefined) await body.arrival();
    else length += more;
  }
  return head.subarray(0, length);
}
