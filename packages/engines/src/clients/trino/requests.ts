// The requests of Trino's protocol: repeated while the server, or the proxy before it, is busy, and sent to no other server.
import { type Clock, wallClock } from "@flowlogs/base/clock";
import type { TrinoAccess } from "./access.ts";
import { notTrino, otherServer, refused, type TrinoFailure, unreachable } from "./errors.ts";
import { parseExact } from "./json.ts";

/** What Trino answers to each request; what is not there yet is undefined. */
export interface TrinoPage {
  readonly id?: string;
  readonly nextUri?: string;
  readonly columns?: readonly { readonly name: string; readonly type: string }[];
  readonly data?: readonly (readonly unknown[])[];
  readonly error?: TrinoFailure;
  readonly stats?: TrinoStats;
}

export interface TrinoStats {
  readonly state?: string;
  readonly progressPercentage?: number;
  readonly completedSplits?: number;
  readonly totalSplits?: number;
  readonly processedRows?: number;
  readonly physicalInputBytes?: number;
}

const busy: ReadonlySet<number> = new Set([429, 502, 503, 504]);
/** Milliseconds: for which a busy server is asked again, one that cannot be reached any more, and between two requests. */
const [BUSY_LIMIT, LOST_LIMIT, FIRST_WAIT, LONGEST_WAIT] = [60_000, 20_000, 100, 5000];
/** Milliseconds for which the end of a query is asked for. */
const END_LIMIT = 5000;

interface RequestOptions {
  readonly access: TrinoAccess;
  readonly clock?: Clock;
  /** Called before each wait. */
  readonly onWait?: (why: string) => void;
}

export class TrinoRequests {
  readonly #options: RequestOptions;
  readonly #clock: Clock;

  constructor(options: RequestOptions) {
    this.#options = options;
    this.#clock = options.clock ?? wallClock;
  }

  /** Throws RemoteError. */
  async start(sql: string, signal: AbortSignal): Promise<TrinoPage> {
    const { url } = this.#options.access;
    return await this.#page(new URL(`${url.href.replace(/\/$/, "")}/v1/statement`), {
      method: "POST",
      body: sql,
      signal,
    });
  }

  /** Throws RemoteError. */
  async next(uri: string, signal: AbortSignal): Promise<TrinoPage> {
    return await this.#page(this.#own(uri), { method: "GET", signal });
  }

  /** Ends a query; whoever asks has no use for it any more, whether that succeeds or not. */
  async end(uri: string): Promise<void> {
    try {
      await this.#send(this.#own(uri), { method: "DELETE", signal: AbortSignal.timeout(END_LIMIT) });
    } catch {
      // Trino ends a query that nobody asks about after five minutes.
    }
  }

  /** Throws RemoteError for the address of another server. */
  #own(uri: string): URL {
    const { url } = this.#options.access;
    const next = URL.canParse(uri) ? new URL(uri) : undefined;
    if (next?.origin !== url.origin) throw otherServer(url, uri);
    return next;
  }

  async #send(url: URL, request: RequestInit): Promise<Response> {
    const headers = {
      ...this.#options.access.headers(),
      "X-Trino-Source": "flowlogs",
      "X-Trino-Time-Zone": "UTC",
      "X-Trino-Client-Capabilities": "PARAMETRIC_DATETIME",
    };
    return await fetch(url, { ...request, headers, redirect: "manual" });
  }

  async #page(url: URL, request: RequestInit & { readonly signal: AbortSignal }): Promise<TrinoPage> {
    const { signal, method } = request;
    const since = this.#clock.now();
    for (let wait = FIRST_WAIT; ; wait = Math.min(LONGEST_WAIT, wait * 2)) {
      const spent = this.#clock.now() - since;
      let hint = 0;
      try {
        const response = await this.#send(url, request);
        const body = await response.text();
        if (response.ok) return pageIn(body, url);
        if (!busy.has(response.status) || spent >= BUSY_LIMIT)
          throw new HttpFailure(refused(response.status, body, url));
        hint = 1000 * (Number(response.headers.get("Retry-After")) || 0);
        this.#options.onWait?.(`Trino is busy (${response.status}); asking again`);
      } catch (error) {
        if (signal.aborted) throw signal.reason;
        if (error instanceof HttpFailure) throw error.error;
        // A page may be asked for twice, while a query that was sent twice would run twice.
        if (!(error instanceof TypeError) || method === "POST" || spent >= LOST_LIMIT) throw lost(error);
        this.#options.onWait?.("Trino cannot be reached; asking again");
      }
      await this.#clock.sleep(Math.max(wait, Math.min(hint, LONGEST_WAIT)), signal);
    }
  }
}

/** What is thrown by us, and not by fetch. */
class HttpFailure extends Error {
  readonly error: Error;

  constructor(error: Error) {
    super(error.message);
    this.error = error;
  }
}

/** Throws HttpFailure. */
function pageIn(body: string, url: URL): TrinoPage {
  let page: unknown;
  try {
    page = parseExact(body);
  } catch {
    throw new HttpFailure(notTrino(url));
  }
  if (!isPage(page)) throw new HttpFailure(notTrino(url));
  return page;
}

function isPage(value: unknown): value is TrinoPage {
  return typeof value === "object" && value !== null && "id" in value && "stats" in value;
}

/** fetch throws TypeError for the network; anything else is ours. */
function lost(error: unknown): unknown {
  return error instanceof TypeError ? unreachable(error) : error;
}
