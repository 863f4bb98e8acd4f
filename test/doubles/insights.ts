// Logs Insights as its API has it, over lines of flow logs in memory: what a query answers is what our own `--lang insights` makes
// of it. Values come as texts, what is null is left out, and a query runs for some polls.
import { execute } from "../../packages/cli/src/run.ts";
import { memoryHost } from "../../packages/cli/src/memoryHost.ts";
import { command } from "../../packages/flow-query/src/command.ts";
import type { Answer, Call } from "./aws.ts";

interface Running {
  polls: number;
  isStopped: boolean;
  readonly bytes: number;
  readonly lines: number;
  matched: number;
  rows: readonly object[] | undefined;
  error: string | undefined;
}

/** Rows that a query has at most where it does not say. */
const USUAL_LIMIT = 10_000;

export class InsightsDouble {
  /** Lines of text by the names of groups. */
  readonly groups = new Map<string, readonly string[]>();
  /** The format of their lines, where it is not AWS's default one. */
  readonly formats = new Map<string, string>();
  readonly queries: Running[] = [];
  /** How often a query is asked for before it has its answer. */
  polls = 1;
  /** What a query ends with instead of Complete. */
  ending = "Complete";

  /** Undefined for other calls. */
  answer({ operation, input, service }: Call): Answer | undefined {
    if (service !== "logs") return undefined;
    switch (operation) {
      case "StartQuery":
        return this.#start(input);
      case "GetQueryResults":
        return this.#results(this.#named(input));
      case "StopQuery":
        this.#named(input).isStopped = true;
        return JSON.stringify({ success: true });
      default:
        return undefined;
    }
  }

  #named(input: Call["input"]): Running {
    const query = this.queries[Number(input["queryId"])];
    if (query === undefined) throw new Error("no such query");
    return query;
  }

  #start(input: Call["input"]): Answer {
    const names = [input["logGroupNames"] ?? [], input["logGroupIdentifiers"] ?? []].flat().map(String);
    const groups = names.map((name) => this.groups.get(/log-group:([^:]+)/.exec(name)?.[1] ?? name));
    if (groups.includes(undefined)) {
      return { error: "ResourceNotFoundException", message: "Log group 'x' does not exist for account ID '1'" };
    }
    const text = String(input["queryString"]);
    const [start, end] = [Number(input["startTime"]), Number(input["endTime"])];
    if (text.length > 10_000) return { error: "InvalidParameterException", message: "the query is too long" };
    const format = this.formats.get(names[0] ?? "");
    const words = [
      "--start",
      String(start),
      "--end",
      String(end + 1),
      ...(format === undefined ? [] : ["--format", format]),
    ];
    const lines = groups.flatMap((it) => it ?? []);
    const bytes = lines.reduce((sum, line) => sum + line.length, 0);
    const query: Running = {
      polls: this.polls,
      isStopped: false,
      bytes,
      lines: lines.length,
      matched: 0,
      rows: undefined,
      error: undefined,
    };
    this.queries.push(query);
    const limit = Number(input["limit"] ?? USUAL_LIMIT);
    void this.#run(query, text, words, lines, limit);
    return JSON.stringify({ queryId: String(this.queries.length - 1) });
  }

  async #run(
    query: Running,
    text: string,
    words: readonly string[],
    lines: readonly string[],
    limit: number,
  ): Promise<void> {
    const host = memoryHost({ stdin: lines.map((line) => `${line}\n`).join("") });
    const code = await execute(command, ["--lang", "insights", text, ...words], host);
    if (code !== 0) query.error = host.err();
    const isLimited = /\| limit \d+$/.test(text);
    const rows = host
      .out()
      .split("\n")
      .filter((line) => line !== "");
    const isStats = /(?:^|\| )stats /m.test(text);
    // Where nothing matches there is no row of zeros.
    if (isStats && !/^(?:.*\| )?stats .* by /m.test(text) && !/:"|:[1-9]/.test(rows[0] ?? "")) rows.length = 0;
    query.matched = rows.length;
    query.rows = (isLimited ? rows : rows.slice(0, limit)).map((line) => rowOf(line, !isStats));
  }

  #results(query: Running): Answer {
    const { bytes, lines, rows } = query;
    const statistics = { bytesScanned: bytes, recordsScanned: lines, recordsMatched: query.matched };
    if (query.error !== undefined) return { error: "MalformedQueryException", message: query.error };
    if (query.isStopped) return JSON.stringify({ status: "Cancelled", results: [], statistics });
    if (rows === undefined || query.polls-- > 0) {
      // Half of an answer is shown meanwhile.
      return JSON.stringify({ status: "Running", results: rows?.slice(0, 1) ?? [], statistics });
    }
    if (this.ending !== "Complete") return JSON.stringify({ status: this.ending, results: [], statistics });
    return JSON.stringify({ status: "Complete", results: rows, statistics });
  }
}

/** Every number is a text, with all its digits. */
function rowOf(line: string, hasPointer: boolean): readonly object[] {
  const texts = line.replaceAll(/"(?:[^"\\]|\\.)*"|-?\d[\d.eE+-]*/g, (token) =>
    token.startsWith('"') ? token : `"${token}"`,
  );
  const members: Record<string, unknown> = JSON.parse(texts);
  const row = Object.entries(members).flatMap(([field, value]) =>
    value === null ? [] : [{ field, value: String(value) }],
  );
  return hasPointer ? [...row, { field: "@ptr", value: "CmEK" }] : row;
}
