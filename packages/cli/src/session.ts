// One run of a command: what the stage may ask of the world, and the account that is settled at the end. It knows of
// failures and counts, not of how input is read.

import { badLines } from "./bad.ts";
import type { commonOptions } from "./common.ts";
import type { Values } from "./define.ts";
import { exit } from "./exit.ts";
import { InputError, UsageError } from "@flowlogs/base/errors";
import type { Host } from "./host.ts";
import { message } from "./report.ts";
import { SignalWatcher } from "./signalWatcher.ts";
import { readWhole } from "@flowlogs/base/feed";
import { stats } from "./stats.ts";
import { visible } from "./visible.ts";
import type { Counts, Interruption, SourceContext } from "@flowlogs/base/contracts";

/** A run in progress. */
export interface Session {
  readonly context: SourceContext;
  /** The name of the source that is read, for bad lines. */
  source: string;
  /** Bad lines so far. */
  readonly badLines: number;
  /** Says what is left to say, and gives the exit code: `status` when all went well. */
  settle(status?: number): number;
}

const nothing: Counts = { lines: 0, records: 0, bytes: 0, outRecords: 0, dropped: {} };

/** Starts a run. */
export function openSession(command: string, common: Values<typeof commonOptions>, host: Host): Session {
  const started = host.now();
  let isShown = false;
  const show = (text: string): void => {
    if (isShown || text !== "") host.complain(`\r\x1b[K${visible(text)}`);
    isShown = text !== "";
  };
  const complain = (text: string): void => {
    show("");
    host.complain(text);
  };
  const bad = badLines({ command, strict: common.strict, limit: common["max-bad"], complain });
  let code: number = exit.ok;
  let counts = nothing;
  let keep: ((line: Uint8Array) => void) | undefined;
  let outBytes = 0;
  let interruption: Interruption | undefined;

  const context: SourceContext = {
    write(bytes) {
      host.write(bytes);
      outBytes += bytes.length;
    },
    bad({ source, ...line }) {
      if (line.bytes !== undefined) keep?.(line.bytes);
      bad.add(source ?? session.source, line);
    },
    keepBadLines: (take) => void (keep = take),
    note: (text) => complain(message(command, undefined, { problem: text })),
    missing(problem, isVital) {
      complain(message(command, undefined, problem));
      if (isVital || common.strict) code = Math.max(code, exit.input);
    },
    show,
    now: () => host.now(),
    temporary: () => host.temporary(),
    load: (path) => loadNamed(path, host),
    refuse(where, problem) {
      throw new UsageError(problem, where);
    },
    get machineMemory() {
      return host.machineMemory;
    },
    syncOutput: () => host.syncOutput(),
    appendedOutput: () => host.appendedOutput(),
    onInterrupt: (listener) => void host.onInterrupt(listener),
    get interruption() {
      if (common.stats !== undefined) interruption ??= new SignalWatcher(host);
      return interruption;
    },
    openStdin: () => host.stdin(),
    open: (path) => host.open(path),
    openRandom: (path) => host.openRandom(path),
    failed(source, what, advice, failure = exit.input) {
      complain(message(command, source, { problem: what, advice }));
      code = Math.max(code, failure);
    },
    report(reported) {
      counts = reported;
    },
    // Asked for only when needed: to know a terminal costs a module.
    get stdinIsTerminal() {
      return host.stdinIsTerminal;
    },
    get talkIsTerminal() {
      return host.talkIsTerminal;
    },
    get outputIsTerminal() {
      return host.outputIsTerminal;
    },
    get columns() {
      return host.columns;
    },
    env: host.env,
  };
  const session: Session = {
    context,
    source: "stdin",
    get badLines() {
      return bad.total();
    },
    settle(status = exit.ok) {
      show("");
      if (bad.areTooMany(counts.lines)) code = Math.max(code, exit.input);
      if (code === exit.ok && bad.total() > 0 && counts.records === 0) {
        complain(message(command, undefined, { problem: "none of the lines is a record" }));
        code = exit.input;
      }
      if (common.stats !== undefined) {
        const seconds = (host.now() - started) / 1000;
        complain(stats(common.stats, { command, counts, bad: bad.counts(), outBytes, seconds }));
      }
      return code === exit.ok ? status : code;
    },
  };
  return session;
}

/** A file that the command line names for its content cannot be done without: nothing else is read. */
function loadNamed(path: string, host: Host): Uint8Array {
  try {
    return readWhole(host.open(path));
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    throw new UsageError({ problem: error.message, advice: error.advice }, path);
  }
}
