// A bucket of S3 as destination. Files are written on this machine and uploaded as a whole. One that cannot be uploaded is kept
// in a folder here, and the run goes on: nothing of what was read is lost.
import { copyFile, mkdir, rename, unlink } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { AwsContextOptions } from "@flowlogs/aws/awsContext";
import { type Clock, wallClock } from "@flowlogs/base/clock";
import { RemoteError } from "@flowlogs/base/errors";
import { codeOf, type Context } from "@flowlogs/cli";
import { BucketFiles } from "./bucketFiles.ts";
import type { Destination, Metadata, PutResult, RemovalFailure, StoredFile } from "./destination.ts";
import { outputError } from "./folder.ts";

export interface BucketValues extends AwsContextOptions {
  /** Where files go that could not be uploaded. */
  readonly "failed-uploads"?: string | undefined;
}

const FAILED_FOLDER = "flow-write-failed";
/** Milliseconds after a failed upload in which others are not even tried: each would wait for minutes in a storm. */
const PAUSE = 300_000;

/** Throws UsageError for a name that is not a bucket's. */
export function openBucket(
  name: string,
  values: BucketValues,
  context: Pick<Context, "note" | "env">,
  clock: Clock = wallClock,
): Destination {
  return new Bucket(new BucketFiles(name, values, context, clock), values, context, clock);
}

class Bucket implements Destination {
  readonly name: string;
  readonly #files: BucketFiles;
  readonly #failedFolder: string;
  readonly #note: Context["note"];
  readonly #clock: Clock;
  #failure: { readonly error: RemoteError; readonly at: number } | undefined;
  #failedFiles = 0;

  constructor(files: BucketFiles, values: BucketValues, { note }: Pick<Context, "note">, clock: Clock) {
    this.name = files.name;
    this.#files = files;
    this.#failedFolder = values["failed-uploads"] ?? FAILED_FOLDER;
    this.#note = note;
    this.#clock = clock;
  }

  workFolder(): string {
    return this.#files.workFolder();
  }

  async put(path: string, file: string, metadata: Metadata): Promise<PutResult> {
    try {
      if (this.#failure !== undefined && this.#clock.now() - this.#failure.at < PAUSE) throw this.#failure.error;
      const result = await this.#files.upload(path, file, metadata);
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

  list(prefix: string): AsyncIterable<StoredFile> {
    return this.#files.list(prefix);
  }

  async remove(paths: readonly string[]): Promise<readonly RemovalFailure[]> {
    return await this.#files.remove(paths);
  }

  async finish(): Promise<void> {
    this.#files.uploader.close();
    if (this.#failure === undefined) return;
    const { message, cause } = this.#failure.error;
    const files = this.#failedFiles === 1 ? "1 file was" : `${this.#failedFiles} files were`;
    throw new RemoteError(
      `${this.name}: ${files} not uploaded: ${message}`,
      `upload them later: aws s3 cp --recursive ${this.#failedFolder} ${this.#files.uriOf("")}`,
      cause,
    );
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
