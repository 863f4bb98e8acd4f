// Runs several commands in one process, connected as a shell connects them with pipes: what one writes, the next one takes
// at once. Each has a session of its own, with its messages, its account of bad lines and its exit code.
import { exit } from "./exit.ts";
import type { Host } from "./host.ts";
import { concludeRun, pump } from "./pump.ts";
import { innerHost, type Link, Receiver, Split, type Taker } from "./receiver.ts";
import { reportError } from "./report.ts";
import { Session } from "./session.ts";
import { type SharedStages, StatesTarget } from "./statesTarget.ts";
import { Unmergeable } from "@flowlogs/base/errors";
import type { Counts, Worker } from "@flowlogs/base/contracts";

export type { Link } from "./receiver.ts";

/** A link that reads sources for the others. */
export interface FirstLink extends Link {
  /** The values for a run whose output is only looked at in these fields; undefined: in all. */
  readonly valuesFor?: (fields: readonly string[] | undefined) => never;
  /** The link whose condition this one tests: it reports what is to be said of that. */
  readonly tests?: Link | undefined;
  /** What threads may do of the chain. */
  readonly shared?: SharedStages | undefined;
}

/** Commands behind those of the chain, with an output of their own. */
export interface Branch {
  readonly links: readonly [Link, ...Link[]];
  readonly host: Host;
}

/**
 * Runs the commands and returns the highest of their exit codes. The first one reads its sources, the others must be commands
 * that read records and take them from the one before. Where there are branches, each takes what the last of them writes.
 */
export async function executeChain(
  [first, ...others]: readonly [FirstLink, ...Link[]],
  host: Host,
  branches: readonly Branch[] = [],
): Promise<number> {
  const codes: number[] = [];
  const done = (code: number): void => void codes.push(code);
  const opened: (readonly Receiver[])[] = [];
  for (const branch of branches) {
    const receivers = await openReceivers(branch.links, branch.host, undefined, done);
    if (receivers === undefined) return exit.usage;
    opened.push(receivers);
  }
  const split = branches.length === 0 ? undefined : new Split(opened.flatMap(([receiver]) => receiver ?? []));
  const common = await openReceivers(others, host, split, done);
  if (common === undefined) return exit.usage;
  const ways = branches.length === 0 ? [common] : opened.map((receivers) => [...common, ...receivers]);
  const target = common[0] ?? split;
  const firstRun: FirstRun = {
    host: target === undefined ? host : innerHost(host, target),
    isWatched: ways.flat().some(({ holds }) => holds),
    pending: () => ways.at(-1)?.at(-1)?.pending(),
    fields: fieldsOf(ways),
    takeKeys(keys: readonly string[]) {
      for (const receiver of ways.flatMap(lookingAt)) receiver.knownKeys = keys;
    },
  };
  const { shared } = first;
  const place = { next: common[shared?.count ?? 0] ?? split, done };
  const sharing = shared && target && new StatesTarget(shared, target, host, place);
  const ended = sharing === undefined ? runFirst(first, firstRun) : runShared(first, firstRun, sharing);
  codes.push(...(await ended));
  // What is not called as it may be reads nothing, and the others would write what they say of nothing.
  if (codes.includes(exit.usage)) return exit.usage;
  (sharing ?? target)?.end();
  for (const receiver of ways.flat()) await receiver.settled();
  return Math.max(...codes);
}

/** Runs a chain that threads do a part of; without them, if what they made cannot be put together. */
async function runShared(first: FirstLink, run: FirstRun, sharing: StatesTarget): Promise<readonly number[]> {
  const host = innerHost(run.host, sharing);
  try {
    return await runFirst(first, { ...run, host, sharing });
  } catch (error) {
    if (!(error instanceof Unmergeable)) throw error;
    if (host.env["FLOW_DEBUG"] === "1") {
      host.writeError(`${first.command.name}: debug: one thread does the work of all again: ${error.message}\n`);
    }
    sharing.giveUp();
    return await runFirst(first, { ...run, host });
  }
}

/** What is known of a chain before it runs. */
export interface ChainOutline {
  /** The fields that the first command has to write; undefined: all. */
  readonly fields: readonly string[] | undefined;
  /** The workers of the other commands. */
  readonly workers: readonly Pick<Worker, "fields" | "holds">[];
}

/** Opens the commands, and runs none of them; undefined: the call of one is wrong, which was reported. */
export async function outlineOf(
  [, ...others]: readonly [FirstLink, ...Link[]],
  host: Host,
): Promise<ChainOutline | undefined> {
  const receivers = await openReceivers(others, host, undefined, () => {});
  return receivers && { fields: fieldsOf([receivers]), workers: receivers.map(({ worker }) => worker) };
}

/** Opens the commands from the last to the first; undefined: the call of one is wrong, which was reported. */
export async function openReceivers(
  links: readonly Link[],
  host: Host,
  last: Taker | undefined,
  done: (code: number) => void,
): Promise<readonly Receiver[] | undefined> {
  const receivers: Receiver[] = [];
  for (const link of links.toReversed()) {
    const next = receivers[0] ?? last;
    const receiver = await Receiver.open(link, next === undefined ? host : innerHost(host, next), {
      next,
      done,
    });
    if (receiver === undefined) return undefined;
    receivers.unshift(receiver);
  }
  return receivers;
}

/** The receivers that look at the records as they were read; behind them the fields are others. */
function lookingAt(receivers: readonly Receiver[]): readonly Receiver[] {
  return receivers.slice(0, receivers.findIndex(({ worker }) => worker.narrows === true) + 1);
}

/** The fields that those of any way look at; undefined: all of them come out in the end, or may. */
function fieldsOf(ways: readonly (readonly Receiver[])[]): readonly string[] | undefined {
  const looking = ways.map((way) => lookingAt(way).map(({ worker }) => worker.fields));
  if (looking.some((fields) => fields.length === 0 || fields.includes(undefined))) return undefined;
  return [...new Set(looking.flat().flatMap((fields = []) => fields))];
}

interface FirstRun {
  readonly host: Host;
  /** What comes of the sources is written also when a signal ends the reading. */
  readonly isWatched: boolean;
  /** As in `Worker`, of the command that ends the chain. */
  readonly pending: () => Promise<void> | undefined;
  readonly fields: readonly string[] | undefined;
  readonly takeKeys: (keys: readonly string[]) => void;
  /** Takes what threads make of their shares, where they do. */
  readonly sharing?: StatesTarget;
}

/** Runs the command that reads the sources; its exit code, and that of the link whose condition it tests. */
async function runFirst(link: FirstLink, run: FirstRun): Promise<readonly number[]> {
  const { host, isWatched, pending, fields, takeKeys, sharing } = run;
  const { command, request, tests, valuesFor, placed = (error): unknown => error } = link;
  const session = new Session(command.name, request.common, host, {
    ...request.configuration.named,
    isWatched,
    pending,
  });
  const tester =
    tests && new Session(tests.command.name, tests.request.common, host, tests.request.configuration.named);
  try {
    if (command.reads === "records") {
      const { default: stage } = await command.load();
      const worker = await stage(request.values, session.context);
      const isComplete = await pump(worker, request.files.length === 0 ? ["-"] : request.files, host, session);
      const code = session.finish(worker.status?.());
      await concludeRun(worker, isComplete, session, host);
      return [code];
    }
    if (command.reads !== "sources") throw new Error(`${command.name} cannot be part of a pipeline`);
    const { default: read } = await command.load();
    const report = (counts: Counts): void => {
      if (valuesFor !== undefined && fields !== undefined) takeKeys(counts.outKeys ?? []);
      session.context.report(counts);
    };
    // All members are its own, as a reader spreads it; its getters are not evaluated here.
    const context = Object.create(null, {
      ...Object.getOwnPropertyDescriptors(session.context),
      ...Object.getOwnPropertyDescriptors({ report, where: tester?.context }),
      ...Object.getOwnPropertyDescriptors(sharing?.reporting(session.context, report, tester?.context) ?? {}),
    });
    const values = valuesFor?.(fields) ?? request.values;
    await read(sharing?.valuesFor(values) ?? values, context);
    sharing?.tell();
    return [session.finish(), tester?.finish() ?? exit.ok];
  } catch (error) {
    if (error instanceof Unmergeable) throw error;
    sharing?.tell();
    return [reportError(command, placed(error), request.common.errors, host)];
  }
}
