// The stage of flow-query: parses the pipeline, or makes one of a query in another language, and runs its commands.
import {
  errorFormat,
  executeChain,
  type Host,
  isProblem,
  type Link,
  type PipelineKit,
  reportError,
  reportRemarks,
  thousands,
  UsageError,
} from "@flowlogs/cli/chain";
import type { Links } from "./answer/answer.ts";
import type { OutputFormat } from "@flowlogs/core";
import type { Answer, Compiled, Language, PlainCommand } from "./languages/compiled.ts";
import { languages } from "./languages/languages.ts";
import { withoutFiles } from "./pipeline/configured.ts";
import { CallError, parsePipeline, plainPipeline } from "./pipeline/parse.ts";
import { printPipeline } from "./pipeline/print.ts";
import { withOutput } from "./pipeline/output.ts";
import { shareOptions } from "./pipeline/shareOptions.ts";
import { filterIntoRead } from "./plan/filterIntoRead.ts";
import { keepFields } from "./plan/keepFields.ts";
import { type Tell, teller } from "./tell.ts";

interface QueryValues {
  readonly pipeline: string;
  readonly sources: readonly string[];
  readonly lang?: string | undefined;
  readonly output?: OutputFormat | undefined;
  readonly "summary-and-series": boolean;
  readonly print?: "pipeline" | undefined;
}

export default async function stage(values: QueryValues, kit: PipelineKit): Promise<number> {
  const host = kit.common["no-config"] ? withoutFiles(kit.host) : kit.host;
  const tell = teller(kit.common, host);
  const compiled = await compiledOf(values, tell);
  const answer = answerFor(values, compiled);
  const commands = withOutput(compiled.commands, values.output);
  // A pipeline of the user's keeps its text, for messages about places in it.
  const isOwn = values.lang === undefined && values.output === undefined;
  const links = await linksOf(isOwn ? values.pipeline : printPipeline(commands), { ...kit, host });
  if (typeof links === "number") return links;
  if (values.print !== undefined) return print(commands, answer, host, tell);
  for (const { command, request } of links) reportRemarks(command, request, host);
  if (answer !== undefined) return await answerWith(answer, links, host);
  const [first, ...others] = links;
  const told = others.map((link, i) => (i + 1 === compiled.limiting ? { ...link, ended: tellCut(tell) } : link));
  return await executeChain(keepFields(filterIntoRead([first, ...told])), host);
}

/** The commands of a pipeline's text, or the exit code of the one whose arguments are wrong, which is reported. */
async function linksOf(text: string, { host, common }: PipelineKit): Promise<Links | number> {
  try {
    const parsed = await parsePipeline(text, host);
    if (isProblem(parsed)) throw new UsageError(parsed, "PIPELINE");
    return shareOptions(parsed, common);
  } catch (error) {
    if (!(error instanceof CallError)) throw error;
    const format = common.errors === "json" ? "json" : errorFormat(error.words);
    return reportError(error.command, error.cause, format, host);
  }
}

/** The one JSON object that the answer is; undefined where it is rows. Throws UsageError. */
function answerFor(
  { output, "summary-and-series": isAsked }: QueryValues,
  { commands, answer }: Compiled,
): Answer | undefined {
  const made = isAsked ? { query: { pipeline: printPipeline(commands) }, ...answer, rows: "series" as const } : answer;
  if (output === undefined || made === undefined) return made;
  if (made.rows !== "series") return undefined;
  const advice = "leave -o out, or ask for rows that have no series";
  throw new UsageError({ problem: "a summary and a series are one JSON object", advice }, "-o");
}

function print(commands: readonly PlainCommand[], answer: Answer | undefined, host: Host, tell: Tell): number {
  host.write(new TextEncoder().encode(`${printPipeline(commands)}\n`));
  if (answer?.rows !== "series") return 0;
  const problem = "this is the pipeline of a summary and a series";
  const advice = "run it with flow-query --summary-and-series";
  tell({ problem, advice });
  return 0;
}

async function answerWith({ rows, query }: Answer, links: Links, host: Host): Promise<number> {
  const { answerRows, answerSeries } = await import("./answer/answer.ts");
  if (rows !== "series") return await answerRows(rows, links, query, host);
  const split = await (await import("./answer/split.ts")).splitAtBin(links);
  if (isProblem(split)) throw new UsageError(split, "--summary-and-series");
  return await answerSeries(split, query, host);
}

/** Says what a limit cut off that the query does not have. */
function tellCut(tell: Tell): NonNullable<Link["ended"]> {
  return ({ outRecords, dropped }) => {
    const others = dropped["not among the first"] ?? 0;
    if (others === 0) return;
    const problem = `these are the first ${thousands(outRecords)} of ${thousands(outRecords + others)} rows`;
    tell({ problem, advice: "write | limit N for another number" });
  };
}

/** The commands of the pipeline. Throws UsageError. */
async function compiledOf(values: QueryValues, tell: Tell): Promise<Compiled> {
  const { pipeline, sources, lang } = values;
  const language = lang === undefined ? undefined : await languageOf(lang);
  const [source] = sources;
  if (language === undefined && source !== undefined) {
    throw new UsageError({
      problem: `unexpected operand "${source}"`,
      advice: "sources stand in the pipeline: read FILE | ...",
    });
  }
  const compiled = language === undefined ? plainPipeline(pipeline) : language.compile(pipeline, sources);
  if (isProblem(compiled)) throw new UsageError(compiled, language === undefined ? "PIPELINE" : "QUERY");
  for (const problem of compiled.notes) tell({ problem });
  return compiled;
}

async function languageOf(name: string): Promise<Language | undefined> {
  return await languages[name]?.();
}
