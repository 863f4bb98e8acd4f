// A thread that reads whole sources, one after the other, with a worker of its own. It posts what comes of them to the thread
// that started it (pool.ts), which writes it out in the order of the sources. It may run commands on what it reads: then what
// comes of several sources, or of a part of one, are partial states.
import { parentPort, workerData } from "node:worker_threads";
import { isAbort } from "@flowlogs/base/errors";
import { nodeHost, type SourceContext } from "@flowlogs/cli";
import { adoptKernelCode } from "@flowlogs/core/stages";
import { endedByUs } from "@flowlogs/formats/content";
import { openBuffered } from "../reader/open.ts";
import { countingInput, countingRandomInput } from "@flowlogs/cli/progressLine";
import { SourceReader } from "../reader/sourceReader.ts";
import { Backpressure } from "./backpressure.ts";
import { CUT, type NumberedPart, type PartRead, type Task, type ThreadSource } from "./messages.ts";
import { toMessage } from "./errorTransfer.ts";
import { Outbox } from "./outbox.ts";
import { countsSince } from "./sumCounts.ts";

/** Commands that take what was read. */
export interface StageChain {
  write(bytes: Uint8Array): void;
  /** Nothing more comes: writes the states. */
  end(): void;
}

/** What takes what they make of it. */
export interface StatesTaker {
  write(bytes: Uint8Array): void;
  /** Something else must be said than states can. */
  unmergeable(why: string): void;
}

/** Opens the commands that `data` tells, for one set of states. */
export type OpenStages = (data: unknown, taker: StatesTaker) => Promise<StageChain>;

/** Reads what the pool sends. `open`: of the commands of the pool's task. */
export function runThread(open?: OpenStages): void {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- pool.ts starts this file with such data
  const { values, loaded, code, backpressure: shared } = workerData as Task;
  const port = parentPort;
  if (port === null) throw new Error("this file is run as a thread of flowlogs-read");

  adoptKernelCode(code);
  const backpressure = new Backpressure(shared);
  const outbox = new Outbox((packet, memory) => {
    backpressure.acquire();
    backpressure.setRecords(reader.records);
    port.postMessage(packet, [memory]);
  });
  const taker: StatesTaker = {
    write: (bytes) => outbox.write(bytes),
    unmergeable(why) {
      outbox.add({ kind: "unmergeable", why });
      outbox.send();
    },
  };
  let chain: StageChain | undefined;
  const host = nodeHost();
  const context: SourceContext = {
    write: (bytes) => (chain ?? outbox).write(bytes),
    bad: (line) => outbox.add({ kind: "bad", line }),
    onBadLine: () => {}, // the thread that receives the bad lines writes them
    note: (text) => outbox.add({ kind: "note", text }),
    missing: () => {}, // only all threads together know
    failed: (...failure) => outbox.add({ kind: "failed", failure }),
    temporary: () => host.temporary(),
    load: (path) => loaded.get(path) ?? new Uint8Array(0),
    refuse(where, { problem }) {
      throw new Error(`${where}: ${problem}`); // the thread that started this one has checked the same before
    },
    machineMemory: host.machineMemory,
    openStdin: () => host.stdin(),
    open: (path) => countingInput(host.open(path), count),
    openRandom: (path) => countingRandomInput(host.openRandom(path), count),
    showStatus: () => {},
    now: () => host.now(),
    report: () => {}, // the last event has the counts
    syncOutput: () => {}, // the thread that started this one writes the output,
    appendedOutput: () => undefined,
    onInterrupt: () => {}, // and gets the signals
    stdinIsTerminal: false,
    stderrIsTerminal: false,
    outputIsTerminal: false,
    columns: 80,
    rows: 24,
    env: host.env,
  };
  function count(bytes: number): void {
    backpressure.countBytes(bytes);
    if (backpressure.isEnded) throw endedByUs();
  }

  const reader = new SourceReader(values, context);
  let partReader: { readonly file: number; readonly reader: SourceReader } | undefined;

  /** Reads a source, or ends when there are no more. */
  async function take(source: ThreadSource | undefined): Promise<void> {
    try {
      if (source === undefined) finish();
      else if (source === CUT) cut();
      else await read(source);
    } catch (error) {
      outbox.add({ kind: "fault", fault: toMessage(error) });
    }
    outbox.send();
    if (source === undefined) port?.close();
  }

  async function read(source: ThreadSource): Promise<void> {
    if (open !== undefined) chain ??= await open(values.stages?.data, taker);
    if (typeof source === "string") {
      const isOpened = await reader.read(source);
      outbox.add({ kind: "read", isOpened });
    } else if ("from" in source) {
      outbox.add({ kind: "read", isOpened: source.from === 0, part: await readPart(source) });
    } else {
      await reader.readOpened(await openBuffered(source));
      // The thread that sent it has opened it, and counted that.
      outbox.add({ kind: "read", isOpened: false });
    }
  }

  function cut(): void {
    chain?.end();
    chain = undefined;
    outbox.add({ kind: "cut" });
  }

  function finish(): void {
    partReader?.reader.finish();
    outbox.add({ kind: "done", counts: reader.finish() });
  }

  /** Reads a part of a file with the reader of that file's parts: its counts can be left out. */
  async function readPart(part: NumberedPart): Promise<PartRead> {
    const own = readerOfParts(part.file);
    const before = own.counts();
    const { lines, headings, isDamaged } = await own.readPart(part).catch((error: unknown) => {
      // The run was told to end before the first line of the part was found.
      if (!isAbort(error)) throw error;
      return { lines: 0, headings: 0, isDamaged: false };
    });
    // The first line of a file may name the columns: the other parts know it.
    const changesColumns = headings > (part.from === 0 && part.hasHeader ? 1 : 0);
    return { counts: countsSince(before, own.counts()), lines, changesColumns, isDamaged };
  }

  /** One reader for the parts of a file that this thread gets: a new one takes 5 ms, with the memory that it touches first. */
  function readerOfParts(file: number): SourceReader {
    if (partReader?.file === file) return partReader.reader;
    partReader?.reader.finish();
    const made = new SourceReader(values, context);
    partReader = { file, reader: made };
    return made;
  }

  let turn = Promise.resolve();
  port.on("message", (source: ThreadSource | undefined) => {
    turn = turn.then(() => take(source));
  });
}
