// Reads the sources of a run in order: one after the other here, or several at a time in threads where they are many and
// large, with the same output.
import { availableParallelism } from "node:os";
import { type Interruption, outputFile, type OutputFile, type SourceContext, UsageError } from "@flowlogs/cli";
import { kernelCode } from "@flowlogs/core/stages";
import { loadPattern } from "./pattern/load.ts";
import { originFilters } from "./originFilters.ts";
import { SourceReader } from "./reader/sourceReader.ts";
import type { ReadCounts } from "./readCounts.ts";
import type { ReadValues } from "./options.ts";
import { sumProgress, countingInput, countingRandomInput, ProgressLine } from "@flowlogs/cli/progressLine";
import { isSample, SAMPLE } from "./sample/sample.ts";
import { isRemote, serviceOf, services } from "./sourceUri.ts";
import { RemoteReader } from "./remote/reader.ts";
import { explain } from "./explain.ts";
import { assertRemoteOptions, type RemoteRequest, remoteValues } from "./remote/options.ts";
import { reportRun } from "./runSummary.ts";
import { findFiles, sizeOf, skipNote, type UnreadableSource } from "./findFiles.ts";
import { BufferReader } from "./threads/bufferReader.ts";
import { partsOf } from "./threads/fileParts.ts";
import type { Task } from "./threads/messages.ts";
import type { Pool } from "./threads/pool.ts";
import { sumCounts } from "./threads/sumCounts.ts";
import { FAR_AHEAD, schedule, weightOf } from "./threads/schedule.ts";
import { ThreadOutput } from "./threads/threadOutput.ts";
import { Selection } from "./discovery/selection.ts";
import { windowOf, type WindowRequest } from "./window.ts";

/** Maximum threads without --workers: each takes memory, and all share the disk. */
const MAX_THREADS = 8;

const NEWLINE = Uint8Array.of(10);

/** The values of the command's options. */
interface ReadRequest extends Omit<ReadValues, "start" | "end">, WindowRequest, RemoteRequest {
  readonly account: readonly (readonly string[])[];
  readonly region: readonly (readonly string[])[];
  readonly "flow-log-id": readonly (readonly string[])[];
  readonly "bad-lines"?: string | undefined;
  readonly force: boolean;
  readonly follow?: "polling" | "live" | undefined;
  readonly state?: string | undefined;
  readonly prepare?: boolean | undefined;
}

export async function readSources(request: ReadRequest, context: SourceContext): Promise<void> {
  const { account, region, "flow-log-id": flowLog, "bad-lines": badLines, force, ...more } = request;
  const { follow, state, prepare = false, tz, "time-format": timeFormat, ...others } = more;
  const window = await windowOf({ ...others, tz, "time-format": timeFormat }, (text) => context.note(text));
  const names = { accounts: account.flat(), regions: region.flat(), flowLogs: flowLog.flat() };
  const held = originFilters(names, request.eni.flat());
  const values: ReadValues = { ...others, ...window, held, follows: follow !== undefined };
  assertRemoteOptions(request);
  if (request.sources.some(isSample)) (await import("./sample/samples.ts")).assertSamples(request.sources);
  await assertPattern(request);
  assertFollow(request);
  assertPrepare(request);
  assertOutput(request, context);
  // A run that follows files stops at --end: it wants whatever comes until then, under any name.
  const isPast = follow === undefined || values.sources.some(isRemote);
  const selection = new Selection({ ...names, start: values.start, end: isPast ? values.end : undefined });
  const isInput = values.sources.every((source) => source === "-");
  const options = remoteValues(request, values);
  const remote = new RemoteReader(values, options, context, selection);
  const isFollowed = state !== undefined || (follow !== undefined && !isInput);
  const read = async (): Promise<void> => {
    if (!isFollowed) await readAll(values, selection, remote, context);
    else {
      const { followSources } = await import("./follow.ts");
      const followed = { values, remote: options, follow: follow !== undefined, state, prepare, selection };
      await followSources(followed, context);
    }
  };
  if (request.explain) await explain(values, selection, remote, context);
  else if (badLines === undefined) await read();
  else await withBadLines(outputFile(badLines, "--bad-lines", force), context, read);
}

/** Throws a UsageError where a filter pattern is to be tested here and cannot be; a service reports that itself. */
async function assertPattern({ "filter-pattern": pattern, sources }: ReadRequest): Promise<void> {
  const isTested = sources.length > 0 && sources.every((source) => serviceOf(source)?.testsFilterPattern === true);
  if (pattern !== undefined && !isTested) await loadPattern(pattern);
}

/** Throws a UsageError where there would be no state to hand over, or no end of the run at which to do it. */
function assertPrepare({ follow, state, prepare }: ReadRequest): void {
  if (prepare !== true) return;
  if (state === undefined) throw new UsageError({ problem: "requires --state", advice: "add it" }, "--prepare");
  if (follow === undefined) return;
  const problem = "--follow has no end at which the state could be handed over";
  throw new UsageError({ problem, advice: "leave out --follow, and run it again and again" }, "--prepare");
}

function assertFollow({ follow, state, limit, sources }: ReadRequest): void {
  if ((follow !== undefined || state !== undefined) && sources.some(isSample)) {
    const problem = `nothing is ever added to ${SAMPLE}`;
    throw new UsageError({ problem, advice: "leave it out" }, follow === undefined ? "--state" : "--follow");
  }
  const isRead = follow === undefined && state === undefined;
  if (!isRead && new Set(sources.map((source) => serviceOf(source)?.name)).size > 1) {
    const problem = "sources of different kinds cannot be followed or resumed together";
    throw new UsageError({ problem, advice: "read them in two runs" }, state === undefined ? "--follow" : "--state");
  }
  if (follow === "live" && (state !== undefined || !sources.some(hasLiveTail))) {
    const nouns = services.filter((service) => service.hasLiveTail === true).map(({ noun }) => noun);
    const problem = state === undefined ? `is for ${nouns.join(" and ")}` : "cannot be resumed";
    throw new UsageError({ problem, advice: "give --follow alone" }, "--follow=live");
  }
  if (state === undefined) return;
  if (sources.length === 0 || sources.includes("-")) {
    const problem = "standard input cannot be resumed";
    throw new UsageError({ problem, advice: "give files or folders" }, "--state");
  }
  if (limit === undefined) return;
  const problem = "--limit would skip records for good";
  throw new UsageError({ problem, advice: "leave out --limit, or --state" }, "--state");
}

function hasLiveTail(source: string): boolean {
  return serviceOf(source)?.hasLiveTail === true;
}

/** After a killed run, records that it wrote come again; with --dedupe they are removed from the output first. */
function assertOutput({ dedupe, state, explain: isExplained }: ReadRequest, context: SourceContext): void {
  if (!dedupe || state === undefined || isExplained || context.appendedOutput() !== undefined) return;
  const problem = "with --state requires output that is appended to a file: a pipe cannot be truncated";
  throw new UsageError({ problem, advice: "write >> FILE" }, "--dedupe");
}

/** Writes bad lines to the file, whatever ends the reading. */
async function withBadLines(file: OutputFile, context: SourceContext, read: () => Promise<void>): Promise<void> {
  context.onBadLine((line) => {
    file.write(line);
    file.write(NEWLINE);
  });
  try {
    await read();
  } finally {
    file.finish();
  }
}

async function readAll(
  values: ReadValues,
  selection: Selection,
  remote: RemoteReader,
  outer: SourceContext,
): Promise<void> {
  const loaded = new Map<string, Uint8Array>();
  const here = { files: 0, bytes: 0 };
  const { interruption } = outer;
  const progress =
    outer.wantsProgress?.() === true
      ? new ProgressLine(outer, allSizes(values, selection, remote), () =>
          sumProgress(sumProgress({ ...here, records: reader.records }, remote.progress), pool?.progress),
        )
      : undefined;
  const counting = progress === undefined ? outer : countingContext(outer, here, progress);
  const context = interruption === undefined ? counting : interruptibleContext(counting, interruption);
  const reader = new SourceReader(values, context, rememberLoaded(context, loaded));
  const threads = threadsFor(values);
  let pool: Pool | undefined;
  let others: readonly ReadCounts[] = [];
  const output = new ThreadOutput(values, context, threads.max);
  // Whole records are much to hand from thread to thread: that takes more time and memory than one thread saves.
  const isCut = threads.max > 1 && (threads.isRequested || values.kept !== undefined || output.isOpen);
  const start = async (): Promise<Pool> =>
    (pool ??= await startPool(threads.max, { values: await output.forThreads(), loaded, code: kernelCode() }));
  const bufferReader = new BufferReader(threads, start, context, () => output.readHere());
  interruption?.onRaise(() => pool?.end());
  const found = pathsOrErrors(values.sources, selection);
  try {
    for await (const { item, inThread } of schedule(found, threads, output.isOpen ? FAR_AHEAD : undefined)) {
      if (typeof item !== "string" && item.isSkipped === true) context.note(skipNote(item));
      else if (typeof item !== "string") reportUnreadable(item, pool ?? context);
      else {
        const parts = isCut ? partsOf(item, values, context, output.isOpen ? threads.max : undefined) : undefined;
        if (parts !== undefined) await (await start()).readParts(parts, context);
        else if (inThread) await (await start()).read(item, weightOf(item, sizeOf(item) ?? 0), context);
        else {
          if (!isRemote(item)) output.readHere();
          await pool?.drain(context);
          if (isRemote(item)) await remote.read([item], reader, bufferReader);
          else {
            if (await reader.read(item, threads.max > 1)) selection.countRead();
            here.files += 1;
          }
        }
      }
      if (reader.satisfied || remote.isEnded || (await interruption?.mayContinue()) === false) break;
    }
    if (pool !== undefined) others = await pool.finish(context);
  } finally {
    progress?.stop();
    await interruption?.end();
    selection.countRead(pool?.opened ?? 0);
    try {
      const counts = sumCounts([reader.finish(), ...others, ...remote.finish()]);
      reportRun(values, selection, { ...counts, ...remote.counts() }, context);
    } finally {
      await pool?.close();
    }
  }
}

/** The sizes of all that will be read, from a walk that reports nothing. */
async function* allSizes(
  { sources }: ReadValues,
  selection: Selection,
  remote: RemoteReader,
): AsyncGenerator<number | undefined> {
  for await (const source of findFiles(sources.length === 0 ? ["-"] : sources, selection.renewed(), () => {})) {
    if (isRemote(source)) yield* remote.sizes(source, selection.renewed());
    else yield sizeOf(source);
  }
}

/** The same context, which counts what is read, for the progress line. */
function countingContext(context: SourceContext, here: { bytes: number }, progress: ProgressLine): SourceContext {
  const count = (bytes: number): void => {
    here.bytes += bytes;
    progress.tick();
  };
  return {
    ...context,
    open: (path) => countingInput(context.open(path), count),
    openRandom: (path) => countingRandomInput(context.openRandom(path), count),
    openStdin: () => countingInput(context.openStdin(), count),
  };
}

/** The same context, whose inputs notice that the run is to end. */
function interruptibleContext(context: SourceContext, interruption: Interruption): SourceContext {
  const overrides: Pick<SourceContext, "open" | "openRandom" | "openStdin"> = {
    open: (path) => interruption.wrap(context.open(path)),
    openRandom(path) {
      const file = context.openRandom(path);
      return file && { ...file, mayContinue: () => interruption.mayContinue() };
    },
    openStdin: () => interruption.wrap(context.openStdin()),
  };
  // Not spread: that would read getters that are only read when needed, such as those about the terminal.
  return Object.assign(Object.create(context), overrides);
}

/** The maximum number of threads, and whether the user chose it. With a limit no more is read than needed, and --dedupe
 *  needs one thread that sees all records. */
function threadsFor({ workers, limit, dedupe }: ReadValues): { max: number; isRequested: boolean } {
  if (limit !== undefined || dedupe) return { max: 1, isRequested: false };
  return { max: workers ?? Math.min(availableParallelism(), MAX_THREADS), isRequested: workers !== undefined };
}

/** The paths in order, and between them the sources that cannot be read. */
async function* pathsOrErrors(
  sources: readonly string[],
  selection: Selection,
): AsyncGenerator<string | UnreadableSource> {
  const faults: UnreadableSource[] = [];
  for await (const path of findFiles(sources.length === 0 ? ["-"] : sources, selection, (fault) =>
    faults.push(fault),
  )) {
    yield* faults.splice(0);
    yield path;
  }
  yield* faults;
}

function reportUnreadable({ source, what, advice }: UnreadableSource, to: Pick<SourceContext, "failed">): void {
  to.failed(source, what, advice);
}

/** Remembers the files that the stage loads: one may be a pipe, and the threads need them too. */
function rememberLoaded(context: SourceContext, loaded: Map<string, Uint8Array>): SourceContext["load"] {
  return (path) => {
    const bytes = loaded.get(path) ?? context.load(path);
    loaded.set(path, bytes);
    return bytes;
  };
}

/** Loaded only when needed: most runs use no threads. */
async function startPool(size: number, task: Omit<Task, "backpressure">): Promise<Pool> {
  const { Pool } = await import("./threads/pool.ts");
  return new Pool(size, task);
}
