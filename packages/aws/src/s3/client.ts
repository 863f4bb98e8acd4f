// The client of S3 for one bucket: finds the bucket's region, renews expired credentials, and gives errors our wording.
import { HeadBucketCommand, ListBucketsCommand, S3Client } from "@aws-sdk/client-s3";
import { nearestName } from "@flowlogs/cli";
import { isAbort, RemoteError } from "@flowlogs/base/errors";
import { isExpired } from "../errors.ts";
import type { Retry } from "../retry.ts";
import type { AwsContext } from "../awsContext.ts";
import { type S3CallInfo, isElsewhere, isUnknownBucket, regionIn, toS3Error } from "./errors.ts";

export interface S3Options {
  /** The regions of --region: the bucket may be in one of them. */
  readonly regions?: readonly string[];
  readonly "requester-pays"?: boolean | undefined;
  /** The most objects and folders of a listing. */
  readonly "max-objects"?: number | undefined;
}

/** The region of the first call if none is set: S3 there knows the region of every bucket. */
const FALLBACK_REGION = "us-east-1";

export class BucketClient {
  readonly #bucket: string;
  readonly #options: S3Options;
  readonly #aws: AwsContext;
  readonly #retry: Retry;
  #region: string | undefined;
  #client: Promise<S3Client> | undefined;

  constructor(bucket: string, options: S3Options, aws: AwsContext, retry: Retry) {
    this.#bucket = bucket;
    this.#options = options;
    this.#aws = aws;
    this.#retry = retry;
  }

  /** The region of the bucket: certain after the first call, a guess before. */
  async region(): Promise<string> {
    this.#region ??= this.#options.regions?.[0] ?? (await this.#aws.session.region().catch(orFallbackRegion));
    return this.#region;
  }

  close(): void {
    void this.#client?.then(
      (client) => client.destroy(),
      () => {},
    );
    this.#client = undefined;
  }

  /** Makes a call. Throws RemoteError, or the reason of the run's signal. */
  async send<T>(
    permission: S3CallInfo["permission"],
    send: (client: S3Client, signal: AbortSignal) => Promise<T>,
    tries = 0,
  ): Promise<T> {
    const { session, signal } = this.#aws;
    const client = this.open();
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
      if (isUnknownBucket(error)) throw await this.#unknownBucket(error, await client);
      throw toS3Error(error, this.callInfo(permission));
    }
  }

  /** There is no such bucket: suggests a similar name, if the user may list all buckets. */
  async #unknownBucket(error: unknown, client: S3Client): Promise<RemoteError> {
    const worded = toS3Error(error, this.callInfo("s3:ListBucket"));
    try {
      const { Buckets: buckets = [] } = await client.send(new ListBucketsCommand({}));
      const near = nearestName(
        this.#bucket,
        buckets.flatMap(({ Name: name = [] }) => name),
      );
      return near === undefined ? worded : new RemoteError(worded.message, `did you mean "${near}"?`, error);
    } catch {
      return worded; // the list is only for a suggestion
    }
  }

  /** Whether the bucket is in another region; the next call then goes there. */
  async #isMoved(error: unknown, client: Promise<S3Client>): Promise<boolean> {
    const region = regionIn(error) ?? (isElsewhere(error) ? await this.#findRegion(await client) : undefined);
    if (region === undefined) return false;
    // Another call may have found the region in the meantime.
    if (region === this.#region) return client !== this.#client;
    this.#region = region;
    this.#reopen(client);
    return true;
  }

  /** The bucket's region, by HeadBucket: S3 names it even when it denies access. */
  async #findRegion(client: S3Client): Promise<string | undefined> {
    try {
      const { BucketRegion } = await client.send(new HeadBucketCommand({ Bucket: this.#bucket }));
      return BucketRegion;
    } catch (error) {
      return regionIn(error);
    }
  }

  /** The description of a call, for the wording of its errors. */
  callInfo(permission: S3CallInfo["permission"]): S3CallInfo {
    // Undefined: the command has no such option.
    const pays = this.#options["requester-pays"] !== false;
    return { permission, bucket: this.#bucket, profile: this.#aws.options.profile, region: this.#region, pays };
  }

  /** The client as it is now, for calls that are made once. */
  open(): Promise<S3Client> {
    this.#client ??= this.#create();
    return this.#client;
  }

  /** The next call creates a new client; calls that are under way with the old one go on. */
  #reopen(client: Promise<S3Client>): void {
    if (client === this.#client) this.#client = undefined;
  }

  async #create(): Promise<S3Client> {
    const settings = await this.#aws.session.settings("S3", await this.region());
    return new S3Client({
      ...settings,
      retryStrategy: this.#retry,
      // Services other than AWS rarely have a host name for each bucket.
      forcePathStyle: settings.endpoint !== undefined && !this.#bucket.startsWith("arn:"),
      useArnRegion: true,
      followRegionRedirects: false,
      // Compressed data has its own checksum, and parts of objects have none that could be verified.
      responseChecksumValidation: "WHEN_REQUIRED",
    });
  }
}

function orFallbackRegion(error: unknown): string {
  if (error instanceof RemoteError) return FALLBACK_REGION;
  throw error;
}
