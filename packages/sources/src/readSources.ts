// Reads the sources in order: one after the other here, or, where they are many and large, several at a time in threads,
// with the same output.
import { availableParallelism } from "node:os";
import { type Interruption, outputFile, type OutputFile, type SourceContext, UsageError } from "@flowlogs/cli";
import { kernelCode } from "@flowlogs/core/stages";
import { loadPattern } from "./pattern/load.ts";
import { heldFields } from "./heldFields.ts";
import { SourceReader } from "./reader/sourceReader.ts";
import type { ReadCounts } from "./readCounts.ts";
import type { ReadValues } from "./options.ts";
import { added, counted, countedRandom, ProgressLine, wantsProgress } from "./progressLine.ts";
import { isRemote, serviceOf, services } from "./sourceUri.ts";
import { RemoteReader } from "./remote/reader.ts";
import { explain } from "./explain.ts";
import { assertRemoteOptions, type RemoteRequest, remoteValues } from "./remote/options.ts";
import { settle } from "./settle.ts";
import { findFiles, skipNote, type SourceFault } from "./findFiles.ts";
import { BufferReader } from "./threads/bufferReader.ts";
import type { Task } from "./threads/messages.ts";
import type { Pool } from "./threads/pool.ts";
import { sumCounts } from "./threads/sumCounts.ts";
import { turns } from "./threads/schedule.ts";
import { Selection } from "./discovery/selection.ts";
import { windowOf, type WindowRequest } from "./window.ts";

/** Threads at most when nobody says how many: each takes memory, and the disk is shared. */
const THREADS = 8;

const NEWLINE = Uint8Array.of(10);

/** What the command is called with. */
interface ReadRequest extends Omit<ReadValues, "start" | "end">, WindowRequest, RemoteRequest {
  readonly account: readonly (readonly string[])[];
  readonly region: readonly (readonly string[])[];
  readonly "flow-log-id": readonly (readonly string[])[];
  readonly "bad-lines"?: string | undefined;
  readonly force: boolean;
  readonly follow?: "polling" | "live" | undefined;
  readonly state?: string | undefined;
}

export async function readSources(request: ReadRequest, context: SourceContext): Promise<void> {
  const { account, region, "flow-log-id": flowLog, "bad-lines": badLines, force, ...more } = request;
  const { follow, state, tz, "time-format": timeFormat, ...others } = more;
  const window = await windowOf({ ...others, tz, "time-format": timeFormat }, (text) => context.note(text));
  const names = { accounts: account.flat(), regions: region.flat(), flowLogs: flowLog.flat() };
  const held = heldFields(names, request.eni.flat());
  const values: ReadValues = { ...others, ...window, held, follows: follow !== undefined };
  assertRemoteOptions(request);
  await assertPattern(request);
  assertLive(request);
  assertOutput(request, context);
  // When it follows files, an end is when it stops: what comes until then is wanted, whatever it is called.
  const isPast = follow === undefined || values.sources.some(isRemote);
  const selection = new Selection({ ...names, start: values.start, end: isPast ? values.end : undefined });
  const isInput = values.sources.every((source) => source === "-");
  const options = remoteValues(request, values);
  const remote = new RemoteReader(values, options, context, selection);
  const isLive = state !== undefined || (follow !== undefined && !isInput);
  const reading = async (): Promise<void> => {
    if (!isLive) await readAll(values, selection, remote, context);
    else {
      const { followSources } = await import("./follow.ts");
      const isFollowed = follow !== undefined;
      await followSources({ values, remote: options, follow: isFollowed, state, selection }, context);
    }
  };
  if (request.explain) await explain(values.sources, selection, remote, context);
  else if (badLines === undefined) await reading();
  else await keepingBadLines(outputFile(badLines, "--bad-lines", force), context, reading);
}

/** A pattern that is tested here must be one that can be; of log groups the service says so. */
async function assertPattern({ "filter-pattern": pattern, sources }: ReadRequest): Promise<void> {
  const isTested = sources.length > 0 && sources.every((source) => serviceOf(source)?.testsFilterPattern === true);
  if (pattern !== undefined && !isTested) await loadPattern(pattern);
}

function assertLive({ follow, state, limit, sources }: ReadRequest): void {
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

/** With a state what a killed run wrote comes again: for each record to be there once, it has to be taken back. */
function assertOutput({ dedupe, state, explain: isAsked }: ReadRequest, context: SourceContext): void {
  if (!dedupe || state === undefined || isAsked || context.appendedOutput() !== undefined) return;
  const problem = "with --state requires output that is appended to a file: a pipe cannot be truncated";
  throw new UsageError({ problem, advice: "write >> FILE" }, "--dedupe");
}

/** Has the bad lines written to the file, whatever ends the reading. */
async function keepingBadLines(file: OutputFile, context: SourceContext, reading: () => Promise<void>): Promise<void> {
  context.onBadLine((line) => {
    file.write(line);
    file.write(NEWLINE);
  });
  try {
    await reading();
  } finally {
    file.finish();
  }
}

async function readAll(
  values: ReadValues,
  selection: Selection,
  remote: RemoteReader,
  world: SourceContext,
): Promise<void> {
  const loaded = new Map<string, Uint8Array>();
  const here = { files: 0, bytes: 0 };
  const { interruption } = world;
  const progress = wantsProgress(values.progress, world)
    ? new ProgressLine(world, allFiles(values, selection), () =>
        added(added({ ...here, records: reader.records }, remote.progress), pool?.progress),
      )
    : undefined;
  const seen = progress === undefined ? world : watched(world, here, progress);
  const context = interruption === undefined ? seen : interruptible(seen, interruption);
  const reader = new SourceReader(values, context, remembering(context, loaded));
  const threads = threadsFor(values);
  let pool: Pool | undefined;
  let others: readonly ReadCounts[] = [];
  const start = async (): Promise<Pool> =>
    (pool ??= await startPool(threads.most, { values, loaded, code: kernelCode() }));
  const crew = new BufferReader(threads, start, context);
  interruption?.onRaise(() => pool?.end());
  try {
    for await (const { item, inThread } of turns(found(values.sources, selection), threads)) {
      if (typeof item !== "string" && item.isSkipped === true) context.note(skipNote(item));
      else if (typeof item !== "string") say(item, pool ?? context);
      else if (inThread) {
        await (await start()).read(item, context);
      } else {
        await pool?.drain(context);
        if (isRemote(item)) await remote.read([item], reader, crew);
        else {
          if (await reader.read(item, threads.most > 1)) selection.countRead();
          here.files += 1;
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
      settle(values, selection, { ...counts, ...remote.counts() }, context);
    } finally {
      await pool?.close();
    }
  }
}

/** All files that will be read, by a walk that says nothing. */
function allFiles({ sources }: ReadValues, selection: Selection): AsyncGenerator<string> {
  return findFiles(sources.length === 0 ? ["-"] : sources, selection.again(), () => {});
}

/** The same world, where what is read is counted and shown. */
function watched(world: SourceContext, here: { bytes: number }, progress: ProgressLine): SourceContext {
  const count = (bytes: number): void => {
    here.bytes += bytes;
    progress.tick();
  };
  return {
    ...world,
    open: (path) => counted(world.open(path), count),
    openRandom: (path) => countedRandom(world.openRandom(path), count),
    openStdin: () => counted(world.openStdin(), count),
  };
}

/** The same world, where who reads learns that the run is to end. */
function interruptible(world: SourceContext, interruption: Interruption): SourceContext {
  const own: Pick<SourceContext, "open" | "openRandom" | "openStdin"> = {
    open: (path) => interruption.wrap(world.open(path)),
    openRandom(path) {
      const file = world.openRandom(path);
      return file && { ...file, mayContinue: () => interruption.mayContinue() };
    },
    openStdin: () => interruption.wrap(world.openStdin()),
  };
  // Not spread: that would ask for all that is asked for only when needed, such as the terminal.
  return Object.assign(Object.create(world), own);
}

/** How many threads there may be, and whether they were asked for. With a limit no more is read than is needed; and
 *  what was there before is known to one thread only. */
function threadsFor({ workers, limit, dedupe }: ReadValues): { most: number; isAsked: boolean } {
  if (limit !== undefined || dedupe) return { most: 1, isAsked: false };
  return { most: workers ?? Math.min(availableParallelism(), THREADS), isAsked: workers !== undefined };
}

/** The paths in order, and between them what cannot be read. */
async function* found(sources: readonly string[], selection: Selection): AsyncGenerator<string | SourceFault> {
  const faults: SourceFault[] = [];
  for await (const path of findFiles(sources.length === 0 ? ["-"] : sources, selection, (fault) =>
    faults.push(fault),
  )) {
    yield* faults.splice(0);
    yield path;
  }
  yield* faults;
}

function say({ source, what, advice }: SourceFault, to: Pick<SourceContext, "failed">): void {
  to.failed(source, what, advice);
}

/** Keeps what the stage loads: what is named may be a pipe, and the threads need it too. */
function remembering(context: SourceContext, loaded: Map<string, Uint8Array>): SourceContext["load"] {
  return (path) => {
    const bytes = loaded.get(path) ?? context.load(path);
    loaded.set(path, bytes);
    return bytes;
  };
}

/** Loaded only then: most runs have no use for threads. */
async function startPool(size: number, task: Omit<Task, "credit">): Promise<Pool> {
  const { Pool } = await import("./threads/pool.ts");
  return new Pool(size, task);
}
