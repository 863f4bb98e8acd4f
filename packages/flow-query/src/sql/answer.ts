// Answers a query in SQL: DuckDB reads the files that it can, flowlogs-read brings the records of the other sources, and flow-fmt
// prints the answer where a format is asked for.
import { InputError } from "@flowlogs/base/errors";
import { executeChain, exit, isProblem, UsageError } from "@flowlogs/cli/chain";
import { bindQuery, openDatabase } from "@flowlogs/sql";
import { explainSql } from "./explain.ts";
import { recordsFile } from "./recordsFile.ts";
import { type OpenQuestion, operandsOf, type SqlQuestion } from "./question.ts";
import { SourceBringer } from "./sources.ts";
import { spillFolder } from "./spillFolder.ts";

/** DuckDB failed at a file of which nothing was answered yet. */
class UnreadByDuckdb extends Error {}

/** Returns the exit code. Throws UsageError. */
export async function answerSql(question: SqlQuestion): Promise<number> {
  try {
    return await answerOnce(question, true);
  } catch (error) {
    if (!(error instanceof UnreadByDuckdb)) throw error;
    return await answerOnce(question, false);
  }
}

async function answerOnce(question: SqlQuestion, reads: boolean): Promise<number> {
  const { source, values, threads, host, memory = host.machineMemory / 2 } = question;
  const bound = bindQuery(source.text, values);
  if (isProblem(bound)) throw new UsageError(bound, "--set");
  const database = await openDatabase({ folder: spillFolder(), memory, threads });
  const bringer = new SourceBringer(database, { ...question, reads });
  try {
    const open = { ...question, bound, database, bringer };
    return question.isExplained ? await explainSql(open, await namedIn(open)) : await answerFrom(open);
  } finally {
    database.close();
    bringer.close();
  }
}

/** The sources of read('SOURCE'), after undefined where the query needs those of the command line. */
async function namedIn({ source, sources, bound, database }: OpenQuestion): Promise<readonly (string | undefined)[]> {
  const named = await database.sourcesIn(source.text, bound);
  if (isProblem(named)) throw new UsageError(named, source.whereOf(named));
  // Standard input is not waited for where nothing asks for it.
  return sources.length > 0 || /\bflows\b/i.test(source.text) ? [undefined, ...named] : named;
}

async function answerFrom(question: OpenQuestion): Promise<number> {
  const { sources, host, bringer } = question;
  const codes: number[] = [];
  for (const name of await namedIn(question)) {
    const { code } = await bringer.bring(name === undefined ? operandsOf(sources) : [name], name);
    codes.push(code);
    if (code === exit.usage || code === exit.output || host.isInterrupted) return Math.max(...codes);
  }
  codes.push(await print(question));
  const { changed } = bringer;
  if (changed === undefined || host.isInterrupted) return Math.max(...codes);
  throw new InputError(`${changed}: changed while DuckDB read it`, "run the query again");
}

async function print(question: OpenQuestion): Promise<number> {
  const { source, output, host, bound, database, bringer, linksOf } = question;
  const stop = host.onInterrupt(() => database.interrupt());
  const isPlain = output === undefined || output === "ndjson";
  const file = isPlain ? undefined : recordsFile();
  let isAnswered = false;
  try {
    for await (const rows of database.answer(source.text, bound)) {
      isAnswered = true;
      if (file === undefined) host.write(rows);
      else file.write(rows);
    }
    if (file === undefined) return exit.ok;
    const links = await linksOf([{ name: "flow-fmt", words: ["-o", String(output), file.path] }]);
    return typeof links === "number" ? links : await executeChain(links, host);
  } catch (error) {
    // A query that a signal ended is not wrong.
    if (host.isInterrupted) return exit.ok;
    if (!(error instanceof UsageError) || error.where !== undefined) throw error;
    if (!isAnswered && bringer.hasDirect && isOfFile(error.problem.problem)) throw new UnreadByDuckdb();
    throw new UsageError(error.problem, source.whereOf(error.problem));
  } finally {
    file?.close();
    stop();
  }
}

/** Whether an error of DuckDB is about a file and not about the query. */
function isOfFile(message: string): boolean {
  return /^(?:IO|Serialization|Internal|Invalid) Error|parquet|csv error|gzip|snappy|zstd|thrift|tprotocol/i.test(
    message,
  );
}
