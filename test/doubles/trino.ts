// Trino as its HTTP protocol has it: whoever makes it says what a query answers, page by page, and what goes wrong on the way.
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { createServer as createSecureServer } from "node:https";
import { text } from "node:stream/consumers";

export interface TrinoAnswer {
  /** A type is a word of Trino: bigint, varchar, double. */
  readonly columns: readonly (readonly [name: string, type: string])[];
  /** Rows as JSON, a page each: digits stay as they are. Many of them are made as they are asked for, until there is none. */
  readonly pages: readonly string[] | ((page: number) => string | undefined);
  /** Behind the pages. */
  readonly error?: { readonly message: string; readonly errorName: string; readonly errorType: string };
  readonly stats?: Readonly<Record<string, unknown>>;
}

/** What happens to a request instead of an answer; false: it is answered. */
type Trouble = (request: IncomingMessage, response: ServerResponse) => boolean;

export class TrinoDouble {
  readonly asked: { readonly sql: string; readonly headers: IncomingMessage["headers"] }[] = [];
  /** Method and path of each request. */
  readonly requests: string[] = [];
  readonly ended: string[] = [];
  trouble: Trouble = () => false;
  /** Where the next pages are, if not here. */
  elsewhere: string | undefined;
  /** Pages after the first one are not there before this has passed. */
  holdsPage: (page: number) => Promise<void> = () => Promise.resolve();
  readonly #answer: (sql: string) => TrinoAnswer;
  readonly #queries: TrinoAnswer[] = [];
  readonly #server: Server;
  readonly #scheme: string;
  url = "";

  /** With a key and a certificate it speaks TLS. */
  constructor(answer: (sql: string) => TrinoAnswer, tls?: { readonly key: string; readonly cert: string }) {
    this.#answer = answer;
    const respond = (request: IncomingMessage, response: ServerResponse): void => void this.#respond(request, response);
    this.#server = tls === undefined ? createServer(respond) : createSecureServer(tls, respond);
    this.#scheme = tls === undefined ? "http" : "https";
  }

  /** The number of queries so far; the last one has the number before. */
  get started(): number {
    return this.#queries.length;
  }

  async listen(): Promise<string> {
    await new Promise<void>((resolve) => this.#server.listen(0, "127.0.0.1", resolve));
    const address = this.#server.address();
    this.url = typeof address === "object" && address !== null ? `${this.#scheme}://127.0.0.1:${address.port}` : "";
    return this.url;
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  async #respond(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method = "", url = "", headers } = request;
    this.requests.push(`${method} ${url}`);
    const sql = await text(request);
    if (this.trouble(request, response)) return;
    if (method === "POST" && url.endsWith("/v1/statement")) {
      this.asked.push({ sql, headers });
      this.#queries.push(this.#answer(sql));
      const id = this.#queries.length - 1;
      // As Trino's first answer: nothing but where the next is.
      response.end(this.#page(id, { state: "QUEUED" }, `"nextUri":${JSON.stringify(this.#uri(id, 0))}`));
      return;
    }
    const [, id = "", page = ""] = /\/executing\/(\d+)\/(\d+)$/.exec(url) ?? [];
    if (method === "DELETE") {
      this.ended.push(id);
      response.writeHead(204).end();
      return;
    }
    const answer = this.#queries[Number(id)];
    if (answer === undefined) {
      response.writeHead(410).end("Query not found");
      return;
    }
    await this.holdsPage(Number(page));
    response.end(this.#answered(Number(id), Number(page), answer));
  }

  #answered(id: number, page: number, { columns, pages, error, stats }: TrinoAnswer): string {
    const list = columns.map(([name, type]) => ({ name, type }));
    const rows = typeof pages === "function" ? pages(page) : pages[page];
    if (rows !== undefined) {
      const next = JSON.stringify(this.#uri(id, page + 1));
      return this.#page(id, { state: "RUNNING" }, `"columns":${JSON.stringify(list)},"data":${rows},"nextUri":${next}`);
    }
    const end = error === undefined ? `"columns":${JSON.stringify(list)}` : `"error":${JSON.stringify(error)}`;
    return this.#page(id, { state: error === undefined ? "FINISHED" : "FAILED", ...stats }, end);
  }

  #page(id: number, stats: Readonly<Record<string, unknown>>, rest: string): string {
    return `{"id":"query_${id}","stats":${JSON.stringify(stats)},${rest}}`;
  }

  #uri(id: number, page: number): string {
    return `${this.elsewhere ?? this.url}/v1/statement/executing/${id}/${page}`;
  }
}
