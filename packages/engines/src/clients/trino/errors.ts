// What Trino says when it does not answer, in its words and ours.
import { RemoteError } from "@flowlogs/base/errors";

/** As Trino reports that a query failed. */
export interface TrinoFailure {
  readonly message?: string;
  readonly errorName?: string;
  readonly errorType?: string;
}

const RUN_AGAIN = "run it again";

export function queryFailed({ message, errorName = "", errorType }: TrinoFailure, rows: number): RemoteError {
  const words = (message ?? "it does not say why").split("\n")[0]?.replace(/\.$/, "") ?? "";
  const name = errorName === "" ? "" : ` (${errorName})`;
  const sofar = rows === 0 ? "Trino did not answer" : `Trino did not answer to the end, ${rows} rows are not all`;
  return new RemoteError(`${sofar}: ${words}${name}`, adviceFor(errorName, errorType));
}

function adviceFor(name: string, type: string | undefined): string | undefined {
  if (/^(?:TABLE|SCHEMA|CATALOG)_NOT_FOUND$/.test(name)) return "check --table, and that this user may see it";
  if (name === "PERMISSION_DENIED") return "check TRINO_USER, and what this user may read";
  if (/^(?:REMOTE_|PAGE_TRANSPORT|NO_NODES|SERVER_|CLUSTER_|TOO_MANY_REQUESTS)/.test(name)) return RUN_AGAIN;
  return type === "INSUFFICIENT_RESOURCES" ? "ask for less time, or for fewer groups" : undefined;
}

export function unreachable(error: unknown): RemoteError {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  const code = cause instanceof Error && "code" in cause ? String(cause.code) : "";
  // Of several addresses that were tried only the code is told.
  const words = cause instanceof Error && cause.message !== "" ? cause.message : code;
  return new RemoteError(`Trino cannot be reached: ${words}`, reachAdvice(code), error);
}

function reachAdvice(code: string): string {
  if (code === "ERR_TLS_CERT_ALTNAME_INVALID") return "check --server: the certificate is that of another host";
  if (code === "CERT_HAS_EXPIRED") return "the server needs a new certificate";
  return /CERT|SIGNATURE|SSL|TLS/.test(code)
    ? "let Node trust the server's CA: NODE_EXTRA_CA_CERTS=ca.pem"
    : "check --server";
}

/** An answer of HTTP that is not an answer to the query. */
export function refused(status: number, body: string, url: URL): RemoteError {
  // A page of HTML says nothing in a line.
  const first = /^\s*</.test(body) ? "" : (body.trim().split("\n")[0] ?? "").slice(0, 200);
  const words = first === "" ? "" : `: ${first}`;
  if (status === 401) {
    const advice = "check the user and TRINO_PASSWORD or TRINO_ACCESS_TOKEN";
    return new RemoteError(`Trino does not let this user in (401)${words}`, advice);
  }
  if (status === 403) return new RemoteError(`Trino refuses this user (403)${words}`, "check TRINO_USER");
  if (status >= 300 && status < 400) {
    return new RemoteError(
      `${url.origin} sends its clients to another address (${status})`,
      "name that one in --server",
    );
  }
  if (status === 404 || status === 410) {
    const isStart = url.pathname.endsWith("/v1/statement");
    const problem = isStart ? `${url.origin} is not a Trino server` : "Trino does not know the query any more";
    return new RemoteError(`${problem} (${status})${words}`, isStart ? "check --server" : RUN_AGAIN);
  }
  return new RemoteError(`Trino did not answer (${status})${words}`);
}

export function notTrino(url: URL): RemoteError {
  return new RemoteError(`${url.origin} does not answer as Trino does`, "check --server");
}

/** A page names itself as the next one: its rows would come again and again. */
export function repeatedPage(rows: number): RemoteError {
  const problem = `Trino, or a proxy before it, gives a page again; ${rows} rows are not all`;
  return new RemoteError(problem, "check what is between here and the server");
}

/** The next page is elsewhere: nothing is sent there. */
export function otherServer(server: URL, next: string): RemoteError {
  const where = URL.canParse(next) ? new URL(next).origin : next;
  const advice = `name that one in --server, or set http-server.process-forwarded=true where Trino is behind a proxy`;
  return new RemoteError(`${server.origin} sends its clients to another server, ${where}`, advice);
}
