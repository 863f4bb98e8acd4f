// Where Trino is and who asks it: --server and the environment. A password or a token goes to that server only, and only over TLS.
import { readFileSync } from "node:fs";
import { UsageError } from "@flowlogs/base/errors";
import type { EngineContext } from "../../query.ts";

type Variables = EngineContext["environment"];

export interface TrinoAccess {
  /** Without a user and a password. */
  readonly url: URL;
  /** Who and what every request carries. */
  headers(): Readonly<Record<string, string>>;
}

const ADVICE = "write --server https://USER@HOST:8443, or set TRINO_URL";

/** Throws UsageError. */
export function trinoAccess(server: string | undefined, environment: Variables): TrinoAccess {
  const url = urlOf(server ?? environment["TRINO_URL"]);
  const named = decodeURIComponent(url.username) || environment["TRINO_USER"];
  const password = decodeURIComponent(url.password) || environment["TRINO_PASSWORD"];
  [url.username, url.password] = ["", ""];
  const token = tokenOf(environment);
  const secret = password !== undefined ? "password" : token !== undefined ? "token" : undefined;
  if (secret !== undefined && url.protocol !== "https:") {
    const problem = `a ${secret} is sent over https only, and ${url.origin} is not`;
    throw new UsageError({ problem, advice: `write https, or leave the ${secret} out` }, "--server");
  }
  if (password !== undefined && token !== undefined) {
    const advice = "unset TRINO_PASSWORD or TRINO_ACCESS_TOKEN";
    throw new UsageError({ problem: "there is a password and a token, and Trino takes one", advice }, "--engine trino");
  }
  // The token names the user.
  const user =
    named ?? (token === undefined ? (environment["USER"] ?? environment["LOGNAME"] ?? "flowlogs") : undefined);
  const who = user === undefined ? {} : { "X-Trino-User": user };
  if (password !== undefined) {
    const basic = Buffer.from(`${user ?? ""}:${password}`).toString("base64");
    return { url, headers: () => ({ ...who, Authorization: `Basic ${basic}` }) };
  }
  return { url, headers: () => ({ ...who, ...(token === undefined ? {} : { Authorization: `Bearer ${token()}` }) }) };
}

/** A file is read for each request: whoever renews the token writes it again. */
function tokenOf(environment: Variables): (() => string) | undefined {
  const { TRINO_ACCESS_TOKEN: token, TRINO_ACCESS_TOKEN_FILE: path } = environment;
  if (token !== undefined) return () => token;
  if (path === undefined) return undefined;
  return () => {
    try {
      return readFileSync(path, "utf8").trim();
    } catch (error) {
      const problem = `the token in ${path} cannot be read: ${error instanceof Error ? error.message : String(error)}`;
      throw new UsageError({ problem, advice: "check TRINO_ACCESS_TOKEN_FILE" }, "--engine trino");
    }
  };
}

/** Throws UsageError. */
function urlOf(text: string | undefined): URL {
  if (text === undefined) {
    throw new UsageError({ problem: "nothing says where Trino is", advice: ADVICE }, "--engine trino");
  }
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const isServer = url !== undefined && /^https?:$/.test(url.protocol) && url.search === "" && url.hash === "";
  if (!isServer) {
    throw new UsageError({ problem: `"${hidden(text)}" is not the address of a server`, advice: ADVICE }, "--server");
  }
  return url;
}

function hidden(text: string): string {
  return text.replace(/:[^:@/]*@/, ":...@");
}
