// What a thread does with a source: reads it, and posts what comes of it and what is to be said of it. The thread that started
// the others reads in the same way while it has nothing else to do.
import { isAbort } from "@flowlogs/base/errors";
import { nodeHost, type SourceContext } from "@flowlogs/cli";
import { countingInput, countingRandomInput } from "@flowlogs/cli/progressLine";
import { endedByUs } from "@flowlogs/formats/content";
import { openBuffered } from "../reader/open.ts";
import { SourceReader } from "../reader/sourceReader.ts";
import type { Backpressure } from "./backpressure.ts";
import { toMessage } from "./errorTransfer.ts";
import { CUT, type NumberedPart, type PartRead, type Task, type ThreadSource } from "./messages.ts";
import { Outbox, type Post } from "./outbox.ts";
import { countsSince, sumCounts } from "./sumCounts.ts";

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

/** Reads a source, or ends when there are no more; returns when its packets are posted. */
export type TakeSource = (source: ThreadSource | undefined) => Promise<void>;

/** `open`: of the commands of the task. */
export function openReading(
  { values, loaded }: Pick<Task, "values" | "loaded">,
  backpressure: Backpressure,
  post: Post,
  open?: OpenStages,
): TakeSource {
  const outbox = new Outbox((packet, memory) => {
    backpressure.acquire();
    backpressure.setRecords(recordsOfParts + (partReader?.reader.records ?? 0) + (wholeReader?.records ?? 0));
    post(packet, memory);
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
    onBadLine: () => {}, // who receives the bad lines writes them
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

  let wholeReader: SourceReader | undefined;
  let partReader: { readonly file: number; readonly reader: SourceReader } | undefined;
  let recordsOfParts = 0;

  async function read(source: ThreadSource): Promise<void> {
    if (open !== undefined) chain ??= await open(values.stages?.data, taker);
    if (typeof source === "string") {
      wholeReader ??= new SourceReader(values, context);
      const isOpened = await wholeReader.read(source);
      outbox.add({ kind: "read", isOpened });
    } else if ("from" in source) {
      const { isOpened, ...part } = await readPart(source);
      outbox.add({ kind: "read", isOpened: source.from === 0 && isOpened, part });
    } else {
      wholeReader ??= new SourceReader(values, context);
      await wholeReader.readOpened(await openBuffered(source));
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
    finishParts();
    outbox.add({ kind: "done", counts: wholeReader?.finish() ?? sumCounts([]) });
  }

  /** Reads a part of a file with the reader of that file's parts: its counts can be left out. */
  async function readPart(part: NumberedPart): Promise<PartRead & { readonly isOpened: boolean }> {
    const own = readerOfParts(part.file);
    const before = own.counts();
    const { headings, ...others } = await own.readPart(part).catch((error: unknown) => {
      // The run was told to end before the first line of the part was found.
      if (!isAbort(error)) throw error;
      return { isOpened: true, lines: 0, headings: 0, endsFile: false };
    });
    // The first line of a file may name the columns: the other parts know it.
    const changesColumns = headings > (part.from === 0 && part.hasHeader ? 1 : 0);
    return { ...others, counts: countsSince(before, own.counts()), changesColumns };
  }

  /** One reader for the parts of a file that this thread gets: a new one takes 5 ms, with the memory that it touches first. */
  function readerOfParts(file: number): SourceReader {
    if (partReader?.file === file) return partReader.reader;
    finishParts();
    const made = new SourceReader(values, context);
    partReader = { file, reader: made };
    return made;
  }

  function finishParts(): void {
    recordsOfParts += partReader?.reader.finish().records ?? 0;
    partReader = undefined;
  }

  return async (source) => {
    try {
      if (source === undefined) finish();
      else if (source === CUT) cut();
      else await read(source);
    } catch (error) {
      outbox.add({ kind: "fault", fault: toMessage(error) });
    }
    outbox.send();
  };
}
