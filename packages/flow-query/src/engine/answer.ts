// Runs a pipeline on another engine: finds the table, says the question in the engine's language, asks what it costs, and hands the
// rows to the commands that are left.
import { ClosedOutput, RemoteError } from "@flowlogs/base/errors";
import {
  exit,
  isProblem,
  loadNamed,
  openReceivers,
  type PipelineKit,
  type Receiver,
  thousands,
  UsageError,
} from "@flowlogs/cli/chain";
import { humanBytes } from "@flowlogs/core";
import {
  assertAffordable,
  type Engine,
  type EngineDialect,
  type EngineKind,
  type EngineQuery,
  engines,
  estimateLines,
  isMissingColumn,
  type PlainCommand,
  rowWriter,
} from "@flowlogs/engines";
import type { Links } from "../links.ts";
import { type LabelsOf, planOf } from "../plan/index.ts";
import type { Tell } from "../tell.ts";
import { cutFor, type EngineCut } from "./cut.ts";
import { duckdbEngine, Unread } from "./duckdb.ts";
import { explainLines } from "./explain.ts";
import { labelsFor } from "./labels.ts";
import { mergeCommand } from "./merge.ts";
import { type EngineValues, mostDollars } from "./options.ts";
import { assertReaderOptions, awsSettings, tableOf } from "./source.ts";
import { StatusLine } from "./status.ts";

export interface EngineQuestion {
  readonly kind: EngineKind;
  readonly values: EngineValues;
  readonly links: Links;
  readonly commands: readonly PlainCommand[];
  readonly kit: PipelineKit;
  readonly tell: Tell;
  /** Commands as parsed, or the exit code of the one that is wrong, which was reported. */
  readonly linksOf: (commands: readonly PlainCommand[]) => Promise<Links | number>;
}

/** The text that the engine would get; no connection is made. Throws UsageError. */
export async function printFor(question: EngineQuestion): Promise<string> {
  const { kind, links, commands, values } = question;
  const plan = planOf(links, commands);
  assertReaderOptions(kind, plan);
  const words = tableOf(kind, plan, values.table) ?? "flows";
  const name = kind === "insights" || kind === "duckdb" ? words.split(",") : words.split(".");
  const labelsOf = await labelsFor(links, loaderOf(question));
  return cutOf(question, await dialectOf(kind), { name, columns: [], partitions: [] }, labelsOf).query.text;
}

/** Returns the exit code. Throws UsageError and RemoteError. */
export async function answerOn(question: EngineQuestion, isExplained: boolean): Promise<number> {
  const { kind, values, links, commands, kit } = question;
  const plan = planOf(links, commands);
  assertReaderOptions(kind, plan);
  const words = tableOf(kind, plan, values.table);
  const dialect = await dialectOf(kind);
  const labelsOf = await labelsFor(links, loaderOf(question));
  const status = new StatusLine(kit);
  const engine = await connect(question, plan, status);
  try {
    const cut = cutOf(question, dialect, await engine.describe(words), labelsOf);
    if (isExplained) {
      const estimate = await engine.estimate(cut.query);
      kit.host.write(new TextEncoder().encode(explainLines(cut, estimateLines(estimate))));
      return exit.ok;
    }
    if (engines[kind].isPaid === true && !values.yes) {
      assertAffordable(await engine.estimate(cut.query), { most: mostDollars(values), isGiven: false });
    }
    for (const problem of cut.query.notes) question.tell({ problem });
    if (cut.bringsRecords && kind !== "duckdb") {
      question.tell({ problem: `all records that match are brought here: ${cut.why ?? "the rest is done here"}` });
    }
    return await run(question, engine, cut, status);
  } catch (error) {
    if (error instanceof Unread) return error.code;
    throw error;
  } finally {
    status.clear();
    await engine.close();
  }
}

/** Throws UsageError. */
async function dialectOf(kind: EngineKind): Promise<EngineDialect> {
  const dialect = await engines[kind].dialect?.();
  if (dialect !== undefined) return dialect;
  throw new UsageError({ problem: `flow-query does not speak the language of ${kind} yet` }, "--engine");
}

/** Gives all bytes of a file, or of a list of the configuration. Throws UsageError. */
function loaderOf({ links, kit }: EngineQuestion): (path: string) => Uint8Array {
  const { lists } = links[0].request.configuration.named;
  return (path) => loadNamed(path, kit.host, lists);
}

/** Throws UsageError. */
function cutOf(
  question: EngineQuestion,
  dialect: EngineDialect,
  table: Parameters<typeof cutFor>[3],
  labelsOf: LabelsOf,
): EngineCut {
  const { kind, values, links, commands } = question;
  const cut = cutFor(dialect, links, commands, table, {
    load: loaderOf(question),
    labelsOf,
    // DuckDB is here, too.
    mayBringRecords: kind === "duckdb" || values.yes,
  });
  if (isProblem(cut)) throw new UsageError(cut, "--engine");
  const { bringsRecords, refusal } = cut;
  // No record has what no column has: they are not brought to find that out.
  if (bringsRecords && kind !== "duckdb" && refusal !== undefined && isMissingColumn(refusal)) {
    throw new UsageError(refusal, "--engine");
  }
  return cut;
}

async function connect(question: EngineQuestion, plan: ReturnType<typeof planOf>, status: StatusLine): Promise<Engine> {
  const { kind, values, kit, tell } = question;
  if (kind === "duckdb") {
    const { threads, "max-memory": memory } = values;
    return await duckdbEngine({ plan, host: kit.host, linksOf: question.linksOf, threads, memory });
  }
  const client = await engines[kind].client?.();
  if (client === undefined) throw new UsageError({ problem: `flow-query cannot ask ${kind} yet` }, "--engine");
  const { server, workgroup, "output-location": output } = values;
  return await client.connect({
    settings: {
      aws: awsSettings(kind, plan),
      format: plan.source.options["format"]?.[0],
      server,
      workgroup,
      "output-location": output,
    },
    environment: kit.host.env,
    progress: (text) => status.show(text),
    note(problem) {
      status.clear();
      tell(problem);
    },
  });
}

async function run(
  question: EngineQuestion,
  engine: Engine,
  { query, rest }: EngineCut,
  status: StatusLine,
): Promise<number> {
  const { kind, kit } = question;
  const { host, common } = kit;
  const codes: number[] = [];
  const started = host.now();
  const receivers = await openRest(question, [...(query.rest?.commands ?? []), ...rest], codes);
  if (typeof receivers === "number") return receivers;
  const [target] = receivers;
  let isInParts = false;
  let merging: Receiver | undefined;
  const end = new AbortController();
  const stop = host.onInterrupt(() => end.abort(new Interrupted()));
  const write = rowWriter(query.columns, query.approximate);
  let rows = 0;
  try {
    for await (const piece of engine.run(query, end.signal, () => (isInParts = true))) {
      if (isInParts) merging ??= await openMerge(question, query, target, codes);
      rows += piece.length;
      status.clear();
      (merging ?? target ?? host).write(write(piece));
      await (receivers.at(-1) ?? merging)?.pending();
    }
    (merging ?? target)?.end();
  } catch (error) {
    if (error instanceof Interrupted) return exit.ok;
    // Whoever takes the rows has all that it wants.
    if (!(error instanceof ClosedOutput) || (merging ?? target) === undefined) throw halfAnswer(error, rows);
  } finally {
    stop();
    status.clear();
  }
  for (const receiver of [...(merging === undefined ? [] : [merging]), ...receivers]) await receiver.settled();
  if (common.stats !== undefined) {
    const seconds = Number(((host.now() - started) / 1000).toFixed(3));
    host.writeError(statsLine({ engine: kind, scanned: engine.scanned, rows, seconds }, common.stats));
  }
  return Math.max(engine.code ?? exit.ok, ...codes);
}

/** Says of the rows that have come that they are no answer. */
function halfAnswer(error: unknown, rows: number): unknown {
  if (!(error instanceof RemoteError) || rows === 0 || error.message.includes("are not all")) return error;
  return new RemoteError(`${error.message}; the ${thousands(rows)} rows before that are not all`, error.advice, error);
}

/** The user has enough. */
class Interrupted extends Error {}

/** The commands that take the rows. */
async function openRest(
  { kit: { host }, linksOf }: EngineQuestion,
  commands: readonly PlainCommand[],
  codes: number[],
): Promise<readonly Receiver[] | number> {
  if (commands.length === 0) return [];
  const links = await linksOf(commands);
  if (typeof links === "number") return links;
  const receivers = await openReceivers(links, host, undefined, (code) => codes.push(code));
  return receivers ?? exit.usage;
}

/** What puts the groups of parts together for the commands after it. */
async function openMerge(
  { kit: { host }, linksOf }: EngineQuestion,
  query: EngineQuery,
  next: Receiver | undefined,
  codes: number[],
): Promise<Receiver> {
  const command = mergeCommand(query);
  const links = await linksOf([command]);
  const opened = typeof links === "number" ? [] : await openReceivers(links, host, next, (code) => codes.push(code));
  const [merging] = opened ?? [];
  if (merging === undefined) throw new Error(`groups cannot be put together by ${command.words.join(" ")}`);
  return merging;
}

interface EngineFigures {
  readonly engine: EngineKind;
  readonly scanned: Engine["scanned"];
  readonly rows: number;
  readonly seconds: number;
}

function statsLine({ engine, scanned, rows, seconds }: EngineFigures, format: "text" | "json"): string {
  const { bytes, records, splits } = scanned ?? {};
  if (format === "json") {
    const read = { bytes_scanned: bytes, records_scanned: records, splits };
    return `${JSON.stringify({ command: "flow-query", engine, ...read, rows, seconds })}\n`;
  }
  const read = [
    ...(bytes === undefined ? [] : [`${humanBytes(bytes)} read`]),
    ...(records === undefined ? [] : [`${thousands(records)} records`]),
    ...(splits === undefined ? [] : [`${thousands(splits)} splits`]),
  ];
  return `flow-query: ${[engine, ...read, `${thousands(rows)} rows`, `${seconds.toFixed(1)} s`].join(", ")}\n`;
}
