// A bucket as a place of compactions. Objects are read from copies on this machine.
import { closeSync, openSync, writeSync } from "node:fs";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import type { AwsContextOptions } from "@flowlogs/aws/awsContext";
import type { BucketService } from "@flowlogs/aws/s3/bucket";
import { statusOf } from "@flowlogs/aws/s3/errors";
import { RemoteError } from "@flowlogs/base/errors";
import { type Context, InputError } from "@flowlogs/cli";
import { BucketFiles } from "../destinations/bucketFiles.ts";
import type { Metadata, PutResult } from "../destinations/destination.ts";
import { outputError } from "../destinations/folder.ts";
import type { ListedFile, LocalFile, NoteStore, CompactionStore } from "./store.ts";

const never = new AbortController().signal;

/** Throws UsageError for a name that is not a bucket's. */
export function openBucketStore(
  name: string,
  values: AwsContextOptions,
  context: Pick<Context, "note" | "env">,
): CompactionStore {
  return new BucketStore(new BucketFiles(name, values, context));
}

class BucketStore implements CompactionStore {
  readonly name: string;
  readonly identity: string;
  readonly notes: NoteStore;
  readonly #files: BucketFiles;
  readonly #service: BucketService;
  #copies = 0;

  constructor(files: BucketFiles) {
    this.#files = files;
    this.#service = files.service();
    this.name = files.name;
    this.identity = files.uriOf("");
    this.notes = {
      names: async () => {
        const names: string[] = [];
        for await (const { path } of files.list(".")) if (!path.includes("/")) names.push(path);
        return names;
      },
      read: async (note) => await this.#read(note),
      write: async (note, text) => await this.#named(files.uploader.replace(files.keyOf(note), text)),
      remove: async (note) => await this.#named(files.uploader.remove(files.keyOf(note))),
    };
  }

  nameOf(path: string): string {
    return this.#files.uriOf(path);
  }

  identityOf(path: string): string {
    return this.#files.uriOf(path);
  }

  workFolder(): string {
    return this.#files.workFolder();
  }

  async *list(prefix: string): AsyncIterable<ListedFile> {
    for await (const { path, size, etag } of this.#files.list(prefix)) yield { path, size, version: etag };
  }

  async versionOf(path: string): Promise<string | undefined> {
    return (await this.#named(this.#service.headObject(this.#files.keyOf(path))))?.etag;
  }

  async local({ path, size, version }: ListedFile): Promise<LocalFile> {
    const copy = join(this.workFolder(), `old${++this.#copies}`);
    const descriptor = openSync(copy, "wx");
    try {
      await this.#fetch({ path, size, version }, (bytes) => writeAll(descriptor, bytes, copy));
    } catch (error) {
      // What is wrong with one object says nothing of the others.
      const isOfObject = error instanceof RemoteError && [404, 412].includes(statusOf(error.cause));
      if (isOfObject || isArchived(error)) throw new InputError(`${this.nameOf(path)}: ${error.message}`, error.advice);
      throw this.#files.named(error);
    } finally {
      closeSync(descriptor);
    }
    return { file: copy, isCurrent: async () => true, release: async () => await rm(copy, { force: true }) };
  }

  async isSame(path: string, file: string): Promise<boolean> {
    return await this.#named(this.#files.isSame(path, file));
  }

  async put(path: string, file: string, metadata: Metadata): Promise<PutResult> {
    const result = await this.#named(this.#files.upload(path, file, metadata));
    if (result === "written" && (await this.versionOf(path)) === undefined) {
      throw new RemoteError(`${this.nameOf(path)}: was uploaded, and is not there`, "run it again");
    }
    return result;
  }

  async assertRemovable(): Promise<void> {
    // A compaction has removed its note, or tried to, before it began.
  }

  async remove(path: string, version: string): Promise<boolean> {
    const now = await this.versionOf(path);
    if (now !== version) return now === undefined;
    const isRemoved = await this.#named(this.#files.uploader.removeVersion(this.#files.keyOf(path), version));
    return isRemoved || (await this.versionOf(path)) === undefined;
  }

  close(): void {
    this.#files.uploader.close();
    this.#service.close();
  }

  async #read(note: string): Promise<string | undefined> {
    const found = await this.#named(this.#service.headObject(this.#files.keyOf(note)));
    if (found === undefined) return undefined;
    const pieces: Buffer[] = [];
    const file = { path: note, size: found.size, version: found.etag };
    await this.#named(this.#fetch(file, (bytes) => void pieces.push(Buffer.from(bytes))));
    return Buffer.concat(pieces).toString();
  }

  async #fetch({ path, size, version }: ListedFile, take: (bytes: Buffer) => void): Promise<void> {
    const part = { key: this.#files.keyOf(path), etag: version, from: 0, to: size };
    await this.#service.fetch(part, 0, never, take);
  }

  async #named<T>(work: Promise<T>): Promise<T> {
    try {
      return await work;
    } catch (error) {
      throw this.#files.named(error);
    }
  }
}

function isArchived(error: unknown): error is RemoteError {
  return error instanceof RemoteError && error.cause instanceof Error && error.cause.name === "InvalidObjectState";
}

function writeAll(descriptor: number, bytes: Uint8Array, where: string): void {
  try {
    for (let done = 0; done < bytes.length;) done += writeSync(descriptor, bytes, done);
  } catch (error) {
    throw outputError(error, where);
  }
}
