// A bucket of S3 as destination. Files are written on this machine and uploaded as a whole. One that cannot be uploaded is kept
// in a folder here, and the run goes on: nothing of what was read is lost.
import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { copyFile, mkdir, rename, stat, unlink } from "node:fs/promises";
import { tmpdir, userInfo } from "node:os";
import { dirname, join } from "node:path";
import { AwsContext, type AwsContextOptions } from "@flowlogs/aws/awsContext";
import { BucketService } from "@flowlogs/aws/s3/bucket";
import { BucketUploader } from "@flowlogs/aws/s3/upload";
import { type BucketUri, objectUri, parseBucket } from "@flowlogs/aws/s3/uri";
import { type Clock, wallClock } from "@flowlogs/base/clock";
import { RemoteError } from "@flowlogs/base/errors";
import { codeOf, type Context, isProblem, UsageError } from "@flowlogs/cli";
import type { Destination, Metadata, PutResult, StoredFile } from "./destination.ts";
import { outputError } from "./folder.ts";
import { makeWorkFolder } from "./workFolder.ts";

export interface BucketValues extends AwsContextOptions {
  /** Where files go that could not be uploaded. */
  readonly "failed-uploads"?: string | undefined;
}

const FAILED_FOLDER = "flow-write-failed";
/** Milliseconds after a failed upload in which others are not even tried: each would wait for minutes in a storm. */
const PAUSE = 300_000;
/** The metadata by which a file is known to be the same. */
const SHA256 = "sha256";

/** Throws UsageError for a name that is not a bucket's. */
export function openBucket(
  name: string,
  values: BucketValues,
  context: Pick<Context, "note" | "env">,
  clock: Clock = wallClock,
): Destination {
  const uri = parseBucket(name);
  if (isProblem(uri)) throw new UsageError(uri, name);
  return new Bucket(uri, values, context, clock);
}

class Bucket implements Destination {
  readonly name: string;
  readonly #uri: BucketUri;
  /** What comes before the paths of files in their keys. */
  readonly #prefix: string;
  readonly #failedFolder: string;
  readonly #note: Context["note"];
  readonly #clock: Clock;
  readonly #aws: AwsContext;
  readonly #uploader: BucketUploader;
  #work: string | undefined;
  #failure: { readonly error: RemoteError; readonly at: number } | undefined;
  #failedFiles = 0;

  constructor(uri: BucketUri, values: BucketValues, { note, env }: Pick<Context, "note" | "env">, clock: Clock) {
    this.name = uri.source;
    this.#uri = uri;
    this.#prefix = uri.key === "" || uri.key.endsWith("/") ? uri.key : `${uri.key}/`;
    this.#failedFolder = values["failed-uploads"] ?? FAILED_FOLDER;
    this.#note = note;
    this.#clock = clock;
    this.#aws = new AwsContext(values, { note, env, stderrIsTerminal: process.stderr.isTTY }, clock);
    this.#uploader = new BucketUploader(uri.name, {}, this.#aws, note);
  }

  workFolder(): string {
    const folder = join(tmpdir(), `flow-write-${userInfo().username}`);
    try {
      return (this.#work ??= makeWorkFolder(folder));
    } catch (error) {
      throw outputError(error, folder);
    }
  }

  async put(path: string, file: string, metadata: Metadata): Promise<PutResult> {
    const key = this.#prefix + path;
    try {
      if (this.#failure !== undefined && this.#clock.now() - this.#failure.at < PAUSE) throw this.#failure.error;
      const result = await this.#upload(key, file, metadata);
      if (result !== "taken") await unlink(file);
      return result;
    } catch (error) {
      if (!(error instanceof RemoteError)) throw outputError(error, file);
      const target = join(this.#failedFolder, path);
      await this.#keep(file, target, error).catch((problem: unknown) => {
        throw outputError(problem, target);
      });
      return "kept";
    }
  }

  async *list(prefix: string): AsyncIterable<StoredFile> {
    const service = new BucketService(this.#uri.name, {}, this.#aws);
    try {
      let after: string | undefined;
      do {
        const page = await service.list(this.#prefix + prefix, { isDeep: true, ...(after !== undefined && { after }) });
        for (const entry of page.entries) {
          if (typeof entry !== "string") yield { path: entry.key.slice(this.#prefix.length), size: entry.size };
        }
        after = page.next;
      } while (after !== undefined);
    } catch (error) {
      throw this.#named(error);
    } finally {
      service.close();
    }
  }

  async remove(path: string): Promise<void> {
    await this.#uploader.remove(this.#prefix + path).catch((error: unknown) => {
      throw this.#named(error);
    });
  }

  /** The same error, which says where it was. */
  #named(error: unknown): unknown {
    return error instanceof RemoteError
      ? new RemoteError(`${this.name}: ${error.message}`, error.advice, error.cause)
      : error;
  }

  async finish(): Promise<void> {
    this.#uploader.close();
    if (this.#failure === undefined) return;
    const { message, cause } = this.#failure.error;
    const files = this.#failedFiles === 1 ? "1 file was" : `${this.#failedFiles} files were`;
    throw new RemoteError(
      `${this.name}: ${files} not uploaded: ${message}`,
      `upload them later: aws s3 cp --recursive ${this.#failedFolder} ${objectUri(this.#uri, this.#prefix)}`,
      cause,
    );
  }

  async #upload(key: string, file: string, { first, last, records }: Metadata): Promise<PutResult> {
    const sha256 = await hashOf(file);
    const metadata = {
      "num-records": String(records),
      ...(first !== undefined && { "first-timestamp": String(first) }),
      ...(last !== undefined && { "last-timestamp": String(last) }),
      [SHA256]: sha256,
    };
    if (await this.#uploader.upload(key, file, { metadata, contentType: typeOf(key) })) return "written";
    const found = await this.#uploader.find(key);
    if (found === undefined) throw new RemoteError("the object was removed while it was uploaded", "run it again");
    return found.metadata[SHA256] === sha256 && found.size === (await stat(file)).size ? "same" : "taken";
  }

  /** Moves a file that could not be uploaded to its path in the folder for such files. */
  async #keep(file: string, target: string, error: RemoteError): Promise<void> {
    if (this.#failure === undefined) {
      const why = [error.message, ...(error.advice === undefined ? [] : [error.advice])].join("; ");
      this.#note(`${this.name}: ${why}; files that cannot be uploaded go to ${this.#failedFolder}`);
    }
    if (this.#failure?.error !== error) this.#failure = { error, at: this.#clock.now() };
    await mkdir(dirname(target), { recursive: true });
    try {
      await rename(file, target);
    } catch (problem) {
      if (codeOf(problem) !== "EXDEV") throw problem;
      await copyFile(file, target);
      await unlink(file);
    }
    this.#failedFiles++;
  }
}

function typeOf(key: string): string {
  if (key.endsWith(".gz")) return "application/gzip";
  return key.endsWith(".parquet") ? "application/vnd.apache.parquet" : "application/octet-stream";
}

async function hashOf(file: string): Promise<string> {
  const hash = createHash("sha256");
  for await (const bytes of createReadStream(file)) hash.update(bytes);
  return hash.digest("hex");
}
