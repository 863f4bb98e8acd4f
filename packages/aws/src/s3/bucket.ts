// The calls to S3: pages of a listing, and parts of objects, which arrive complete even when connections break. client.ts
// makes the calls.
import { Readable } from "node:stream";
import { GetObjectCommand, HeadObjectCommand, ListObjectsV2Command, type S3Client } from "@aws-sdk/client-s3";
import { RemoteError } from "@flowlogs/base/errors";
import type { Retry } from "../retry.ts";
import type { AwsContext } from "../awsContext.ts";
import { BucketClient, type S3Options } from "./client.ts";
import { limitResponse } from "./limitedResponse.ts";
import { statusOf, toS3Error } from "./errors.ts";
import { assertKeys, ListingCheck } from "./listingCheck.ts";
import { Semaphore } from "@flowlogs/base/semaphore";
import type { ListedObject, ListingPage } from "./listingPage.ts";

/** A range of bytes of one version of an object. */
interface ObjectPart {
  readonly key: string;
  readonly etag: string;
  /** The first byte. */
  readonly from: number;
  /** The end, exclusive. */
  readonly to: number;
}

const ADVICE = "check --endpoint-url";

/** The most calls under way at once, if the user sets no --concurrency. */
export const CONCURRENCY = 16;
/** Calls a second, if the user sets no --rate; S3 allows some thousands for each prefix. */
const RATE = 1000;
/** The end of the names of directory buckets, whose listings are not sorted. */
const DIRECTORY_SUFFIX = "--x-s3";
/** Bytes in one connection after which the retries start again from the first. */
const PROGRESS = 1 << 16;

export class BucketService {
  readonly #bucket: string;
  readonly #options: S3Options;
  readonly #aws: AwsContext;
  readonly #retry: Retry;
  readonly #semaphore: Semaphore;
  readonly #client: BucketClient;

  constructor(bucket: string, options: S3Options, aws: AwsContext) {
    this.#bucket = bucket;
    this.#options = options;
    this.#aws = aws;
    this.#retry = aws.retry(aws.rateLimiter(`S3 ${bucket}`, RATE));
    this.#client = new BucketClient(bucket, options, aws, this.#retry);
    this.#semaphore = new Semaphore(aws.options.concurrency ?? CONCURRENCY);
  }

  /** A page of the objects and folders that begin with a prefix; `isDeep`: all objects, without folders. Throws RemoteError. */
  async list(prefix: string, more: { after?: string; limit?: number; isDeep?: boolean } = {}): Promise<ListingPage> {
    const input = {
      ...this.#common(),
      Prefix: prefix,
      // XML cannot contain some characters of keys.
      EncodingType: "url",
      ...(more.isDeep === true ? {} : { Delimiter: "/" }),
      ...(more.after === undefined ? {} : { ContinuationToken: more.after }),
      ...(more.limit === undefined ? {} : { MaxKeys: more.limit }),
    } as const;
    const send = async (client: S3Client, abortSignal: AbortSignal) => {
      const command = new ListObjectsV2Command(input);
      limitResponse(command.middlewareStack);
      return await client.send(command, { abortSignal });
    };
    const {
      Contents = [],
      CommonPrefixes = [],
      NextContinuationToken,
      IsTruncated,
      EncodingType,
    } = await this.#semaphore.use(
      () => this.#client.send("s3:ListBucket", send),
      -1, // before all objects: further calls depend on it
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
      throw new RemoteError("the listing is truncated, but has no continuation token", ADVICE);
    }
    return { entries, next: IsTruncated === true ? NextContinuationToken : undefined };
  }

  /** A new check for the pages of one listing. */
  check(): ListingCheck {
    return new ListingCheck(!this.#bucket.endsWith(DIRECTORY_SUFFIX));
  }

  /** The description of one object; undefined if it does not exist. Throws RemoteError. */
  async headObject(key: string): Promise<ListedObject | undefined> {
    try {
      const {
        ContentLength = 0,
        ETag = "",
        StorageClass = "STANDARD",
      } = await this.#semaphore.use(() =>
        this.#client.send("s3:GetObject", (client, abortSignal) =>
          client.send(new HeadObjectCommand({ ...this.#common(), Key: key }), { abortSignal }),
        ),
      );
      return { key, size: ContentLength, etag: ETag, storage: StorageClass };
    } catch (error) {
      if (error instanceof RemoteError && statusOf(error.cause) === 404) return undefined;
      throw error;
    }
  }

  /**
   * Hands over the bytes of a part as they arrive, and continues where a connection broke. Parts with a lower `order` go
   * first. Throws RemoteError, or the reason of the signal.
   */
  async fetch(part: ObjectPart, order: number, partSignal: AbortSignal, take: (bytes: Buffer) => void): Promise<void> {
    const signal = AbortSignal.any([this.#aws.signal, partSignal]);
    let { from } = part;
    let token: Awaited<ReturnType<Retry["interrupted"]>> | undefined;
    let connectedAt = from;
    while (from < part.to) {
      try {
        await this.#semaphore.use(async () => {
          signal.throwIfAborted();
          connectedAt = from;
          const body: AsyncIterable<Buffer> = await this.#get({ ...part, from }, signal);
          for await (const bytes of body) {
            from += bytes.length;
            if (from > part.to) throw new RemoteError("the service sends more bytes of an object than it has", ADVICE);
            if (from - connectedAt >= PROGRESS) token = undefined;
            take(bytes);
          }
          if (from < part.to) throw Object.assign(new Error("the response was cut short"), { code: "ECONNRESET" });
        }, order);
      } catch (error) {
        signal.throwIfAborted();
        if (error instanceof RemoteError) throw error;
        token = await this.#retry.interrupted(token).catch(() => {
          throw toS3Error(error, this.#client.callInfo("s3:GetObject"));
        });
      }
    }
  }

  /** The region of the bucket: certain after the first call, a guess before. */
  async region(): Promise<string> {
    return await this.#client.region();
  }

  close(): void {
    this.#client.close();
  }

  async #get({ key, etag, from, to }: ObjectPart, signal: AbortSignal): Promise<Readable> {
    const input = { ...this.#common(), Key: key, Range: `bytes=${from}-${to - 1}`, IfMatch: etag };
    const command = new GetObjectCommand(input);
    limitResponse(command.middlewareStack, true);
    const answer = await this.#client.send("s3:GetObject", (client) => client.send(command, { abortSignal: signal }));
    const { Body: body, ContentRange: range, ContentLength: length } = answer;
    if (!(body instanceof Readable)) throw new RemoteError("the response has no body", ADVICE);
    // Without a range it is the whole object, which is fine if that was requested.
    const isWhole = range === undefined && from === 0 && length === to;
    if (isWhole || range?.startsWith(`bytes ${from}-`) === true) return body;
    body.destroy();
    throw new RemoteError(
      "the service does not support ranges of objects",
      "use a service that supports the Range header",
    );
  }

  #common(): { Bucket: string; RequestPayer?: "requester" } {
    return {
      Bucket: this.#bucket,
      ...(this.#options["requester-pays"] === true ? { RequestPayer: "requester" } : {}),
    };
  }
}

function keyOf(entry: ListedObject | string): string {
  return typeof entry === "string" ? entry : entry.key;
}

function decodeKey(key: string): string {
  return decodeURIComponent(key.replaceAll("+", " "));
}
