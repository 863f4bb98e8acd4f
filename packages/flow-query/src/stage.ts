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
import type { Links } from "./links.ts";
import { compileQuestion, type CompiledQuery, type Question, sourceOf, readerWords } from "./compile.ts";
import type { EngineKind } from "@flowlogs/engines";
import { engineKinds, type EngineValues, optionKinds } from "./engine/options.ts";
import { listed, type OutputFormat } from "@flowlogs/core";
import type { PlainCommand } from "@flowlogs/engines";
import type { Answer, Compiled } from "./languages/compiled.ts";
import { SQL } from "./languages/languages.ts";
import { withoutFiles } from "./pipeline/configured.ts";
import { CallError, openLink, parsePipeline } from "./pipeline/parse.ts";
import { printPipeline } from "./pipeline/print.ts";
import { withOutput } from "./pipeline/output.ts";
import { shareOptions, shareThreads } from "./pipeline/shareOptions.ts";
import { groupInThreads } from "./rules/groupInThreads.ts";
import { optimise } from "./rules/optimise.ts";
import { Parameters } from "./text/parameters.ts";
import { type Tell, teller } from "./tell.ts";

interface QueryValues extends Question, EngineValues {
  readonly output?: OutputFormat | undefined;
  readonly "summary-and-series": boolean;
  readonly explain: boolean;
  readonly threads?: number | undefined;
  readonly "max-memory"?: number | undefined;
  readonly print?: "pipeline" | "plan" | EngineKind | undefined;
}

export default async function stage(values: QueryValues, kit: PipelineKit): Promise<number> {
  const host = kit.common["no-config"] ? withoutFiles(kit.host) : kit.host;
  const tell = teller(kit.common, host);
  assertEngineOptions(values);
  if (values.lang === SQL) return await answerInSql(values, { ...kit, host });
  if (values["max-memory"] !== undefined && values.engine !== "duckdb")
    throw new UsageError({ problem: "is for --lang sql and --engine duckdb" }, "--max-memory");
  const compiled = await compileQuestion(values, host);
  for (const problem of compiled.notes) tell({ problem });
  const answer = answerFor(values, compiled);
  const commands = withOutput(compiled.commands, values.output);
  // A pipeline of the user's keeps its text, for messages about places in it.
  const isOwn = values.lang === undefined && compiled.commands.every((command, i) => command === commands[i]);
  const added = commands.slice(compiled.commands.length);
  const parsed = await linksOf(isOwn ? { ...compiled, added, isTyped: true } : withText(printPipeline(commands)), {
    ...kit,
    host,
  });
  if (typeof parsed === "number") return parsed;
  const links = shareThreads(parsed, values.threads);
  const { engine, print: printed } = values;
  const isOfPipeline = printed === undefined || printed === "pipeline" || printed === "plan";
  const kind = isOfPipeline ? engine : printed;
  if (kind !== undefined && printed !== "pipeline" && printed !== "plan") {
    if (answer !== undefined) throw new UsageError({ problem: "is for rows, and this answers one object" }, "--engine");
    const linksFor = (rest: readonly PlainCommand[]): Promise<Links | number> =>
      linksOf(withText(printPipeline(rest)), { ...kit, host });
    const { answerOn, printFor } = await import("./engine/answer.ts");
    const question = { kind, values, links, commands, kit: { ...kit, host }, tell, linksOf: linksFor };
    if (isOfPipeline) return await answerOn(question, values.explain);
    host.write(new TextEncoder().encode(`${await printFor(question)}\n`));
    return 0;
  }
  if (printed === "pipeline" || printed === "plan") {
    if (answer?.rows === "series") tellSeries(tell);
    host.write(new TextEncoder().encode(`${await describe(printed, commands, links)}\n`));
    return 0;
  }
  for (const { command, request } of links) reportRemarks(command, request, host);
  if (values.explain) return await (await import("./explain.ts")).explain(commands, links, answer, host);
  if (answer !== undefined) return await answerWith(answer, links, host);
  const [first, ...others] = links;
  const told = others.map((link, i) => (i + 1 === compiled.limiting ? { ...link, ended: tellCut(tell) } : link));
  return await executeChain(await groupInThreads(optimise([first, ...told]), host), host);
}

/** Options about an engine need one, and one that they are about. Throws UsageError. */
function assertEngineOptions(values: QueryValues): void {
  const { engine, print: printed, lang } = values;
  if (engine !== undefined && lang === SQL) {
    throw new UsageError({ problem: "is for pipelines, which a query in SQL is not" }, "--engine");
  }
  const kind = engineKinds.find((it) => it === printed) ?? engine;
  if (kind !== engine && engine !== undefined) {
    throw new UsageError(
      { problem: `is of ${kind}, and the engine is ${engine}`, advice: "leave one of them out" },
      "--print",
    );
  }
  for (const { name, kinds } of optionKinds) {
    const isGiven = name === "yes" ? values.yes : values[name] !== undefined;
    if (!isGiven || (kind !== undefined && kinds.includes(kind))) continue;
    const [problem, advice] =
      kind === undefined
        ? ["is about another engine", "name one with --engine"]
        : [`is for ${listed(kinds, "and", kinds.length)}, and the engine is ${kind}`, "leave it out"];
    throw new UsageError({ problem, advice }, `--${name}`);
  }
}

/** SQL becomes no pipeline. Throws UsageError. */
async function answerInSql(values: QueryValues, kit: PipelineKit): Promise<number> {
  const { sources, output, print: printed, explain, set, threads, "summary-and-series": isSummed } = values;
  const options = { "--print": printed !== undefined, "--summary-and-series": isSummed };
  const wrong = Object.entries(options).find(([, isGiven]) => isGiven)?.[0];
  if (wrong !== undefined) throw new UsageError({ problem: "is for pipelines, which a query in SQL is not" }, wrong);
  const source = await sourceOf(values, kit.host);
  const { answerSql } = await import("./sql/answer.ts");
  const linksFrom = async (commands: readonly PlainCommand[]): Promise<Links | number> => {
    const links = await linksOf(withText(printPipeline(commands)), kit);
    const isReader = commands[0]?.name === "flowlogs-read";
    return typeof links === "number" || !isReader ? links : shareThreads(links, values.threads);
  };
  return await answerSql({
    source,
    sources,
    readerWords: readerWords(values),
    output,
    threads,
    memory: values["max-memory"],
    isExplained: explain,
    values: new Map(set.map(({ name, value }) => [name, value])),
    host: kit.host,
    linksOf: linksFrom,
  });
}

/** The commands of a pipeline's text, or the exit code of the one whose arguments are wrong, which is reported. */
async function linksOf(
  { source, parameters, added = [], isTyped = false }: Parsable,
  { host, common }: PipelineKit,
): Promise<Links | number> {
  try {
    const parsed = await parsePipeline(source.text, host, parameters);
    if (isProblem(parsed)) throw new UsageError(parsed, source.whereOf(parsed));
    const others = await Promise.all(added.map(async ({ name, words }) => await openLink(name, words, host)));
    return shareOptions(isTyped ? [...parsed, ...others] : unplaced(parsed), common);
  } catch (error) {
    if (!(error instanceof CallError)) throw error;
    const format = common.errors === "json" ? "json" : errorFormat(error.words);
    return reportError(error.command, withAdvice(isTyped ? error.placed : error.cause), format, host);
  }
}

interface Parsable extends Pick<CompiledQuery, "source" | "parameters"> {
  /** Commands behind those of the text. */
  readonly added?: readonly PlainCommand[];
  /** Whether the user typed the text, so that messages may show places in it. */
  readonly isTyped?: boolean;
}

function unplaced([first, ...others]: Links): Links {
  return [{ ...first, placed: undefined }, ...others.map((link) => ({ ...link, placed: undefined }))];
}

/** A text that has its values. */
function withText(text: string): Parsable {
  return { source: { text, whereOf: () => "PIPELINE" }, parameters: new Parameters([], false) };
}

/** A name with a colon that means nothing is here more likely a parameter. */
function withAdvice(error: unknown): unknown {
  if (!(error instanceof UsageError)) return error;
  const [, name] = /^no expression is called :(.*)$/.exec(error.problem.problem) ?? [];
  if (name === undefined || error.problem.advice?.startsWith("did you mean") === true) return error;
  const advice = `give it a value with --set ${name}=VALUE, or name an expression in a configuration file`;
  return new UsageError({ ...error.problem, advice }, error.where);
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

async function describe(what: "pipeline" | "plan", commands: readonly PlainCommand[], links: Links): Promise<string> {
  if (what === "pipeline") return printPipeline(commands);
  const { planJson, planOf } = await import("./plan/index.ts");
  return planJson(planOf(links, commands));
}

function tellSeries(tell: Tell): void {
  const problem = "this is the pipeline of a summary and a series";
  const advice = "run it with flow-query --summary-and-series";
  tell({ problem, advice });
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
