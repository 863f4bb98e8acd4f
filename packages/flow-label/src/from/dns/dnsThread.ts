// The program of the thread that asks DNS, while the main thread waits.
import { type MessagePort, parentPort, workerData } from "node:worker_threads";
import { DnsClient } from "./dnsClient.ts";
import { type DnsQuestion, type DnsSettings, STOP } from "./messages.ts";

interface ThreadData {
  readonly settings: DnsSettings;
  readonly port: MessagePort;
  /** A number that grows with each answer. */
  readonly answered: SharedArrayBuffer;
}

// oxlint-disable-next-line typescript/no-unsafe-type-assertion -- who starts the thread gives nothing else
const { settings, port, answered } = workerData as ThreadData;
const client = new DnsClient(settings);
const count = new Int32Array(answered);

parentPort?.on("message", async (question: DnsQuestion | typeof STOP) => {
  if (question === STOP) return client.stop();
  try {
    port.postMessage(await client.ask(question));
  } catch (error) {
    port.postMessage(error instanceof Error ? (error.stack ?? error.message) : String(error));
  }
  Atomics.add(count, 0, 1);
  Atomics.notify(count, 0);
});
