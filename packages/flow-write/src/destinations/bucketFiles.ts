// The files that a bucket has below a prefix: listed, uploaded as whole objects, and removed.
import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { tmpdir, userInfo } from "node:os";
import { join } from "node:path";
import { AwsContext, type AwsContextOptions } from "@flowlogs/aws/awsContext";
import { BucketService } from "@flowlogs/aws/s3/bucket";
import type { ListedObject } from "@flowlogs/aws/s3/listingPage";
import { BucketRemover } from "@flowlogs/aws/s3/removal";
import { BucketUploader } from "@flowlogs/aws/s3/upload";
import { objectUri, parseBucket } from "@flowlogs/aws/s3/uri";
import { type Clock, wallClock } from "@flowlogs/base/clock";
import { RemoteError } from "@flowlogs/base/errors";
import { type Context, isProblem, UsageError } from "@flowlogs/cli";
import type { Metadata, PutResult, RemovalFailure } from "./destination.ts";
import { outputError } from "./folder.ts";
import { makeWorkFolder } from "./workFolder.ts";

/** The metadata by which a file is known to be the same. */
const SHA256 = "sha256";

export class BucketFiles {
  /** As the user wrote it. */
  readonly name: string;
  readonly uploader: BucketUploader;
  /** What comes before the paths of files in their keys. */
  readonly #prefix: string;
  readonly #bucket: string;
  readonly #aws: AwsContext;
  #remover: BucketRemover | undefined;
  #work: string | undefined;

  /** Throws UsageError for a name that is not a bucket's. */
  constructor(
    name: string,
    values: AwsContextOptions,
    { note, env }: Pick<Context, "note" | "env">,
    clock: Clock = wallClock,
  ) {
    const uri = parseBucket(name);
    if (isProblem(uri)) throw new UsageError(uri, name);
    this.name = uri.source;
    this.#bucket = uri.name;
    this.#prefix = uri.key === "" || uri.key.endsWith("/") ? uri.key : `${uri.key}/`;
    this.#aws = new AwsContext(values, { note, env, stderrIsTerminal: process.stderr.isTTY }, clock);
    this.uploader = new BucketUploader(uri.name, {}, this.#aws, note);
  }

  /** On this machine: files are written there before they are uploaded. */
  workFolder(): string {
    const folder = join(tmpdir(), `flow-write-${userInfo().username}`);
    try {
      return (this.#work ??= makeWorkFolder(folder));
    } catch (error) {
      throw outputError(error, folder);
    }
  }

  keyOf(path: string): string {
    return this.#prefix + path;
  }

  uriOf(path: string): string {
    return objectUri({ name: this.#bucket }, this.keyOf(path));
  }

  /** For calls that read; the caller must close it. */
  service(): BucketService {
    return new BucketService(this.#bucket, {}, this.#aws);
  }

  /** Removes objects; those that it could not. Throws RemoteError where further ones would fail too. */
  async remove(paths: readonly string[]): Promise<readonly RemovalFailure[]> {
    this.#remover ??= new BucketRemover(this.#bucket, this.#aws);
    try {
      const failures = await this.#remover.remove(paths.map((path) => this.keyOf(path)));
      return Array.from(failures, ([key, error]) => ({ name: objectUri({ name: this.#bucket }, key), error }));
    } catch (error) {
      throw this.named(error);
    }
  }

  /** The objects whose path below the prefix begins with this text, with that path. */
  async *list(beginning: string): AsyncIterable<ListedObject & { readonly path: string }> {
    const service = this.service();
    try {
      let after: string | undefined;
      do {
        const page = await service.list(this.keyOf(beginning), { isDeep: true, ...(after !== undefined && { after }) });
        for (const entry of page.entries) {
          if (typeof entry !== "string") yield { ...entry, path: entry.key.slice(this.#prefix.length) };
        }
        after = page.next;
      } while (after !== undefined);
    } catch (error) {
      throw this.named(error);
    } finally {
      service.close();
    }
  }

  async upload(path: string, file: string, { first, last, records }: Metadata): Promise<PutResult> {
    const key = this.keyOf(path);
    const sha256 = await hashOf(file);
    const metadata = {
      "num-records": String(records),
      ...(first !== undefined && { "first-timestamp": String(first) }),
      ...(last !== undefined && { "last-timestamp": String(last) }),
      [SHA256]: sha256,
    };
    if (await this.uploader.upload(key, file, { metadata, contentType: typeOf(key) })) return "written";
    const isSame = await this.#has(key, file, sha256);
    if (isSame === undefined) throw new RemoteError("the object was removed while it was uploaded", "run it again");
    return isSame ? "same" : "taken";
  }

  /** Whether there is an object that was uploaded from a file with the same bytes. */
  async isSame(path: string, file: string): Promise<boolean> {
    return (await this.#has(this.keyOf(path), file, await hashOf(file))) === true;
  }

  /** Undefined: there is no such object. */
  async #has(key: string, file: string, sha256: string): Promise<boolean | undefined> {
    const found = await this.uploader.find(key);
    return found && found.metadata[SHA256] === sha256 && found.size === (await stat(file)).size;
  }

  /** The same error, which says where it was. */
  named(error: unknown): unknown {
    return error instanceof RemoteError
      ? new RemoteError(`${this.name}: ${error.message}`, error.advice, error.cause)
      : error;
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
