// Stands between the official client and a server of 2018, Debian's, which does not have what the client and our queries need: settings
// that it does not know, parameters of queries, JSONCompactEachRow, WITH for queries, GROUP BY places, FILTER, Int128, messages of throwIf, and minutes as %i. What it
// lacks beyond these is its own error. Rows are its own, and so are errors.
import { createServer, type IncomingMessage } from "node:http";
import { text } from "node:stream/consumers";

type SqlNode = string | readonly SqlNode[];

export interface OlderServer {
  readonly url: string;
  stop(): Promise<void>;
}

/** `known`: the settings that the server has. */
export async function startOlder(server: string, known: ReadonlySet<string>): Promise<OlderServer> {
  const proxy = createServer((request, response) => {
    void answered(request, server, known).then(
      ({ status, body }) => response.writeHead(status).end(body),
      // As a server does that is not there.
      () => response.destroy(),
    );
  });
  await new Promise<void>((resolve) => proxy.listen(0, "127.0.0.1", resolve));
  const bound = proxy.address();
  const port = typeof bound === "object" && bound !== null ? bound.port : 0;
  const stop = async (): Promise<void> => {
    proxy.closeAllConnections();
    await new Promise((resolve) => proxy.close(resolve));
  };
  return { url: `http://127.0.0.1:${port}`, stop };
}

async function answered(
  request: IncomingMessage,
  server: string,
  known: ReadonlySet<string>,
): Promise<{ readonly status: number; readonly body: string }> {
  const url = new URL(request.url ?? "", server);
  let query = await text(request);
  const sent = [...url.searchParams];
  for (const [name, value] of sent) {
    if (name.startsWith("param_")) query = query.replaceAll(`{${name.slice(6)}:String}`, () => `'${value}'`);
    if (!known.has(name)) url.searchParams.delete(name);
  }
  const headers = { authorization: request.headers.authorization ?? "" };
  const response = await fetch(url, { method: "POST", body: olderText(query), headers });
  const body = await response.text();
  if (!response.ok || !query.includes("JSONCompactEachRow")) return { status: response.status, body };
  const { data }: { readonly data: readonly unknown[] } = JSON.parse(body);
  return { status: response.status, body: data.map((row) => `${JSON.stringify(row)}\n`).join("") };
}

function olderText(query: string): string {
  const tokens = query.match(/'(?:\\.|[^'\\])*'|"(?:\\.|[^"\\])*"|\w+|\s+|[<>=!|]+|[^]/g) ?? [];
  return printed(older(nested(tokens.values())));
}

/** What stands in brackets is a list. */
function nested(tokens: Iterator<string>): readonly SqlNode[] {
  const nodes: SqlNode[] = [];
  for (let next = tokens.next(); next.done !== true && next.value !== ")"; next = tokens.next()) {
    if (next.value === "(") nodes.push(nested(tokens));
    else if (next.value.trim() !== "") nodes.push(next.value);
  }
  return nodes;
}

function printed(nodes: readonly SqlNode[]): string {
  return nodes
    .map((node) => (typeof node === "string" ? node : `(${printed(node)})`))
    .join(" ")
    .replaceAll(/(?<=["\w]) (?=\.)|(?<=\.) (?=["\w])/g, "");
}

const renamed: ReadonlyMap<SqlNode, string> = new Map([
  ["JSONCompactEachRow", "JSONCompact"],
  ["toInt128", "toInt64"],
]);

function older(all: readonly SqlNode[]): readonly SqlNode[] {
  const nodes = all.map((node) =>
    typeof node === "string" ? (renamed.get(node) ?? node.replace("%H:%i", "%H:%M")) : older(node),
  );
  return withoutMessage(withoutPlaces(withoutFilter(withoutWith(nodes))));
}

/** `WITH g AS (...) SELECT ... FROM g` */
function withoutWith(nodes: readonly SqlNode[]): readonly SqlNode[] {
  const [first, name, , inner, next] = nodes;
  if (first !== "WITH" || name !== "g" || inner === undefined || next !== "SELECT") return nodes;
  const rest = nodes.slice(4);
  const from = rest.indexOf("FROM");
  return [...rest.slice(0, from + 1), inner, "AS", name, ...rest.slice(from + 2)];
}

/** `sum(x) FILTER (WHERE y)` */
function withoutFilter(nodes: readonly SqlNode[]): readonly SqlNode[] {
  const made: SqlNode[] = [];
  for (const node of nodes) {
    const [name, values, word] = made.slice(-3);
    if (word !== "FILTER" || typeof name !== "string" || typeof node === "string" || typeof values === "string") {
      made.push(node);
      continue;
    }
    const [, ...condition] = node;
    const isDistinct = values?.[0] === "DISTINCT";
    const list = (values ?? []).slice(isDistinct ? 1 : 0).filter((it) => it !== "*");
    made.splice(-3, 3, isDistinct ? "uniqExactIf" : `${name}If`, [
      ...list,
      ...(list.length === 0 ? [] : [","]),
      condition,
    ]);
  }
  return made;
}

/** `SELECT x AS y ... GROUP BY 1` */
function withoutPlaces(nodes: readonly SqlNode[]): readonly SqlNode[] {
  const group = nodes.indexOf("GROUP");
  if (group < 0) return nodes;
  const names = nodes.slice(0, nodes.indexOf("FROM")).flatMap((node, i) => (nodes[i - 1] === "AS" ? [node] : []));
  return nodes.map((node, i) => (i > group && /^\d+$/.test(String(node)) ? (names[Number(node) - 1] ?? node) : node));
}

/** `throwIf(x, 'why')` */
function withoutMessage(nodes: readonly SqlNode[]): readonly SqlNode[] {
  return nodes.map((node, i) => {
    if (nodes[i - 1] !== "throwIf" || typeof node === "string") return node;
    return node.slice(0, node.lastIndexOf(","));
  });
}
