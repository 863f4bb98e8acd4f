// Removes many objects: up to a thousand in one call, where the service knows that call.
import { DeleteObjectCommand, DeleteObjectsCommand, type _Error as ObjectError } from "@aws-sdk/client-s3";
import { RemoteError } from "@flowlogs/base/errors";
import { Semaphore } from "@flowlogs/base/semaphore";
import type { AwsContext } from "../awsContext.ts";
import { BucketClient } from "./client.ts";
import { statusOf, toS3Error } from "./errors.ts";

/** Objects that one call removes, at most. */
export const REMOVED_AT_ONCE = 1000;
/** Calls that are under way at once where each removes one object, if the user sets no --concurrency. */
const CONCURRENCY = 16;
/** Calls a second, if the user sets no --rate; as for uploads. */
const RATE = 1000;

export class BucketRemover {
  readonly #bucket: string;
  readonly #client: BucketClient;
  readonly #semaphore: Semaphore;
  /** The service has refused the call for many objects. */
  #isOneByOne = false;

  constructor(bucket: string, aws: AwsContext) {
    this.#bucket = bucket;
    this.#client = new BucketClient(bucket, {}, aws, aws.retry(aws.rateLimiter(`S3 ${bucket}`, RATE)));
    this.#semaphore = new Semaphore(aws.options.concurrency ?? CONCURRENCY);
  }

  /**
   * Removes up to `REMOVED_AT_ONCE` objects; the errors of those that could not be, by their keys. Throws RemoteError where the error
   * is not of some objects: further ones would meet it too.
   */
  async remove(keys: readonly string[]): Promise<ReadonlyMap<string, RemoteError>> {
    const failures = new Map<string, RemoteError>();
    const others = this.#isOneByOne ? keys : await this.#together(keys, failures);
    await Promise.all(others.map((key) => this.#semaphore.use(() => this.#one(key, failures))));
    return failures;
  }

  /** Removes them in one call; the keys of those that are to be tried again, each by itself. */
  async #together(keys: readonly string[], failures: Map<string, RemoteError>): Promise<readonly string[]> {
    const Delete = { Objects: keys.map((Key) => ({ Key })), Quiet: true };
    try {
      const { Errors: errors = [] } = await this.#client.send("s3:DeleteObject", (client, abortSignal) =>
        client.send(new DeleteObjectsCommand({ Bucket: this.#bucket, Delete }), { abortSignal }),
      );
      const [passing, lasting] = [errors.filter(isPassing), errors.filter((error) => !isPassing(error))];
      for (const error of lasting) failures.set(error.Key ?? "", this.#worded(error));
      return passing.flatMap(({ Key = [] }) => Key);
    } catch (error) {
      if (!isUnknownCall(error)) throw error;
      this.#isOneByOne = true;
      return keys;
    }
  }

  async #one(Key: string, failures: Map<string, RemoteError>): Promise<void> {
    try {
      await this.#client.send("s3:DeleteObject", (client, abortSignal) =>
        client.send(new DeleteObjectCommand({ Bucket: this.#bucket, Key }), { abortSignal }),
      );
    } catch (error) {
      if (!(error instanceof RemoteError && isOfObject(error))) throw error;
      failures.set(Key, error);
    }
  }

  #worded({ Code: name = "Unknown", Message: message = "" }: ObjectError): RemoteError {
    return toS3Error(Object.assign(new Error(message), { name }), this.#client.callInfo("s3:DeleteObject"));
  }
}

/** Whether the service may do it a moment later. */
function isPassing({ Code: code = "" }: ObjectError): boolean {
  return ["InternalError", "SlowDown", "ServiceUnavailable", "RequestTimeout"].includes(code);
}

/** Whether a service does not know the call. */
function isUnknownCall(error: unknown): boolean {
  return error instanceof RemoteError && [405, 501].includes(statusOf(error.cause));
}

function isOfObject({ cause }: RemoteError): boolean {
  const isOfBucket = cause instanceof Error && cause.name === "NoSuchBucket";
  return !isOfBucket && [403, 404, 409, 412].includes(statusOf(cause));
}
