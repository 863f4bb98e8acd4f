// A stand-in for AWS on 127.0.0.1: CloudWatch Logs, EC2's DescribeFlowLogs and STS's AssumeRole, with the troubles that
// the real ones have and other emulators have not: empty pages, quotas, storms of throttling, connections that are cut,
// tokens that expire. It keeps a log of the calls. What to serve and which troubles to make, the test says.
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { text } from "node:stream/consumers";
import { Store } from "./store.ts";
import { answerQuery, type FakeFlowLog } from "./query.ts";
import { serveLiveTail, type Tail } from "./livetail.ts";

export interface Call {
  /** FilterLogEvents, AssumeRole and so on. */
  readonly operation: string;
  /** Milliseconds since the server started. */
  readonly at: number;
  /** How many calls of this operation came before it. */
  readonly index: number;
  readonly accessKey: string;
  readonly region: string;
  readonly service: string;
  readonly input: Readonly<Record<string, unknown>>;
  /** The error that it got. */
  error?: string;
}

/** What is done to a call instead of answering it: the name of an error, or a connection that ends in the body. */
export type Trouble = { readonly error: string; readonly message?: string; readonly status?: number } | "cut" | "drip";

/** A body, or the error instead of it. */
export type Answer = string | Buffer | Exclude<Trouble, string>;

/** What goes over the wire in place of an answer. */
export interface Wired {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: string | Buffer;
}

export interface Behaviour {
  wire?: (call: Call, answer: Buffer) => Wired | undefined;
  trouble?: ((call: Call) => Trouble | undefined) | undefined;
  /** Milliseconds before each answer, or before that of a call. */
  latency?: number | ((call: Call) => number);
  /** Calls of FilterLogEvents a second. */
  quota?: number;
  pageEvents?: number;
  pageBytes?: number;
  /** Events that a call looks at before it gives up with an empty page. */
  looked?: number;
  /** What a chain of pages ends with, instead of leaving its token out: the last one again, or null as moto has it. */
  end?: "repeated" | "null";
  /** Empty pages before each page with events. */
  emptyPages?: number;
}

export class FakeAws {
  readonly behaviour: Behaviour = {};
  readonly calls: Call[] = [];
  readonly groups = new Map<string, Store>();
  readonly flowLogs: FakeFlowLog[] = [];
  readonly tails = new Set<Tail>();
  /** Other services, which are asked first. */
  readonly services: { answer(call: Call): Answer | undefined }[] = [];
  /** Calls that were under way at once, at most. */
  most = 0;
  #underWay = 0;
  readonly #started = performance.now();
  #server: Server | undefined;
  #allowance = 0;
  #refilled = 0;

  /** Starts; its address. */
  async listen(): Promise<string> {
    const server = createServer((request, response) => {
      this.most = Math.max(this.most, ++this.#underWay);
      response.once("close", () => this.#underWay--);
      void this.#handle(request, response);
    });
    this.#server = server;
    server.keepAliveTimeout = 60_000;
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const address = server.address();
    if (address === null || typeof address === "string") throw new Error("no port");
    return `http://127.0.0.1:${address.port}`;
  }

  async close(): Promise<void> {
    this.#server?.closeAllConnections();
    await new Promise((resolve) => this.#server?.close(resolve));
  }

  group(name: string): Store {
    const store = this.groups.get(name) ?? new Store();
    this.groups.set(name, store);
    return store;
  }

  /** Ends all live tails, as AWS does after three hours. */
  endTails(): void {
    for (const tail of this.tails) tail.end();
  }

  callsOf(operation: string): readonly Call[] {
    return this.calls.filter((call) => call.operation === operation);
  }

  async #handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const call = this.#log(request, await text(request));
    const { latency } = this.behaviour;
    const wait = typeof latency === "function" ? latency(call) : latency;
    if (wait !== undefined) await new Promise((done) => setTimeout(done, wait));
    const trouble = this.#overQuota(call) ?? this.behaviour.trouble?.(call);
    if (trouble !== undefined && typeof trouble === "object") return refuse(response, call, trouble);
    if (call.operation === "StartLiveTail") return serveLiveTail(call, response, this.tails);
    const isQuery = call.service === "sts" || call.service === "ec2";
    const answer = this.#ofOthers(call) ?? (isQuery ? answerQuery(call, this.flowLogs) : this.#answer(call));
    if (typeof answer === "object" && "error" in answer) return refuse(response, call, answer);
    const type = isQuery ? "text/xml" : "application/x-amz-json-1.1";
    const wired = this.behaviour.wire?.(call, Buffer.from(answer));
    if (wired === undefined) await send(response, answer, type, trouble);
    else sendWired(response, wired, type);
  }

  #log({ headers }: IncomingMessage, body: string): Call {
    const target = String(headers["x-amz-target"] ?? "").split(".")[1];
    const input: Record<string, unknown> =
      target === undefined ? Object.fromEntries(new URLSearchParams(body)) : JSON.parse(body || "{}");
    const operation = target ?? String(input["Action"]);
    const credential = /Credential=([^/]*)\/\d+\/([^/]*)\/([^/]*)/.exec(headers.authorization ?? "") ?? [];
    const [, accessKey = "", region = "", service = ""] = credential;
    const index = this.callsOf(operation).length;
    const call: Call = { operation, at: performance.now() - this.#started, index, accessKey, region, service, input };
    this.calls.push(call);
    return call;
  }

  /** A bucket that holds the calls of one second. */
  #overQuota(call: Call): Trouble | undefined {
    const { quota } = this.behaviour;
    if (quota === undefined || call.operation !== "FilterLogEvents") return undefined;
    this.#allowance = Math.min(quota, this.#allowance + ((call.at - this.#refilled) / 1000) * quota);
    this.#refilled = call.at;
    if (this.#allowance < 1) return { error: "ThrottlingException", message: "Rate exceeded" };
    this.#allowance--;
    return undefined;
  }

  #ofOthers(call: Call): Answer | undefined {
    for (const service of this.services) {
      const found = service.answer(call);
      if (found !== undefined) return found;
    }
    return undefined;
  }

  #answer(call: Call): Answer {
    const { operation, input } = call;
    const identifier = String(input["logGroupIdentifier"] ?? input["logGroupName"] ?? "");
    const name = /log-group:([^:]+)/.exec(identifier)?.[1] ?? identifier;
    if (operation === "DescribeLogGroups") return this.#describeGroups(String(input["logGroupNamePrefix"] ?? ""));
    const store = this.groups.get(name);
    if (store === undefined) {
      return { error: "ResourceNotFoundException", message: "The specified log group does not exist." };
    }
    if (operation === "DescribeLogStreams") {
      const names = [...store.streams]
        .toSorted()
        .filter((it) => it.startsWith(String(input["logStreamNamePrefix"] ?? "")));
      return JSON.stringify({ logStreams: names.map((logStreamName) => ({ logStreamName })) });
    }
    return operation === "FilterLogEvents" ? this.#filter(store, input) : { error: "UnknownOperationException" };
  }

  #describeGroups(prefix: string): string {
    const logGroups = [...this.groups]
      .filter(([name]) => name.startsWith(prefix))
      .map(([logGroupName, store]) => ({
        logGroupName,
        logGroupArn: arnOf(logGroupName),
        storedBytes: store.bytes,
        creationTime: store.first,
      }));
    return JSON.stringify({ logGroups });
  }

  #filter(store: Store, input: Call["input"]): Answer {
    const {
      pageEvents = 10_000,
      pageBytes = 1 << 20,
      looked = Number.POSITIVE_INFINITY,
      end,
      emptyPages = 0,
    } = this.behaviour;
    const { nextToken, logStreamNames, logStreamNamePrefix, filterPattern = "", startTime = 0, endTime } = input;
    const asked = JSON.stringify([startTime, endTime, filterPattern, logStreamNames, logStreamNamePrefix]);
    const [start, of, empty] = nextToken === undefined ? [-1, asked, emptyPages] : readToken(String(nextToken));
    // A token belongs to the query that gave it.
    if (of !== asked) return { error: "InvalidParameterException", message: "The specified nextToken is invalid." };
    if (empty > 0) return `{"events":[],"nextToken":"${writeToken(start, asked, empty - 1)}"}`;
    const query = {
      from: Number(startTime),
      to: endTime === undefined ? Number.POSITIVE_INFINITY : Number(endTime),
      pattern: String(filterPattern),
      streams: Array.isArray(logStreamNames) ? logStreamNames.map(String) : undefined,
      prefix: logStreamNamePrefix === undefined ? undefined : String(logStreamNamePrefix),
    };
    const { json, next } = store.page(query, start, { events: pageEvents, bytes: pageBytes, looked });
    const ends = { repeated: nextToken, null: null, none: undefined }[end ?? "none"];
    const token = next === undefined ? ends : writeToken(next, asked, emptyPages);
    const rest = JSON.stringify({ nextToken: token, searchedLogStreams: [] }).slice(1);
    return Buffer.concat([Buffer.from('{"events":['), json, Buffer.from(`],${rest}`)]);
  }
}

function arnOf(group: string): string {
  return `arn:aws:logs:eu-west-1:123456789012:log-group:${group}`;
}

function writeToken(...parts: readonly [next: number, asked: string, empty: number]): string {
  return Buffer.from(JSON.stringify(parts)).toString("base64url");
}

function readToken(token: string): [next: number, asked: string, empty: number] {
  return JSON.parse(Buffer.from(token, "base64url").toString());
}

function refuse(
  response: ServerResponse,
  call: Call,
  { error, message = "", status = 400 }: Exclude<Trouble, string>,
): void {
  call.error = error;
  if (call.service === "sts" || call.service === "ec2") {
    const inner = `<Code>${error}</Code><Message>${message}</Message>`;
    const body =
      call.service === "sts"
        ? `<ErrorResponse><Error>${inner}</Error><RequestId>1</RequestId></ErrorResponse>`
        : `<Response><Errors><Error>${inner}</Error></Errors><RequestID>1</RequestID></Response>`;
    response.writeHead(status, { "content-type": "text/xml" }).end(body);
    return;
  }
  response.writeHead(status, { "content-type": "application/x-amz-json-1.1" });
  response.end(JSON.stringify({ __type: error, message }));
}

/** The length matches what is sent. */
function sendWired(response: ServerResponse, { status = 200, headers = {}, body }: Wired, type: string): void {
  response.writeHead(status, { "content-type": type, "content-length": Buffer.byteLength(body), ...headers });
  response.end(body);
}

async function send(
  response: ServerResponse,
  body: string | Buffer,
  type: string,
  trouble: "cut" | "drip" | undefined,
): Promise<void> {
  const bytes = Buffer.from(body);
  response.writeHead(200, { "content-type": type, "content-length": bytes.length });
  if (trouble === undefined) {
    response.end(bytes);
    return;
  }
  const half = bytes.length >> 1;
  response.write(bytes.subarray(0, half));
  if (trouble === "cut") {
    setTimeout(() => response.destroy(), 1);
    return;
  }
  for (let at = half; at < bytes.length; at += 1 + (bytes.length >> 4)) {
    await new Promise((done) => setTimeout(done, 1));
    response.write(bytes.subarray(at, at + 1 + (bytes.length >> 4)));
  }
  response.end();
}
