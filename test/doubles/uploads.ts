// A stand-in for S3 on 127.0.0.1 that is written to, with the troubles that the real one has: storms of SlowDown, connections
// that are cut before or after the work was done, services without If-None-Match. It checks what it gets by its checksums.
import { randomUUID } from "node:crypto";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { buffer } from "node:stream/consumers";
import { crc32 } from "node:zlib";

export interface UploadCall {
  readonly operation: "Put" | "Create" | "Part" | "Complete" | "Abort" | "Delete" | "Head" | "List";
  /** How many calls of this operation came before it. */
  readonly index: number;
  readonly bucket: string;
  readonly key: string;
  readonly headers: IncomingMessage["headers"];
}

/** An error in place of the answer, or a connection that ends: before the work is done, or after it. */
export type UploadTrouble =
  { readonly code: string; readonly status: number; readonly message?: string } | "cut" | "lost";

export interface StoredUpload {
  readonly body: Buffer;
  readonly metadata: Readonly<Record<string, string>>;
  readonly type: string | undefined;
}

interface OpenUpload extends Omit<StoredUpload, "body"> {
  readonly key: string;
  readonly parts: Map<number, Buffer>;
}

type Reply = { readonly status: number; readonly body?: string; readonly headers?: Record<string, string> };

export class FakeUploads {
  readonly calls: UploadCall[] = [];
  /** By bucket and key. */
  readonly objects = new Map<string, StoredUpload>();
  readonly buckets = new Set(["flows"]);
  /** Uploads in parts that were neither put together nor given up. */
  readonly open = new Map<string, OpenUpload>();
  trouble: ((call: UploadCall) => UploadTrouble | undefined) | undefined;
  /** Parts that were under way at once, at most. */
  mostParts = 0;
  #parts = 0;
  #server: Server | undefined;

  /** Starts; its address. */
  async listen(): Promise<string> {
    const server = createServer((request, response) => void this.#handle(request, response).catch(() => {}));
    this.#server = server;
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const address = server.address();
    if (address === null || typeof address === "string") throw new Error("no port");
    return `http://127.0.0.1:${address.port}`;
  }

  async close(): Promise<void> {
    this.#server?.closeAllConnections();
    await new Promise((resolve) => this.#server?.close(resolve));
  }

  callsOf(operation: UploadCall["operation"]): readonly UploadCall[] {
    return this.calls.filter((call) => call.operation === operation);
  }

  async #handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname, searchParams: query } = new URL(request.url ?? "", "http://s3");
    const [, bucket = "", ...rest] = pathname.split("/");
    const key = decodeURIComponent(rest.join("/"));
    const operation = operationOf(request.method ?? "", query, key);
    const { headers } = request;
    const call: UploadCall = { operation, index: this.callsOf(operation).length, bucket, key, headers };
    this.calls.push(call);
    if (operation === "Part") {
      this.mostParts = Math.max(this.mostParts, ++this.#parts);
      response.once("close", () => this.#parts--);
    }
    const made = this.trouble?.(call);
    if (made === "cut") {
      request.socket.destroy();
      return;
    }
    const body = await buffer(request);
    const reply =
      typeof made === "object"
        ? errorReply(made.code, made.status, made.message)
        : this.buckets.has(bucket)
          ? this.#answer(call, query, body)
          : errorReply("NoSuchBucket", 404);
    if (made === "lost") request.socket.destroy();
    else response.writeHead(reply.status, reply.headers).end(call.operation === "Head" ? undefined : reply.body);
  }

  #answer({ operation, bucket, key, headers }: UploadCall, query: URLSearchParams, body: Buffer): Reply {
    const path = `${bucket}/${key}`;
    const id = query.get("uploadId") ?? "";
    const upload = this.open.get(id);
    if ((operation === "Put" || operation === "Part") && !isIntact(headers, body)) return errorReply("BadDigest", 400);
    const about = { metadata: metadataIn(headers), type: headers["content-type"] };
    switch (operation) {
      case "Put":
        return this.#store(path, headers, { ...about, body });
      case "Create": {
        const created = randomUUID();
        this.open.set(created, { ...about, key: path, parts: new Map() });
        return { status: 200, body: `<R><UploadId>${created}</UploadId></R>` };
      }
      case "Part":
        upload?.parts.set(Number(query.get("partNumber")), body);
        return upload === undefined ? errorReply("NoSuchUpload", 404) : { status: 200, headers: { etag: '"part"' } };
      case "Complete": {
        if (upload === undefined) return errorReply("NoSuchUpload", 404);
        const parts = [...upload.parts].toSorted(([one], [other]) => one - other).map(([, bytes]) => bytes);
        const reply = this.#store(upload.key, headers, { ...upload, body: Buffer.concat(parts) });
        if (reply.status === 200) this.open.delete(id);
        return reply;
      }
      case "Abort":
        return this.open.delete(id) ? { status: 204 } : errorReply("NoSuchUpload", 404);
      case "Delete":
        this.objects.delete(path);
        return { status: 204 };
      case "Head":
        return headReply(this.objects.get(path));
      case "List":
        return { status: 200, body: "<ListBucketResult><IsTruncated>false</IsTruncated></ListBucketResult>" };
    }
  }

  #store(path: string, headers: IncomingMessage["headers"], stored: StoredUpload): Reply {
    if (headers["if-none-match"] === "*" && this.objects.has(path)) return errorReply("PreconditionFailed", 412);
    this.objects.set(path, stored);
    return { status: 200, headers: { etag: '"whole"' }, body: "<R><ETag>whole</ETag></R>" };
  }
}

function operationOf(method: string, query: URLSearchParams, key: string): UploadCall["operation"] {
  if (method === "POST") return query.has("uploads") ? "Create" : "Complete";
  if (method === "DELETE") return query.has("uploadId") ? "Abort" : "Delete";
  if (method === "PUT") return query.has("partNumber") ? "Part" : "Put";
  return method === "HEAD" && key !== "" ? "Head" : "List";
}

function isIntact(headers: IncomingMessage["headers"], body: Buffer): boolean {
  const sum = headers["x-amz-checksum-crc32"];
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(crc32(body));
  return Number(headers["content-length"]) === body.length && sum === bytes.toString("base64");
}

function metadataIn(headers: IncomingMessage["headers"]): Record<string, string> {
  const own = Object.entries(headers).filter(([name]) => name.startsWith("x-amz-meta-"));
  return Object.fromEntries(own.map(([name, value]) => [name.slice("x-amz-meta-".length), String(value)]));
}

function headReply(stored: StoredUpload | undefined): Reply {
  if (stored === undefined) return { status: 404 };
  const own = Object.entries(stored.metadata).map(([name, value]) => [`x-amz-meta-${name}`, value]);
  return { status: 200, headers: { "content-length": String(stored.body.length), ...Object.fromEntries(own) } };
}

function errorReply(code: string, status: number, message = ""): Reply {
  return { status, body: `<Error><Code>${code}</Code><Message>${message}</Message></Error>` };
}
