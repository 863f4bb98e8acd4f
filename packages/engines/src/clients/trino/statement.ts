// One query from its start to its last row. Trino keeps the rows until they are asked for, and ends a query that nobody waits for
// when it is told to.
import { queryFailed, repeatedPage } from "./errors.ts";
import type { TrinoPage, TrinoRequests, TrinoStats } from "./requests.ts";

interface StatementOptions {
  readonly signal: AbortSignal;
  readonly onStats?: (stats: TrinoStats) => void;
}

/** The rows in pieces as they come. Throws RemoteError. */
export async function* statementRows(
  requests: TrinoRequests,
  sql: string,
  { signal, onStats }: StatementOptions,
): AsyncGenerator<readonly (readonly unknown[])[], void> {
  let open: string | undefined;
  let asked: string | undefined;
  let rows = 0;
  try {
    let page: TrinoPage = await requests.start(sql, signal);
    for (;;) {
      open = page.nextUri;
      if (page.stats !== undefined) onStats?.(page.stats);
      if (page.error !== undefined) throw queryFailed(page.error, rows);
      if (page.data !== undefined && page.data.length > 0) {
        yield page.data;
        rows += page.data.length;
      }
      if (page.nextUri === undefined) return;
      if (page.nextUri === asked && page.data !== undefined) throw repeatedPage(rows);
      asked = page.nextUri;
      page = await requests.next(asked, signal);
    }
  } finally {
    if (open !== undefined) await requests.end(open);
  }
}

export async function allRows(requests: TrinoRequests, sql: string): Promise<readonly (readonly unknown[])[]> {
  const rows: (readonly unknown[])[] = [];
  for await (const piece of statementRows(requests, sql, { signal: new AbortController().signal })) {
    for (const row of piece) rows.push(row);
  }
  return rows;
}
