// The half of a stage's context that only passes on what the host offers: files, terminals, memory, signals. It keeps no
// account of the run; session.ts does.

import type { SourceContext } from "@flowlogs/base/contracts";
import { InputError, UsageError } from "@flowlogs/base/errors";
import type { NamedText } from "@flowlogs/base/named";
import { nearestName } from "@flowlogs/base/nearest";
import { readWhole } from "@flowlogs/base/feed";
import type { Host } from "./host.ts";
import { SignalWatcher } from "./signalWatcher.ts";

/** The members of the context that report something; the session has them. */
export type ReportingContext = Pick<
  SourceContext,
  | "write"
  | "bad"
  | "onBadLine"
  | "note"
  | "missing"
  | "showStatus"
  | "wantsProgress"
  | "failed"
  | "report"
  | "openScreen"
>;
type NamedLists = ReadonlyMap<string, NamedText>;
type SystemContext = Omit<SourceContext, keyof ReportingContext>;

interface SystemContextOptions {
  /** An interrupted run still has a summary to print, so signals must not end the process at once. */
  readonly isWatched: boolean;
  readonly lists?: NamedLists | undefined;
  /** What the reading waits for. */
  readonly pending?: (() => Promise<void> | undefined) | undefined;
}

export function systemContext(
  host: Host,
  { isWatched, lists = new Map(), pending }: SystemContextOptions,
): SystemContext {
  let interruption: SignalWatcher | undefined;
  return {
    openStdin: () => host.stdin(),
    open: (path) => host.open(path),
    openRandom: (path) => host.openRandom(path),
    load: (path) => loadNamed(path, host, lists),
    temporary: () => host.temporary(),
    refuse(where, problem) {
      throw new UsageError(problem, where);
    },
    syncOutput: () => host.syncOutput(),
    appendedOutput: () => host.appendedOutput(),
    onInterrupt: (listener) => void host.onInterrupt(listener),
    now: () => host.now(),
    env: host.env,
    // Getters, so that a run that does not ask for these does not pay: node:tty alone takes milliseconds to load.
    get interruption() {
      if (isWatched) interruption ??= new SignalWatcher(host, pending);
      return interruption;
    },
    get machineMemory() {
      return host.machineMemory;
    },
    get stdinIsTerminal() {
      return host.stdinIsTerminal;
    },
    get stderrIsTerminal() {
      return host.stderrIsTerminal;
    },
    get outputIsTerminal() {
      return host.outputIsTerminal;
    },
    get columns() {
      return host.columns;
    },
    get rows() {
      return host.terminalSize().rows;
    },
  };
}

/** A file whose content an option needs: when it cannot be read the call is wrong, and nothing else is read. */
export function loadNamed(path: string, host: Host, lists: NamedLists): Uint8Array {
  const list = lists.get(path);
  if (list !== undefined) return listBytes(path, list, host);
  try {
    return readWhole(host.open(path));
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    const near = error.isMissing ? nearestName(path, [...lists.keys()]) : undefined;
    const advice = near === undefined ? error.advice : `did you mean the list @${near}?`;
    throw new UsageError({ problem: error.message, advice }, path);
  }
}

/** The entries of a list that a configuration file names. What the name means must not depend on who wrote which file. */
function listBytes(name: string, { text, origin, rival }: NamedText, host: Host): Uint8Array {
  if (rival !== undefined) {
    throw new UsageError(
      { problem: `is not the same list in ${origin} and ${rival}`, advice: "rename one" },
      `@${name}`,
    );
  }
  if (host.unreadable(name)?.isMissing !== true) {
    const advice = `write @./${name} for the file, or rename the list`;
    throw new UsageError({ problem: `is a file here, and a list in ${origin}`, advice }, `@${name}`);
  }
  return new TextEncoder().encode(`${text}\n`);
}
