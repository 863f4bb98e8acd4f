// What --explain prints for SQL: which sources DuckDB reads by itself and how, which flowlogs-read brings and why, and DuckDB's
// plan. Nothing is answered.
import { exit, UsageError } from "@flowlogs/cli/chain";
import { operandsOf, type OpenQuestion } from "./question.ts";

/** `named`: undefined stands for the sources of the command line. */
export async function explainSql(question: OpenQuestion, named: readonly (string | undefined)[]): Promise<number> {
  const { source, sources, host, bound, database, bringer } = question;
  const lines: string[] = [];
  let isKnown = true;
  for (const name of named) {
    const from = name === undefined ? operandsOf(sources) : [name];
    const { code, rows, because } = await bringer.bring(from, name, true);
    if (rows === undefined && because === undefined) return code;
    const table = name === undefined ? "flows" : `read('${name.replaceAll("'", "''")}')`;
    if (rows === undefined) {
      isKnown = false;
      lines.push(`${table}: flowlogs-read brings the records, because ${because}`);
    } else lines.push(`${table}: DuckDB reads the files`, ...rows.split("\n").map((row) => `   ${row}`));
  }
  if (isKnown) {
    try {
      lines.push((await database.plan(source.text, bound)).trimEnd());
    } catch (error) {
      if (!(error instanceof UsageError)) throw error;
      throw new UsageError(error.problem, error.where ?? source.whereOf(error.problem));
    }
  } else lines.push("The plan depends on the columns, which are not known before the records are read.");
  host.write(new TextEncoder().encode(`${lines.join("\n")}\n`));
  return exit.ok;
}
