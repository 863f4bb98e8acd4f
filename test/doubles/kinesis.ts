// A stand-in for Kinesis on 127.0.0.1, with the troubles that the real one has and other emulators have not: storms of
// throttling, iterators that expire, connections that are cut, empty pages in the middle, subscriptions that end early. It
// keeps a log of the calls. What to serve and which troubles to make, the test says.
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { createSecureServer, type Http2ServerRequest, type Http2ServerResponse } from "node:http2";
import { createRequire } from "node:module";
import { text } from "node:stream/consumers";
import { type FakeConsumer, consumerAnswer } from "./consumers.ts";
import { StreamData } from "./stream.ts";
import { subscribe } from "./subscription.ts";
import { childOf, recordOf, shardOf, startIn, summaryOf } from "./wire.ts";

export interface KinesisCall {
  readonly operation: string;
  /** How many calls of this operation came before it. */
  readonly index: number;
  /** Milliseconds, by the clock of the stand-in. */
  readonly at: number;
  readonly shard: string;
  readonly input: Readonly<Record<string, unknown>>;
}

/** What is done to a call instead of answering it. */
export type KinesisTrouble = { readonly error: string; readonly message?: string; readonly status?: number } | "cut";

export interface KinesisBehaviour {
  trouble?: (call: KinesisCall) => KinesisTrouble | undefined;
  /** Milliseconds, on the wall, before each answer. */
  latency?: number;
  /** Records of a page, and shards of a listing, at most. */
  pageRecords?: number;
  pageShards?: number;
  /** How long records are kept, as far as the stream says. */
  retentionHours?: number;
  /** So many pages in a row are empty before one has records. */
  emptyPages?: number;
  /** Milliseconds that an iterator lives. */
  iteratorLife?: number;
  /** More than five calls of GetRecords a second and shard are refused. */
  hasQuota?: boolean;
  /** Ends of shards do not name the children. */
  hidesChildren?: boolean;
  /** Milliseconds, on the wall, before each event of a subscription. */
  eventPause?: number;
  /** A subscription ends after so many events; `breaks`: by its connection. */
  subscriptionEvents?: number;
  breaks?: boolean;
  /** What it says at its end. */
  exception?: string;
}

/** Of either version. */
export type Response = ServerResponse | Http2ServerResponse;

type Refusal = Exclude<KinesisTrouble, string>;

const require = createRequire(import.meta.url);

export class FakeKinesis {
  readonly behaviour: KinesisBehaviour = {};
  readonly calls: KinesisCall[] = [];
  readonly streams = new Map<string, StreamData>();
  readonly consumers = new Map<string, FakeConsumer>();
  readonly now: () => number;
  /** Versions of HTTP that calls over TLS came by. */
  readonly versions = new Set<string>();
  /** Calls that were under way at once, at most. */
  mostUnderWay = 0;
  #underWay = 0;
  readonly #paces = new Map<string, number[]>();
  readonly #empty = new Map<string, number>();
  #server: Server | undefined;

  constructor(now: () => number = Date.now) {
    this.now = now;
  }

  async listen(): Promise<string> {
    const server = createServer((request, response) => void this.#handle(request, response));
    this.#server = server;
    server.keepAliveTimeout = 60_000;
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    return `http://${addressOf(server)}`;
  }

  /** Over TLS, HTTP/2 for who wants it, as AWS; by a certificate that kinesis-local brings, and nobody has signed. */
  async listenSecurely(): Promise<{ url: string; close: () => Promise<void> }> {
    const { server: identity }: { server: { key: string; cert: string } } = require("kinesis-local/server.json");
    const server = createSecureServer({ ...identity, allowHTTP1: true }, (request, response) => {
      this.versions.add(request.httpVersion);
      void this.#handle(request, response);
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    return {
      url: `https://${addressOf(server)}`,
      close: () => new Promise((resolve) => server.close(() => resolve())),
    };
  }

  async close(): Promise<void> {
    this.#server?.closeAllConnections();
    await new Promise((resolve) => this.#server?.close(resolve));
  }

  stream(name: string, shards = 1): StreamData {
    const stream = this.streams.get(name) ?? new StreamData(shards, this.now);
    this.streams.set(name, stream);
    return stream;
  }

  callsOf(operation: string): readonly KinesisCall[] {
    return this.calls.filter((call) => call.operation === operation);
  }

  async #handle(request: IncomingMessage | Http2ServerRequest, response: Response): Promise<void> {
    const call = this.#log(request, await text(request));
    this.mostUnderWay = Math.max(this.mostUnderWay, ++this.#underWay);
    if (this.behaviour.latency !== undefined) await new Promise((done) => setTimeout(done, this.behaviour.latency));
    this.#underWay--;
    const trouble = this.#overQuota(call) ?? this.behaviour.trouble?.(call);
    if (typeof trouble === "object") return refuse(response, trouble);
    const stream = this.streams.get(nameIn(call.input));
    const isSubscription = call.operation === "SubscribeToShard" && stream !== undefined;
    if (isSubscription) return subscribe(call, stream, this, response);
    const answer = this.#answer(call, stream);
    if (isRefusal(answer)) return refuse(response, answer);
    const body = Buffer.from(JSON.stringify(answer));
    response.writeHead(200, { "content-type": "application/x-amz-json-1.1", "content-length": body.length });
    if (trouble !== "cut") return void response.end(body);
    const half: Pick<ServerResponse, "write"> = response;
    half.write(body.subarray(0, body.length >> 1));
    setTimeout(() => response.socket?.destroy(), 1);
  }

  #log({ headers }: Pick<IncomingMessage, "headers">, body: string): KinesisCall {
    const operation = String(headers["x-amz-target"] ?? "").split(".")[1] ?? "";
    const input: Record<string, unknown> = JSON.parse(body || "{}");
    const iterator = typeof input["ShardIterator"] === "string" ? readIterator(input["ShardIterator"]) : undefined;
    const named = iterator === undefined ? input : { ...input, StreamName: iterator.stream };
    const shard = iterator?.shard ?? String(input["ShardId"] ?? "");
    const call = { operation, index: this.callsOf(operation).length, at: this.now(), shard, input: named };
    this.calls.push(call);
    return call;
  }

  #overQuota({ operation, shard, at }: KinesisCall): KinesisTrouble | undefined {
    if (this.behaviour.hasQuota !== true || operation !== "GetRecords") return undefined;
    const recent = (this.#paces.get(shard) ?? []).filter((time) => time > at - 1000);
    this.#paces.set(shard, recent);
    if (recent.length >= 5) return { error: "ProvisionedThroughputExceededException", message: "Rate exceeded" };
    recent.push(at);
    return undefined;
  }

  #answer(call: KinesisCall, stream: StreamData | undefined): object {
    const { operation, input } = call;
    if (operation === "ListStreams") return { StreamNames: [...this.streams.keys()], HasMoreStreams: false };
    const ofConsumers = consumerAnswer(operation, input, this.consumers, stream !== undefined);
    if (ofConsumers !== undefined) return ofConsumers;
    if (stream === undefined) return { error: "ResourceNotFoundException", message: "Stream not found" };
    switch (operation) {
      case "ListShards":
        return this.#list(nameIn(input), stream, input);
      case "DescribeStreamSummary":
        return { StreamDescriptionSummary: summaryOf(nameIn(input), stream, this.behaviour.retentionHours ?? 24) };
      case "GetShardIterator":
        return this.#iterator(call, stream);
      case "GetRecords":
        return this.#records(call, stream);
      default:
        return { error: "UnknownOperationException" };
    }
  }

  #list(name: string, { shards }: StreamData, { NextToken: token, ShardFilter: filter }: KinesisCall["input"]): object {
    const { pageShards = 1000 } = this.behaviour;
    const from = typeof token === "string" ? Number(token.split("/")[1]) : 0;
    const since = typeof filter === "object" && filter !== null && "Timestamp" in filter ? Number(filter.Timestamp) : 0;
    const wanted = shards.filter(
      ({ closedAt, records }) => closedAt === undefined || (records.at(-1)?.arrival ?? 0) >= since * 1000,
    );
    const next = from + pageShards < wanted.length ? { NextToken: `${name}/${from + pageShards}` } : {};
    return { Shards: wanted.slice(from, from + pageShards).map(shardOf), ...next };
  }

  #iterator({ shard: id, input }: KinesisCall, stream: StreamData): object {
    const shard = stream.shard(id);
    if (shard === undefined) return { error: "ResourceNotFoundException", message: `Shard ${id} does not exist` };
    const start = startIn(shard, stream, input);
    return { ShardIterator: this.#write(nameIn(input), id, start) };
  }

  #records({ input, at }: KinesisCall, stream: StreamData): object {
    const { pageRecords = 10_000, iteratorLife = 300_000, emptyPages = 0, hidesChildren } = this.behaviour;
    const { stream: name, shard: id, from, made } = readIterator(String(input["ShardIterator"]));
    if (at - made > iteratorLife) return { error: "ExpiredIteratorException", message: "Iterator expired." };
    const shard = stream.shard(id);
    if (shard === undefined) return { error: "ResourceNotFoundException", message: `Shard ${id} does not exist` };
    const rest = shard.records.filter(({ number }) => number >= from);
    const passed = (this.#empty.get(id) ?? 0) % (emptyPages + 1);
    this.#empty.set(id, passed + 1);
    const most = passed < emptyPages ? 0 : Math.min(pageRecords, Number(input["Limit"] ?? 10_000));
    const page = rest.slice(0, most);
    const last = page.at(-1);
    const [first] = rest.slice(most);
    const isOver = rest.length <= most && shard.closedAt !== undefined;
    const children = isOver && hidesChildren !== true ? { ChildShards: stream.childrenOf(id).map(childOf) } : {};
    const next = last === undefined ? from : last.number + 1;
    return {
      Records: page.map(recordOf),
      MillisBehindLatest: first === undefined ? 0 : Math.max(1, this.now() - first.arrival),
      ...(isOver ? children : { NextShardIterator: this.#write(name, id, next) }),
    };
  }

  #write(stream: string, shard: string, from: number): string {
    return Buffer.from(JSON.stringify({ stream, shard, from, made: this.now() })).toString("base64");
  }
}

function addressOf(server: Pick<Server, "address">): string {
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  return `127.0.0.1:${address.port}`;
}

/** The error that a call gets. */
export function refuse(response: Response, { error, message = "", status = 400 }: Refusal): void {
  response.writeHead(status, { "content-type": "application/x-amz-json-1.1" });
  response.end(JSON.stringify({ __type: error, message }));
}

function isRefusal(answer: object): answer is Refusal {
  return "error" in answer;
}

/** The name of the stream that a call is about, however that is said. */
function nameIn(input: KinesisCall["input"]): string {
  const said = [input["StreamName"], input["StreamARN"], input["ConsumerARN"], input["NextToken"]].find(
    (it) => typeof it === "string",
  );
  return (said ?? "").replace(/^arn:.*?:stream\//, "").split("/")[0] ?? "";
}

function readIterator(iterator: string): { stream: string; shard: string; from: number; made: number } {
  const read: { stream: string; shard: string; from: number; made: number } = JSON.parse(
    Buffer.from(iterator, "base64").toString(),
  );
  return read;
}
