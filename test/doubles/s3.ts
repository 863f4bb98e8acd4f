// A stand-in for S3 on 127.0.0.1, with the troubles that the real one has and other emulators have not: bodies that are
// cut or come in drips, storms of throttling, buckets in other regions, requesters that pay, archived objects, objects
// that are replaced. It keeps a log of the calls. What to serve and which troubles to make, the test says.
import { createHash } from "node:crypto";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";

interface Stored {
  readonly body: Buffer;
  readonly etag: string;
  /** STANDARD, GLACIER and so on. */
  readonly storage: string;
  /** What a listing says, for objects that are too large to be there. */
  readonly size?: number;
}

export interface S3Call {
  readonly operation: "List" | "Get" | "Head" | "HeadBucket";
  /** How many calls of this operation came before it. */
  readonly index: number;
  readonly bucket: string;
  readonly key: string;
  readonly query: URLSearchParams;
  readonly range: string | undefined;
  readonly region: string;
  readonly payer: string | undefined;
  /** Calls that were under way with it. */
  readonly together: number;
}

/** An error instead of an answer, or what is done to its body. */
export type Trouble =
  { readonly code: string; readonly status?: number; readonly message?: string } | "cut" | "drip" | "stall";

interface Behaviour {
  /** Answers in its own way, and says so. */
  answer?: (call: S3Call, response: ServerResponse) => boolean;
  trouble?: (call: S3Call) => Trouble | undefined;
  /** Milliseconds before each answer. */
  latency?: number;
  /** Entries of a page of a listing. */
  page?: number;
  /** Where the buckets are; undefined: nobody cares. */
  region?: string;
  /** The answer does not say where they are, but that they are elsewhere. */
  isSecretive?: boolean;
  requesterPays?: boolean;
}

export class FakeS3 {
  readonly behaviour: Behaviour = {};
  readonly calls: S3Call[] = [];
  readonly #objects = new Map<string, Map<string, Stored>>();
  readonly #counts = new Map<S3Call["operation"], number>();
  #server: Server | undefined;
  #together = 0;

  /** Starts; its address. */
  async listen(): Promise<string> {
    const server = createServer((request, response) => void this.#handle(request, response));
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

  put(bucket: string, key: string, body: Uint8Array | string, storage = "STANDARD"): void {
    const bytes = Buffer.from(body);
    const etag = `"${createHash("md5").update(bytes).digest("hex")}"`;
    const objects = this.#objects.get(bucket) ?? new Map<string, Stored>();
    this.#objects.set(bucket, objects.set(key, { body: bytes, etag, storage }));
  }

  /** An object that is only listed, with a size of its own. */
  pretend(bucket: string, key: string, size: number): void {
    this.put(bucket, key, key);
    const stored = this.#objects.get(bucket)?.get(key);
    if (stored !== undefined) this.#objects.get(bucket)?.set(key, { ...stored, size });
  }

  remove(bucket: string, key: string): void {
    this.#objects.get(bucket)?.delete(key);
  }

  callsOf(operation: S3Call["operation"]): readonly S3Call[] {
    return this.calls.filter((call) => call.operation === operation);
  }

  async #handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    this.#together++;
    response.once("close", () => this.#together--);
    const call = this.#log(request);
    const { latency, trouble, region, isSecretive, requesterPays } = this.behaviour;
    if (latency !== undefined) await new Promise((done) => setTimeout(done, latency));
    if (region !== undefined && call.region !== region) {
      const told = isSecretive === true && call.operation !== "HeadBucket" ? {} : { "x-amz-bucket-region": region };
      return refuse(response, call, { code: "PermanentRedirect", status: 301 }, told);
    }
    if (requesterPays === true && call.payer !== "requester")
      return refuse(response, call, { code: "AccessDenied", status: 403 });
    if (this.behaviour.answer?.(call, response) === true) return;
    const made = trouble?.(call);
    if (typeof made === "object") return refuse(response, call, made);
    const objects = this.#objects.get(call.bucket);
    if (objects === undefined) return refuse(response, call, { code: "NoSuchBucket", status: 404 });
    if (call.operation === "HeadBucket") response.writeHead(200).end();
    else if (call.operation === "List") this.#list(call, objects, response);
    else await give(call, request, objects.get(call.key), response, made);
  }

  #log({ url = "", method, headers }: IncomingMessage): S3Call {
    const { pathname, searchParams: query } = new URL(url, "http://s3");
    const [, bucket = "", ...rest] = pathname.split("/");
    const key = decodeURIComponent(rest.join("/"));
    const onObject = method === "HEAD" ? "Head" : "Get";
    const operation = key !== "" ? onObject : method === "HEAD" ? "HeadBucket" : "List";
    const payer = headers["x-amz-request-payer"];
    const [, region = ""] = /Credential=[^/]*\/\d+\/([^/]*)/.exec(headers.authorization ?? "") ?? [];
    const index = this.#counts.get(operation) ?? 0;
    this.#counts.set(operation, index + 1);
    const call = {
      operation,
      index,
      bucket,
      key,
      query,
      range: headers.range,
      region,
      payer: payer?.toString(),
      together: this.#together,
    } as const;
    this.calls.push(call);
    return call;
  }

  #list({ query }: S3Call, objects: Map<string, Stored>, response: ServerResponse): void {
    const most = Math.min(Number(query.get("max-keys") ?? 1000), this.behaviour.page ?? 1000);
    const prefix = query.get("prefix") ?? "";
    const after = query.get("continuation-token") ?? "";
    const entries = new Map<string, Stored | undefined>();
    for (const key of [...objects.keys()].filter((it) => it.startsWith(prefix)).toSorted()) {
      const cut = query.has("delimiter") ? key.indexOf("/", prefix.length) + 1 : 0;
      entries.set(cut > 0 ? key.slice(0, cut) : key, cut > 0 ? undefined : objects.get(key));
    }
    const left = [...entries].filter(([key]) => key > after);
    const shown = left.slice(0, most).map(([key, stored]) => {
      const name = encodeURIComponent(key).replaceAll("%2F", "/");
      if (stored === undefined) return `<CommonPrefixes><Prefix>${name}</Prefix></CommonPrefixes>`;
      const { etag, body, storage, size = body.length } = stored;
      return `<Contents><Key>${name}</Key><ETag>${etag}</ETag><Size>${size}</Size><StorageClass>${storage}</StorageClass></Contents>`;
    });
    const next =
      left.length > most
        ? `<IsTruncated>true</IsTruncated><NextContinuationToken>${left[most - 1]?.[0]}</NextContinuationToken>`
        : "<IsTruncated>false</IsTruncated>";
    const body = `<ListBucketResult><EncodingType>url</EncodingType>${next}${shown.join("")}</ListBucketResult>`;
    response.writeHead(200, { "content-type": "application/xml" }).end(body);
  }
}

async function give(
  call: S3Call,
  { headers }: IncomingMessage,
  stored: Stored | undefined,
  response: ServerResponse,
  trouble: Extract<Trouble, string> | undefined,
): Promise<void> {
  if (stored === undefined) return refuse(response, call, { code: "NoSuchKey", status: 404 });
  const { body, etag, storage } = stored;
  if (headers["if-match"] !== undefined && headers["if-match"] !== etag) {
    return refuse(response, call, { code: "PreconditionFailed", status: 412 });
  }
  if (call.operation === "Head") {
    response.writeHead(200, { etag, "content-length": body.length }).end();
    return;
  }
  if (storage === "GLACIER") return refuse(response, call, { code: "InvalidObjectState", status: 403 });
  const [, from = "0", to = String(body.length - 1)] = /^bytes=(\d+)-(\d+)$/.exec(call.range ?? "") ?? [];
  const bytes = body.subarray(Number(from), Number(to) + 1);
  const range = call.range === undefined ? {} : { "content-range": `bytes ${from}-${to}/${body.length}` };
  response.writeHead(call.range === undefined ? 200 : 206, { etag, "content-length": bytes.length, ...range });
  if (trouble === undefined) {
    response.end(bytes);
    return;
  }
  const half = bytes.length >> 1;
  response.write(bytes.subarray(0, half));
  if (trouble === "stall") return;
  if (trouble === "cut") {
    setTimeout(() => response.destroy(), 1);
    return;
  }
  const step = 1 + (bytes.length >> 4);
  for (let at = half; at < bytes.length; at += step) {
    await new Promise((done) => setTimeout(done, 1));
    response.write(bytes.subarray(at, at + step));
  }
  response.end();
}

function refuse(
  response: ServerResponse,
  { operation }: S3Call,
  { code, status = 400, message = code }: Exclude<Trouble, string>,
  headers: Readonly<Record<string, string>> = {},
): void {
  const more = code === "InvalidObjectState" ? "<StorageClass>GLACIER</StorageClass>" : "";
  const body = `<Error><Code>${code}</Code><Message>${message}</Message>${more}</Error>`;
  response.writeHead(status, { "content-type": "application/xml", ...headers });
  response.end(operation.startsWith("Head") ? undefined : body);
}
