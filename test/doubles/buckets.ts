// Buckets on 127.0.0.1: fauxqs, an S3 in this process, with what the tests put there.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import {
  CreateBucketCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import { buildApp } from "fauxqs";

const denial = "<Error><Code>AccessDenied</Code></Error>";

export class Buckets {
  readonly #app = buildApp({ logger: false });
  #client: S3Client | undefined;
  /** What makes a command ask here. */
  env: Record<string, string> = {};

  /** Is told of each call before it is answered; returns the status of an answer that denies it, or the body of another answer. */
  onCall: ((method: string, path: string) => Promise<number | string | undefined>) | undefined;

  async listen(): Promise<this> {
    this.#app.addHook("onRequest", async ({ method, url }, reply) => {
      const answer = await this.onCall?.(method, decodeURIComponent(url));
      if (answer === undefined) return;
      const [status, body] = typeof answer === "number" ? [answer, denial] : [200, answer];
      await reply.code(status).type("application/xml").send(body);
    });
    // The SDK has something to say of the age of this Node.
    process.env["AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED"] = "true";
    const url = await this.#app.listen({ port: 0, host: "127.0.0.1" });
    this.env = {
      AWS_ENDPOINT_URL_S3: url,
      AWS_REGION: "us-east-1",
      AWS_ACCESS_KEY_ID: "A",
      AWS_SECRET_ACCESS_KEY: "s",
    };
    this.#client = new S3Client({
      endpoint: url,
      region: "us-east-1",
      credentials: { accessKeyId: "A", secretAccessKey: "s" },
      forcePathStyle: true,
    });
    return this;
  }

  async close(): Promise<void> {
    this.#client?.destroy();
    await this.#app.close();
  }

  async create(bucket: string): Promise<void> {
    await this.#client?.send(new CreateBucketCommand({ Bucket: bucket }));
  }

  async put(bucket: string, key: string, body: Uint8Array | string): Promise<void> {
    await this.#client?.send(new PutObjectCommand({ Bucket: bucket, Key: key, Body: body }));
  }

  /** The keys of up to 1000 objects, in their order. */
  async keys(bucket: string, prefix = ""): Promise<string[]> {
    const listing = await this.#client?.send(new ListObjectsV2Command({ Bucket: bucket, Prefix: prefix }));
    return (listing?.Contents ?? []).flatMap(({ Key = [] }) => Key);
  }

  async get(bucket: string, key: string): Promise<Buffer> {
    const answer = await this.#client?.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
    return Buffer.from((await answer?.Body?.transformToByteArray()) ?? []);
  }

  async remove(bucket: string, key: string): Promise<void> {
    await this.#client?.send(new DeleteObjectCommand({ Bucket: bucket, Key: key }));
  }

  /** All files of a folder, under their paths in it. */
  async copy(bucket: string, folder: string, prefix = ""): Promise<void> {
    const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
    for (const { parentPath, name } of files) {
      const path = join(parentPath, name);
      await this.put(bucket, `${prefix}${path.slice(folder.length + 1)}`, readFileSync(path));
    }
  }
}
