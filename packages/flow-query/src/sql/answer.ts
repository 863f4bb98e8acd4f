// Answers a query in SQL: flowlogs-read brings the records of each source to a temporary file, DuckDB asks these files, and
// flow-fmt prints the answer where a format is asked for.
import { closeSync, mkdtempSync, openSync, rmSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { OutputError } from "@flowlogs/base/errors";
import { executeChain, exit, type Host, innerHost, isProblem, UsageError } from "@flowlogs/cli/chain";
import type { OutputFormat } from "@flowlogs/core";
import { type FlowDatabase, openDatabase } from "@flowlogs/sql";
import type { Links } from "../answer/answer.ts";
import type { PlainCommand } from "../languages/compiled.ts";
import type { QueryText } from "../text/queryFile.ts";

interface SqlQuestion {
  readonly source: QueryText;
  readonly sources: readonly string[];
  readonly output: OutputFormat | undefined;
  readonly host: Host;
  /** The links of commands, or the exit code of one that is wrong. */
  readonly linksOf: (commands: readonly PlainCommand[]) => Promise<Links | number>;
}

/** Returns the exit code. Throws UsageError. */
export async function answerSql(question: SqlQuestion): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), "flow-query-"));
  const clear = (): void => rmSync(folder, { recursive: true, force: true });
  process.once("exit", clear);
  try {
    const database = await openDatabase(folder);
    try {
      return await answerFrom(database, folder, question);
    } finally {
      database.close();
    }
  } finally {
    clear();
    process.off("exit", clear);
  }
}

async function answerFrom(database: FlowDatabase, folder: string, question: SqlQuestion): Promise<number> {
  const {
    source: { text: query, whereOf },
    sources,
    host,
  } = question;
  const named = await database.sourcesIn(query);
  if (isProblem(named)) throw new UsageError(named, whereOf(named));
  const codes: number[] = [];
  const bring = async (from: readonly string[], as?: string): Promise<boolean> => {
    const path = join(folder, `${codes.length}.ndjson`);
    const links = await question.linksOf([{ name: "flowlogs-read", words: ["--", ...from] }]);
    const code = typeof links === "number" ? links : await fill(path, links, host);
    codes.push(code);
    if (code === exit.usage || code === exit.output || host.isInterrupted) return false;
    await database.add(path, as);
    return true;
  };
  // Standard input is not waited for where nothing asks for it.
  if (sources.length > 0 || /\bflows\b/i.test(query)) {
    if (!(await bring(sources.length > 0 ? sources : ["-"]))) return Math.max(...codes);
  }
  for (const source of named) if (!(await bring([source], source))) return Math.max(...codes);
  codes.push(await print(database, folder, question));
  return Math.max(...codes);
}

async function print(database: FlowDatabase, folder: string, question: SqlQuestion): Promise<number> {
  const {
    source: { text: query, whereOf },
    output,
    host,
  } = question;
  const stop = host.onInterrupt(() => database.interrupt());
  try {
    if (output === undefined || output === "ndjson") {
      for await (const rows of database.answer(query)) host.write(rows);
      return exit.ok;
    }
    const path = join(folder, "answer.ndjson");
    await writeTo(path, async (write) => {
      for await (const rows of database.answer(query)) write(rows);
    });
    const links = await question.linksOf([{ name: "flow-fmt", words: ["-o", output, path] }]);
    return typeof links === "number" ? links : await executeChain(links, host);
  } catch (error) {
    // A query that a signal ended is not wrong.
    if (host.isInterrupted) return exit.ok;
    if (error instanceof UsageError && error.where === undefined) {
      throw new UsageError(error.problem, whereOf(error.problem));
    }
    throw error;
  } finally {
    stop();
  }
}

/** Writes the output of commands to a file. */
async function fill(path: string, links: Links, host: Host): Promise<number> {
  return await writeTo(path, async (write) => await executeChain(links, innerHost(host, { write, end: () => {} })));
}

async function writeTo<T>(path: string, run: (write: (bytes: Uint8Array) => void) => Promise<T>): Promise<T> {
  const file = openSync(path, "wx", 0o600);
  try {
    return await run((bytes) => {
      try {
        for (let from = 0; from < bytes.length;) from += writeSync(file, bytes, from);
      } catch (error) {
        throw new OutputError(`temporary file: ${error instanceof Error ? error.message : String(error)}`);
      }
    });
  } finally {
    closeSync(file);
  }
}
