// Asks DNS from a synchronous program: a thread asks, and this one waits for it.
import { MessageChannel, receiveMessageOnPort, Worker as Thread } from "node:worker_threads";
import { waitInterruptibly } from "./interruptibleWait.ts";
import { type DnsAnswers, type DnsQuestion, type DnsSettings, STOP } from "./messages.ts";

/** Milliseconds that a thread may take beyond the time that it is given. */
const GRACE = 60_000;

export class ThreadedClient {
  readonly #settings: DnsSettings;
  readonly #answered = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
  readonly #channel = new MessageChannel();
  #thread: Thread | undefined;

  constructor(settings: DnsSettings) {
    this.#settings = settings;
    this.#channel.port1.unref();
  }

  /** `isInterrupted`: Ctrl-C came, and there are only the answers so far. */
  ask(question: DnsQuestion): DnsAnswers & { readonly isInterrupted: boolean } {
    this.#thread ??= this.#start();
    const before = Atomics.load(this.#answered, 0);
    this.#thread.postMessage(question);
    const isInterrupted = !waitInterruptibly(() => void this.#wait(before, question.time + GRACE));
    if (isInterrupted) this.#thread.postMessage(STOP);
    const outcome = this.#wait(before, GRACE);
    const received = receiveMessageOnPort(this.#channel.port1);
    if (outcome === "timed-out" || received === undefined) throw new Error("the thread that asks DNS does not answer");
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- dnsThread.ts sends nothing else
    const answers = received.message as DnsAnswers | string;
    if (typeof answers === "string") throw new Error(answers);
    return { ...answers, isInterrupted };
  }

  #wait(before: number, time: number): ReturnType<typeof Atomics.wait> {
    return Atomics.wait(this.#answered, 0, before, time);
  }

  #start(): Thread {
    const port = this.#channel.port2;
    const workerData = { settings: this.#settings, port, answered: this.#answered.buffer };
    const thread = new Thread(new URL("./dnsThread.js", import.meta.url), { workerData, transferList: [port] });
    thread.unref();
    return thread;
  }

  end(): void {
    void this.#thread?.terminate();
    this.#channel.port1.close();
  }
}
