// What ClickHouse says when it does not answer, in its words and ours.
import { RemoteError } from "@flowlogs/base/errors";

export function unknownTable(name: string, meant: string | undefined): RemoteError {
  const advice = meant === undefined ? "check --table, and that this user may see it" : `did you mean ${meant}?`;
  return new RemoteError(`ClickHouse has no table ${name}`, advice);
}

/** The rows end before their end. */
export function cutShort(cause?: unknown): RemoteError {
  return new RemoteError("ClickHouse did not answer to the end: the connection was cut", "run it again", cause);
}

export function clickhouseError(error: unknown): unknown {
  if (!(error instanceof Error) || error instanceof RemoteError) return error;
  const code = "code" in error ? String(error.code) : "";
  if (code === "ECONNRESET" && error.message === "aborted") {
    return cutShort(error);
  }
  if (/^(?:ECONN|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|ETIMEDOUT|EPIPE)/.test(code)) {
    return new RemoteError(`ClickHouse cannot be reached: ${error.message}`, "check --server", error);
  }
  const type = "type" in error ? String(error.type) : "";
  const words = (error.message.split("\n")[0] ?? "").replace(/\.$/, "");
  const advice = /AUTHENTICATION|ACCESS_DENIED/.test(type)
    ? "check the user and the password: CLICKHOUSE_USER, CLICKHOUSE_PASSWORD"
    : undefined;
  return new RemoteError(`ClickHouse did not answer: ${words}${type === "" ? "" : ` (${type})`}`, advice, error);
}
