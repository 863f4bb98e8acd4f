// Calls to S3: holds the client, finds the region of the bucket, renews credentials that have expired, and words faults.
import { HeadBucketCommand, ListBucketsCommand, S3Client } from "@aws-sdk/client-s3";
import { nearestName } from "@flowlogs/cli";
import { isAbort, RemoteError } from "@flowlogs/base/errors";
import { isExpired } from "../errors.ts";
import type { Retry } from "../retry.ts";
import type { AwsContext } from "../awsContext.ts";
import { type S3Attempt, isElsewhere, isUnknownBucket, regionIn, wordFault } from "./errors.ts";

export interface S3Options {
  /** The regions that are asked for: the bucket may be in one of them. */
  readonly regions?: readonly string[];
  readonly "requester-pays"?: boolean | undefined;
  /** Objects and folders of a listing at most. */
  readonly "max-objects"?: number | undefined;
}

/** Where a bucket is asked for when nobody says where it is: there they know. */
const ANYWHERE = "us-east-1";

export class BucketClient {
  readonly #bucket: string;
  readonly #options: S3Options;
  readonly #remote: AwsContext;
  readonly #retry: Retry;
  #region: string | undefined;
  #client: Promise<S3Client> | undefined;

  constructor(bucket: string, options: S3Options, remote: AwsContext, retry: Retry) {
    this.#bucket = bucket;
    this.#options = options;
    this.#remote = remote;
    this.#retry = retry;
  }

  /** The region of the bucket, as far as it is known: for sure after the first call. */
  async region(): Promise<string> {
    this.#region ??= this.#options.regions?.[0] ?? (await this.#remote.session.region().catch(orAnywhere));
    return this.#region;
  }

  close(): void {
    void this.#client?.then(
      (client) => client.destroy(),
      () => {},
    );
    this.#client = undefined;
  }

  /** Makes a call. Throws RemoteFault, or what ended it when we did. */
  async send<T>(
    permission: S3Attempt["permission"],
    send: (client: S3Client, signal: AbortSignal) => Promise<T>,
    tries = 0,
  ): Promise<T> {
    const { session, signal } = this.#remote;
    const client = this.#open();
    try {
      return await send(await client, signal);
    } catch (error) {
      if (isAbort(error) || signal.aborted) throw error;
      if (tries < 2 && (await this.#isMoved(error, client))) return await this.send(permission, send, tries + 1);
      if (tries < 2 && isExpired(error)) {
        if (client === this.#client) session.renew();
        this.#reopen(client);
        return await this.send(permission, send, tries + 1);
      }
      if (isUnknownBucket(error)) throw await this.#unknown(error, await client);
      throw wordFault(error, this.attempt(permission));
    }
  }

  /** There is no such bucket; whose name is near, if we may ask for all. */
  async #unknown(error: unknown, client: S3Client): Promise<RemoteError> {
    const fault = wordFault(error, this.attempt("s3:ListBucket"));
    try {
      const { Buckets: buckets = [] } = await client.send(new ListBucketsCommand({}));
      const near = nearestName(
        this.#bucket,
        buckets.flatMap(({ Name: name = [] }) => name),
      );
      return near === undefined ? fault : new RemoteError(fault.message, `did you mean "${near}"?`, error);
    } catch {
      return fault; // it was only a courtesy
    }
  }

  /** Whether the bucket is in another region than was asked; the next call goes there. */
  async #isMoved(error: unknown, client: Promise<S3Client>): Promise<boolean> {
    const told = regionIn(error) ?? (isElsewhere(error) ? await this.#ask(await client) : undefined);
    if (told === undefined) return false;
    // Others may have found that out in the meantime.
    if (told === this.#region) return client !== this.#client;
    this.#region = told;
    this.#reopen(client);
    return true;
  }

  /** Asks where the bucket is: who may not see it is told that too. */
  async #ask(client: S3Client): Promise<string | undefined> {
    try {
      const { BucketRegion } = await client.send(new HeadBucketCommand({ Bucket: this.#bucket }));
      return BucketRegion;
    } catch (error) {
      return regionIn(error);
    }
  }

  /** A call, as those see it who word its fault. */
  attempt(permission: S3Attempt["permission"]): S3Attempt {
    const pays = this.#options["requester-pays"] === true;
    return { permission, bucket: this.#bucket, profile: this.#remote.options.profile, region: this.#region, pays };
  }

  #open(): Promise<S3Client> {
    this.#client ??= this.#create();
    return this.#client;
  }

  /** Another client for the next call; calls that are under way with the old one go on. */
  #reopen(client: Promise<S3Client>): void {
    if (client === this.#client) this.#client = undefined;
  }

  async #create(): Promise<S3Client> {
    const settings = await this.#remote.session.settings("S3", await this.region());
    return new S3Client({
      ...settings,
      retryStrategy: this.#retry,
      // Other hosts than AWS's seldom have one for each bucket.
      forcePathStyle: settings.endpoint !== undefined && !this.#bucket.startsWith("arn:"),
      useArnRegion: true,
      followRegionRedirects: false,
      // What is compressed brings its own checksum, and parts have none that could be tested.
      responseChecksumValidation: "WHEN_REQUIRED",
    });
  }
}

function orAnywhere(error: unknown): string {
  if (error instanceof RemoteError) return ANYWHERE;
  throw error;
}
