// S3 as we use it: a page of a listing, and a part of an object that comes whole even when connections break. How a call is
// made is left to caller.ts, and what to ask for to others.
import { Readable } from "node:stream";
import { GetObjectCommand, HeadObjectCommand, ListObjectsV2Command, type S3Client } from "@aws-sdk/client-s3";
import { RemoteError } from "@flowlogs/base/errors";
import type { Retry } from "../retry.ts";
import type { AwsContext } from "../awsContext.ts";
import { BucketClient, type S3Options } from "./client.ts";
import { boundAnswer } from "./boundedAnswer.ts";
import { statusOf, wordFault } from "./errors.ts";
import { assertKeys, ListingCheck } from "./listingCheck.ts";
import { Semaphore } from "@flowlogs/base/semaphore";
import type { Listed, ListingPage } from "./listingPage.ts";

/** Some bytes of an object, as it was when it had this tag. */
export interface ObjectPart {
  readonly key: string;
  readonly etag: string;
  readonly from: number;
  readonly to: number;
}

const ADVICE = "check --endpoint-url";

/** Calls under way at once. */
export const CONCURRENCY = 16;
/** Calls a second; S3 takes some thousands for each prefix. */
const RATE = 1000;
/** How the names of directory buckets end, which list their keys in no order. */
const DIRECTORY = "--x-s3";
/** Bytes without a break that are worth all the patience again. */
const PROGRESS = 1 << 16;

export class BucketService {
  readonly #bucket: string;
  readonly #options: S3Options;
  readonly #remote: AwsContext;
  readonly #retry: Retry;
  readonly #slots: Semaphore;
  readonly #caller: BucketClient;

  constructor(bucket: string, options: S3Options, remote: AwsContext) {
    this.#bucket = bucket;
    this.#options = options;
    this.#remote = remote;
    this.#retry = remote.retry(remote.pace(`S3 ${bucket}`, RATE));
    this.#caller = new BucketClient(bucket, options, remote, this.#retry);
    this.#slots = new Semaphore(remote.options.concurrency ?? CONCURRENCY);
  }

  /** What begins with a prefix; with `isDeep`, also what is in folders below. */
  async list(prefix: string, more: { after?: string; most?: number; isDeep?: boolean } = {}): Promise<ListingPage> {
    const input = {
      ...this.#common(),
      Prefix: prefix,
      // Some keys could not be written in XML as they are.
      EncodingType: "url",
      ...(more.isDeep === true ? {} : { Delimiter: "/" }),
      ...(more.after === undefined ? {} : { ContinuationToken: more.after }),
      ...(more.most === undefined ? {} : { MaxKeys: more.most }),
    } as const;
    const send = async (client: S3Client, abortSignal: AbortSignal) => {
      const command = new ListObjectsV2Command(input);
      boundAnswer(command.middlewareStack);
      return await client.send(command, { abortSignal });
    };
    const {
      Contents = [],
      CommonPrefixes = [],
      NextContinuationToken,
      IsTruncated,
      EncodingType,
    } = await this.#slots.use(
      () => this.#caller.send("s3:ListBucket", send),
      -1, // what else there is depends on it
    );
    const decode = EncodingType === "url" ? decodeKey : (key: string): string => key;
    const objects = Contents.map(({ Key = "", Size = 0, ETag = "", StorageClass = "STANDARD" }) => ({
      key: decode(Key),
      size: Size,
      etag: ETag,
      storage: StorageClass,
    }));
    const folders = CommonPrefixes.flatMap(({ Prefix = [] }) => Prefix).map(decode);
    const entries = [...objects, ...folders].toSorted((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
    assertKeys(entries, prefix);
    if (IsTruncated === true && NextContinuationToken === undefined) {
      throw new RemoteError("the listing has more, and does not say how to ask for it", ADVICE);
    }
    return { entries, next: IsTruncated === true ? NextContinuationToken : undefined };
  }

  /** Looks at the pages of a listing. */
  check(): ListingCheck {
    return new ListingCheck(!this.#bucket.endsWith(DIRECTORY));
  }

  /** What is known of one object; undefined when there is none. */
  async headObject(key: string): Promise<Listed | undefined> {
    try {
      const {
        ContentLength = 0,
        ETag = "",
        StorageClass = "STANDARD",
      } = await this.#slots.use(() =>
        this.#caller.send("s3:GetObject", (client, abortSignal) =>
          client.send(new HeadObjectCommand({ ...this.#common(), Key: key }), { abortSignal }),
        ),
      );
      return { key, size: ContentLength, etag: ETag, storage: StorageClass };
    } catch (error) {
      if (error instanceof RemoteError && statusOf(error.cause) === 404) return undefined;
      throw error;
    }
  }

  /** Hands over the bytes of a part as they come; `order`: whose turn is first. Goes on where a connection broke. */
  async fetch(part: ObjectPart, order: number, own: AbortSignal, take: (bytes: Buffer) => void): Promise<void> {
    const signal = AbortSignal.any([this.#remote.signal, own]);
    let { from } = part;
    let token: Awaited<ReturnType<Retry["interrupted"]>> | undefined;
    let begin = from;
    while (from < part.to) {
      try {
        await this.#slots.use(async () => {
          signal.throwIfAborted();
          begin = from;
          const body: AsyncIterable<Buffer> = await this.#get({ ...part, from }, signal);
          for await (const bytes of body) {
            from += bytes.length;
            if (from > part.to) throw new RemoteError("the service sends more of an object than there is", ADVICE);
            if (from - begin >= PROGRESS) token = undefined;
            take(bytes);
          }
          if (from < part.to) throw Object.assign(new Error("the answer was cut short"), { code: "ECONNRESET" });
        }, order);
      } catch (error) {
        signal.throwIfAborted();
        if (error instanceof RemoteError) throw error;
        token = await this.#retry.interrupted(token).catch(() => {
          throw wordFault(error, this.#caller.attempt("s3:GetObject"));
        });
      }
    }
  }

  /** The region of the bucket, as far as it is known: for sure after the first call. */
  async region(): Promise<string> {
    return await this.#caller.region();
  }

  close(): void {
    this.#caller.close();
  }

  async #get({ key, etag, from, to }: ObjectPart, signal: AbortSignal): Promise<Readable> {
    const input = { ...this.#common(), Key: key, Range: `bytes=${from}-${to - 1}`, IfMatch: etag };
    const command = new GetObjectCommand(input);
    boundAnswer(command.middlewareStack, true);
    const answer = await this.#caller.send("s3:GetObject", (client) => client.send(command, { abortSignal: signal }));
    const { Body: body, ContentRange: range, ContentLength: length } = answer;
    if (!(body instanceof Readable)) throw new RemoteError("the answer has no body", ADVICE);
    // Without a range it is the whole object: as good, if that was asked for.
    const isWhole = range === undefined && from === 0 && length === to;
    if (isWhole || range?.startsWith(`bytes ${from}-`) === true) return body;
    body.destroy();
    throw new RemoteError("the service does not give parts of objects", "use one that knows ranges");
  }

  #common(): { Bucket: string; RequestPayer?: "requester" } {
    return {
      Bucket: this.#bucket,
      ...(this.#options["requester-pays"] === true ? { RequestPayer: "requester" } : {}),
    };
  }
}

function keyOf(entry: Listed | string): string {
  return typeof entry === "string" ? entry : entry.key;
}

function decodeKey(key: string): string {
  return decodeURIComponent(key.replaceAll("+", " "));
}
