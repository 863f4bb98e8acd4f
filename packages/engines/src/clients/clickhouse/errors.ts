// What ClickHouse says when it does not answer, in its words and ours.
import { RemoteError } from "@flowlogs/base/errors";

export function unknownTable(name: string): RemoteError {
  return new RemoteError(`ClickHouse has no table ${name}`, "check --table, and that this user may see it");
}

export function clickhouseError(error: unknown): unknown {
  if (!(error instanceof Error) || error instanceof RemoteError) return error;
  const code = "code" in error ? String(error.code) : "";
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
