// Answers a query in SQL: flowlogs-read brings the records of each source to a temporary file, DuckDB asks these files, and
// flow-fmt prints the answer where a format is asked for.
import { closeSync, mkdtempSync, openSync, rmSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { InputError, OutputError } from "@flowlogs/base/errors";
import { executeChain, exit, type Host, innerHost, isProblem, UsageError } from "@flowlogs/cli/chain";
import type { OutputFormat } from "@flowlogs/core";
import { hasChanged, NotPlain, type PlainFile, plainFiles } from "@flowlogs/sources/plain/plainFiles";
import { type FlowDatabase, openDatabase } from "@flowlogs/sql";
import type { Links } from "../links.ts";
import type { PlainCommand } from "../languages/compiled.ts";
import type { QueryText } from "../text/queryFile.ts";

interface SqlQuestion {
  readonly source: QueryText;
  readonly sources: readonly string[];
  /** Options of flowlogs-read, for each source. */
  readonly window: readonly string[];
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
  const read: PlainFile[] = [];
  const bring = async (from: readonly string[], as?: string): Promise<boolean> => {
    const path = join(folder, `${codes.length}.ndjson`);
    const links = await question.linksOf([{ name: "flowlogs-read", words: [...question.window, "--", ...from] }]);
    const files = typeof links === "number" ? undefined : await readable(links, host);
    if (files !== undefined) {
      read.push(...files);
      await database.addFiles(files, as);
      return true;
    }
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
  const changed = read.find(hasChanged);
  if (changed === undefined) return Math.max(...codes);
  throw new InputError(`${changed.path}: changed while DuckDB read it`, "run the query again");
}

/** The files of a reader that DuckDB can read by itself; undefined where the reader has to bring the records. */
async function readable([{ request }]: Links, host: Host): Promise<readonly PlainFile[] | undefined> {
  const context = {
    open: (path: string) => host.open(path),
    openRandom: (path: string) => host.openRandom(path),
    openStdin: () => host.stdin(),
  };
  try {
    return await plainFiles(request.values, context);
  } catch (error) {
    if (error instanceof NotPlain) return undefined;
    throw error;
  }
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
