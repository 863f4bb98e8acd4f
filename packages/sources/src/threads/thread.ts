// A thread that reads whole sources, one after the other, with a worker of its own; what comes of them goes to the thread
// that started it (pool.ts), which writes it out when its turn comes.
import { parentPort, workerData } from "node:worker_threads";
import { nodeHost, type SourceContext } from "@flowlogs/cli";
import { adoptKernelCode } from "@flowlogs/core/stages";
import { endedByUs } from "@flowlogs/formats/content";
import { type BufferedSource, openBuffered } from "../reader/open.ts";
import { counted, countedRandom } from "../progressLine.ts";
import { SourceReader } from "../reader/sourceReader.ts";
import { Backpressure } from "./backpressure.ts";
import type { Task } from "./messages.ts";
import { toFault } from "./errorTransfer.ts";
import { Outbox } from "./outbox.ts";

// oxlint-disable-next-line typescript/no-unsafe-type-assertion -- pool.ts starts this file with such data
const { values, loaded, code, credit: shared } = workerData as Task;
const port = parentPort;
if (port === null) throw new Error("this file is run as a thread of flowlogs-read");

adoptKernelCode(code);
const credit = new Backpressure(shared);
const outbox = new Outbox((packet, memory) => {
  credit.take();
  credit.setRecords(reader.records);
  port.postMessage(packet, [memory]);
});
const host = nodeHost();
const context: SourceContext = {
  write: (bytes) => outbox.write(bytes),
  bad: (line) => outbox.say({ kind: "bad", line }),
  onBadLine: () => {}, // who takes the bad lines keeps them
  note: (text) => outbox.say({ kind: "note", text }),
  missing: () => {}, // only all threads together know
  failed: (...said) => outbox.say({ kind: "failed", said }),
  temporary: () => host.temporary(),
  load: (path) => loaded.get(path) ?? new Uint8Array(0),
  refuse(where, { problem }) {
    throw new Error(`${where}: ${problem}`); // the thread that started this one has asked the same before
  },
  machineMemory: host.machineMemory,
  openStdin: () => host.stdin(),
  open: (path) => counted(host.open(path), count),
  openRandom: (path) => countedRandom(host.openRandom(path), count),
  showStatus: () => {},
  now: () => host.now(),
  report: () => {}, // what was counted is told at the end
  syncOutput: () => {}, // nor is anything written here,
  appendedOutput: () => undefined,
  onInterrupt: () => {}, // and signals go to the main thread
  stdinIsTerminal: false,
  stderrIsTerminal: false,
  outputIsTerminal: false,
  columns: 80,
  env: host.env,
};
function count(bytes: number): void {
  credit.countBytes(bytes);
  if (credit.isEnded) throw endedByUs();
}

const reader = new SourceReader(values, context);

/** Reads a source, or ends when there are no more. */
async function take(source: string | BufferedSource | undefined): Promise<void> {
  try {
    if (source === undefined) outbox.say({ kind: "done", counts: reader.finish() });
    else if (typeof source === "string") {
      const isOpened = await reader.read(source);
      outbox.say({ kind: "read", isOpened });
    } else {
      await reader.readOpened(await openBuffered(source));
      // Who gave it has opened it, and counted that.
      outbox.say({ kind: "read", isOpened: false });
    }
  } catch (error) {
    outbox.say({ kind: "fault", fault: toFault(error) });
  }
  outbox.send();
  if (source === undefined) port?.close();
}

let turn = Promise.resolve();
port.on("message", (source: string | BufferedSource | undefined) => {
  turn = turn.then(() => take(source));
});
