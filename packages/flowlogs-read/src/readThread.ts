// The thread that reads sources for a program: reading waits for disks and pipes, and for the program to take the results,
// and so must not happen on the program's own thread.
import { parentPort, workerData } from "node:worker_threads";
import { ClosedOutput, type Input, nodeHost, type RandomInput, type SourceContext, systemContext } from "@flowlogs/cli";
import { checkedOptions } from "@flowlogs/cli/streams";
import { countingInput, countingRandomInput } from "@flowlogs/cli/progressLine";
import { readSources } from "@flowlogs/sources/readSources";
import { Backpressure } from "@flowlogs/sources/threads/backpressure";
import { toMessage } from "@flowlogs/sources/threads/errorTransfer";
import { command } from "./command.ts";
import type { ReadEvent, ReadTask } from "./events.ts";

const port = parentPort;
if (port === null) throw new Error("this file is run as a thread by read()");
// oxlint-disable-next-line typescript/no-unsafe-type-assertion -- recordSource.ts starts this file with such data
const task = workerData as ReadTask;
const backpressure = new Backpressure(task.backpressure);

function post(event: ReadEvent, memory: readonly ArrayBuffer[] = []): void {
  backpressure.acquire();
  endIfClosed();
  port?.postMessage(event, memory);
}

/** The program has left its stream: the reading unwinds as for a pipe that was closed. */
function endIfClosed(): void {
  if (backpressure.isEnded) throw new ClosedOutput();
}

/** Called once, when the program leaves its stream. */
const interrupts: (() => void)[] = [];
port.once("message", () => {
  for (const listener of interrupts) listener();
});
port.unref();

let takeBadLine: (line: Uint8Array) => void = () => {};
const host = Object.assign(nodeHost(), {
  onInterrupt(listener: () => void) {
    interrupts.push(listener);
    return () => {};
  },
});
// Watched, so that no wait for input outlasts the program.
const system = systemContext(host, { isWatched: true });
const context: SourceContext = Object.assign(system, {
  write(bytes: Uint8Array) {
    const copy = Uint8Array.from(bytes);
    post({ kind: "bytes", bytes: copy }, [copy.buffer]);
  },
  bad(line) {
    if (line.bytes !== undefined) takeBadLine(line.bytes);
    post({ kind: "bad", line });
  },
  onBadLine: (take) => void (takeBadLine = take),
  note: (text) => post({ kind: "note", text }),
  missing: (...args) => post({ kind: "missing", args }),
  failed: (...args) => post({ kind: "failed", args }),
  report: (counts) => post({ kind: "counts", counts }),
  showStatus: () => {},
  open: (path: string) => ending(host.open(path)),
  openStdin: () => ending(host.stdin()),
  openRandom: (path: string) => endingRandom(host.openRandom(path)),
  // The state of a run is saved once the program's stream has taken the results.
  syncOutput: () => backpressure.settle(),
  appendedOutput: () => undefined,
} satisfies Partial<SourceContext>);

function ending(input: Input): Input {
  // Otherwise the end of the program would wait for the next bytes of a silent pipe.
  input.watch?.();
  return countingInput(input, endIfClosed);
}

function endingRandom(input: RandomInput | undefined): RandomInput | undefined {
  return countingRandomInput(input, endIfClosed);
}

try {
  await readSources(checkedOptions(command, task.options).values, context);
  post({ kind: "done" });
} catch (error) {
  if (!(error instanceof ClosedOutput)) post({ kind: "fault", fault: toMessage(error) });
}
