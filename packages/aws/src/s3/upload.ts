// Writes whole objects: readers see all of one, or nothing, and none that exists is replaced. A file is sent in one call, or in
// parts that are put together by the last one; each call is repeated by its own, with the bytes that it had.
import { type FileHandle, open } from "node:fs/promises";
import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  type CompletedPart,
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  HeadObjectCommand,
  PutObjectCommand,
  type S3Client,
  UploadPartCommand,
} from "@aws-sdk/client-s3";
import { RemoteError } from "@flowlogs/base/errors";
import { Semaphore } from "@flowlogs/base/semaphore";
import type { AwsContext } from "../awsContext.ts";
import { BucketClient, type S3Options } from "./client.ts";
import { statusOf, toS3Error } from "./errors.ts";

export interface UploadOptions {
  /** As it is saved with the object. */
  readonly metadata: Readonly<Record<string, string>>;
  readonly contentType: string;
}

export interface StoredObject {
  readonly size: number;
  readonly metadata: Readonly<Record<string, string>>;
}

interface Upload extends UploadOptions {
  readonly key: string;
  readonly file: FileHandle;
  readonly size: number;
}

/** Bytes of a part; larger files have several. The service takes up to 10,000, each of at least 5 MiB but the last. */
const PART = 8 * 1024 * 1024;
const MAX_PARTS = 10_000;
/** Parts that are under way at once, as they are in memory; and calls in all, if the user sets no --concurrency. */
const CONCURRENCY = 4;
/** Calls a second, if the user sets no --rate; S3 allows 3500 that write for each prefix. */
const RATE = 1000;

export class BucketUploader {
  readonly #bucket: string;
  readonly #client: BucketClient;
  readonly #semaphore: Semaphore;
  readonly #note: (text: string) => void;
  readonly #part: number;
  /** Undefined until the service has refused the condition once. */
  #isUnconditional = false;

  constructor(bucket: string, options: S3Options, aws: AwsContext, note: (text: string) => void, part = PART) {
    this.#part = part;
    this.#bucket = bucket;
    this.#note = note;
    this.#client = new BucketClient(bucket, options, aws, aws.retry(aws.rateLimiter(`S3 ${bucket}`, RATE)));
    this.#semaphore = new Semaphore(Math.min(CONCURRENCY, aws.options.concurrency ?? CONCURRENCY));
  }

  /**
   * Uploads a file; false: there is an object with this key, which stays as it is. That may be what an earlier attempt uploaded
   * whose answer was lost. Throws RemoteError, and what the system says of the file.
   */
  async upload(key: string, path: string, options: UploadOptions): Promise<boolean> {
    const file = await open(path);
    try {
      const { size } = await file.stat();
      const upload = { ...options, key, file, size };
      return await this.#unlessThere(key, () => (size > this.#part ? this.#inParts(upload) : this.#whole(upload)));
    } finally {
      await file.close();
    }
  }

  /** What is known of an object; undefined: there is none. Throws RemoteError. */
  async find(key: string): Promise<StoredObject | undefined> {
    const send = async (client: S3Client, abortSignal: AbortSignal) =>
      await client.send(new HeadObjectCommand({ Bucket: this.#bucket, Key: key }), { abortSignal });
    try {
      const found = await this.#semaphore.use(() => this.#client.send("s3:GetObject", send));
      return { size: found.ContentLength ?? 0, metadata: found.Metadata ?? {} };
    } catch (error) {
      if (causeOf(error).status === 404) return undefined;
      throw error;
    }
  }

  /** `etag`: only this version, where the service knows the condition. */
  async remove(key: string, etag?: string): Promise<void> {
    const input = { Bucket: this.#bucket, Key: key, ...(etag !== undefined && { IfMatch: etag }) };
    await this.#semaphore.use(() =>
      this.#client.send("s3:DeleteObject", (client, abortSignal) =>
        client.send(new DeleteObjectCommand(input), { abortSignal }),
      ),
    );
  }

  /** Removes an object that is still this version; false: it is another one, and stays. Throws RemoteError. */
  async removeVersion(key: string, etag: string): Promise<boolean> {
    try {
      await this.remove(key, etag);
    } catch (error) {
      const { status, name } = causeOf(error);
      if (status === 404) return true;
      if (status === 412) return false;
      if (!(status === 501 || name === "NotImplemented")) throw error;
      await this.remove(key);
    }
    return true;
  }

  /** Writes a small object, whatever is there. Throws RemoteError. */
  async replace(key: string, text: string): Promise<void> {
    const input = { Bucket: this.#bucket, Key: key, Body: Buffer.from(text), ContentType: "application/json" };
    await this.#semaphore.use(() =>
      this.#client.send("s3:PutObject", (client, abortSignal) =>
        client.send(new PutObjectCommand(input), { abortSignal }),
      ),
    );
  }

  close(): void {
    this.#client.close();
  }

  /** Does the work; false where the service says that the object is there, or may be. */
  async #unlessThere(key: string, work: () => Promise<void>, conflicts = 0): Promise<boolean> {
    const isConditional = !this.#isUnconditional;
    // Without the condition a look has to do.
    if (!isConditional && (await this.find(key)) !== undefined) return false;
    try {
      await work();
      return true;
    } catch (error) {
      const { status, name } = causeOf(error);
      // The parts are gone once they were put together.
      if (status === 412 || name === "NoSuchUpload") return false;
      // Another writer was at the same key.
      if (status === 409 && conflicts < MAX_CONFLICTS) return await this.#unlessThere(key, work, conflicts + 1);
      if (!isConditional || !(status === 501 || name === "NotImplemented")) throw error;
      // Uploads that were under way with it learn of it one after the other.
      if (!this.#isUnconditional) {
        this.#note(`${this.#bucket}: the service has no If-None-Match: another writer could replace an object`);
      }
      this.#isUnconditional = true;
      return await this.#unlessThere(key, work);
    }
  }

  get #condition(): { readonly IfNoneMatch?: "*" } {
    return this.#isUnconditional ? {} : { IfNoneMatch: "*" };
  }

  async #whole({ key, file, size, metadata, contentType }: Upload): Promise<void> {
    await this.#semaphore.use(async () => {
      const Body = await bytesOf(file, 0, size);
      const input = { Bucket: this.#bucket, Key: key, Body, Metadata: metadata, ContentType: contentType };
      await this.#client.send("s3:PutObject", (client, abortSignal) =>
        client.send(new PutObjectCommand({ ...input, ...this.#condition }), { abortSignal }),
      );
    });
  }

  async #inParts(upload: Upload): Promise<void> {
    const { key: Key, metadata: Metadata, contentType: ContentType } = upload;
    const target = { Bucket: this.#bucket, Key };
    const { UploadId = "" } = await this.#client.send("s3:PutObject", (client, abortSignal) =>
      client.send(new CreateMultipartUploadCommand({ ...target, Metadata, ContentType }), { abortSignal }),
    );
    try {
      const Parts = await this.#parts(upload, UploadId);
      await this.#client.send("s3:PutObject", (client, abortSignal) => {
        const input = { ...target, UploadId, MultipartUpload: { Parts }, ...this.#condition };
        return client.send(new CompleteMultipartUploadCommand(input), { abortSignal });
      });
    } catch (error) {
      await this.#abort(Key, UploadId);
      throw error;
    }
  }

  async #parts({ key, file, size }: Upload, UploadId: string): Promise<CompletedPart[]> {
    const length = Math.max(this.#part, Math.ceil(size / MAX_PARTS));
    const failed = new AbortController();
    const send = async (from: number, index: number): Promise<CompletedPart> => {
      const PartNumber = index + 1;
      return await this.#semaphore.use(async () => {
        failed.signal.throwIfAborted();
        const Body = await bytesOf(file, from, Math.min(length, size - from));
        const input = { Bucket: this.#bucket, Key: key, UploadId, PartNumber, Body };
        const { ETag, ChecksumCRC32 } = await this.#client.send("s3:PutObject", (client, signal) =>
          client.send(new UploadPartCommand(input), { abortSignal: AbortSignal.any([signal, failed.signal]) }),
        );
        return { PartNumber, ETag, ...(ChecksumCRC32 !== undefined && { ChecksumCRC32 }) };
      });
    };
    const starts = Array.from({ length: Math.ceil(size / length) }, (_, index) => index * length);
    const parts = starts.map(send);
    try {
      return await Promise.all(parts);
    } catch (error) {
      failed.abort(error);
      // None of them may arrive after the upload was given up.
      await Promise.allSettled(parts);
      throw error;
    }
  }

  /** The parts of an upload that was given up would be stored, and cost money, for ever. */
  async #abort(Key: string, UploadId: string): Promise<void> {
    try {
      const client = await this.#client.open();
      const input = { Bucket: this.#bucket, Key, UploadId };
      await client.send(new AbortMultipartUploadCommand(input), { abortSignal: AbortSignal.timeout(ABORT_TIME) });
    } catch (error) {
      if (statusOf(error) === 404) return;
      const { message } = toS3Error(error, this.#client.callInfo("s3:AbortMultipartUpload"));
      const what = `its parts stay in the bucket (${message})`;
      this.#note(`s3://${this.#bucket}/${Key}: ${what}; remove them: aws s3api abort-multipart-upload`);
    }
  }
}

/** Attempts that another writer at the same key may spoil. */
const MAX_CONFLICTS = 3;
/** Milliseconds after which parts are left in the bucket. */
const ABORT_TIME = 10_000;

async function bytesOf(file: FileHandle, from: number, length: number): Promise<Buffer> {
  const bytes = Buffer.allocUnsafe(length);
  let done = 0;
  while (done < length) {
    const { bytesRead } = await file.read(bytes, done, length - done, from + done);
    if (bytesRead === 0) throw new Error("the file to upload was cut short");
    done += bytesRead;
  }
  return bytes;
}

/** What the service answered, where it did. */
function causeOf(error: unknown): { readonly status: number; readonly name: string } {
  const cause: unknown = error instanceof RemoteError ? error.cause : undefined;
  return { status: statusOf(cause), name: cause instanceof Error ? cause.name : "" };
}
