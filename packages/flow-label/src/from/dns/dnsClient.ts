// Asks DNS for the names of addresses: PTR queries side by side, at most so many a second. Not by Node's `reverse`, which gives the same
// error for an address without a name and for a server that fails, and reads /etc/hosts.
import { Resolver } from "node:dns/promises";
import { RateLimiter } from "@flowlogs/aws/rateLimiter";
import { wallClock } from "@flowlogs/base/clock";
import { Semaphore } from "@flowlogs/base/semaphore";
import type { DnsAnswers, DnsQuestion, DnsSettings } from "./messages.ts";

/** Queries that wait for an answer. */
const CONCURRENT = 128;
/** Milliseconds for an answer, and how often a server is asked. */
const [TIMEOUT, TRIES] = [1000, 2];
/** Queries without any answer after which there will be none. */
const SILENCE = 20;
const noAnswer = ["ETIMEOUT", "ECONNREFUSED"];
const CANCELLED = "ECANCELLED";
const noName = ["ENOTFOUND", "ENODATA"];

export class DnsClient {
  readonly #resolver = new Resolver({ timeout: TIMEOUT, tries: TRIES });
  readonly #limiter: RateLimiter;
  readonly #slots = new Semaphore(CONCURRENT);
  #answered = 0;
  #unanswered = 0;
  #stop = (): void => {};

  constructor({ server, rate }: DnsSettings) {
    if (server !== undefined) this.#resolver.setServers([server]);
    this.#limiter = new RateLimiter(rate, wallClock);
  }

  /** Ends the question at hand: what was answered so far is the answer. */
  stop(): void {
    this.#stop();
  }

  async ask({ queries, time }: DnsQuestion): Promise<DnsAnswers> {
    const names: [string, string | null][] = [];
    const failed: [string, string][] = [];
    const end = new AbortController();
    this.#stop = () => end.abort();
    const timer = setTimeout(() => end.abort(), time);
    const isSilent = (): boolean => this.#answered === 0 && this.#unanswered >= SILENCE;
    const query = async (address: string, name: string): Promise<void> => {
      try {
        names.push([address, nameOf(await this.#resolver.resolvePtr(name))]);
        this.#answered++;
      } catch (error) {
        const code = codeOf(error);
        if (noName.includes(code)) names.push([address, null]);
        else if (!end.signal.aborted) failed.push([address, code]);
        if (noAnswer.includes(code)) this.#unanswered++;
        else if (code !== CANCELLED) this.#answered++;
        if (isSilent()) end.abort();
      } finally {
        this.#slots.give();
      }
    };
    end.signal.addEventListener("abort", () => this.#resolver.cancel());
    const running: Promise<void>[] = [];
    try {
      for (const [address, name] of queries) {
        await this.#limiter.acquire(end.signal);
        await this.#slots.take(1, 0, end.signal);
        running.push(query(address, name));
      }
    } catch (error) {
      if (!end.signal.aborted) throw error;
    }
    await Promise.all(running);
    clearTimeout(timer);
    return { names, failed, isSilent: isSilent() };
  }
}

/** The first of several in alphabetical order, so that it is the same one each time. The root alone names nothing. */
function nameOf(names: readonly string[]): string | null {
  return names.filter((name) => name !== "").toSorted()[0] ?? null;
}

function codeOf(error: unknown): string {
  return error instanceof Error && "code" in error ? String(error.code) : String(error);
}
