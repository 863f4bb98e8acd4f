// The names that DNS has for addresses (--from dns): from the cache, or asked for, as long as the time for it lasts; and what is told of
// addresses without an answer.
import { createHash } from "node:crypto";
import { getServers } from "node:dns";
import type { Context } from "@flowlogs/cli";
import { listed, parseAddress } from "@flowlogs/core";
import { type AddressAnswers, AskedKeys, LabelSource } from "@flowlogs/core/label";
import { DNS } from "../kind.ts";
import { cacheFile, cacheTime } from "../userCache.ts";
import type { DnsAnswers, DnsQuestion } from "./messages.ts";
import { isName, NAME_LIMIT, NameCache } from "./nameCache.ts";
import { ThreadedClient } from "./threadedClient.ts";

export interface DnsOptions {
  readonly "dns-server"?: string | undefined;
  /** Milliseconds that DNS is asked and waited for, in all. */
  readonly "dns-time"?: number | undefined;
  readonly rate?: number | undefined;
  readonly refresh: boolean;
}

type DnsContext = Pick<Context, "note" | "missing" | "env">;

/** Queries a second: a tenth of what a network interface may ask Amazon's resolver. */
const RATE = 100;
const TIME = 30_000;
/** Milliseconds after which answers are kept, for the case that the run ends early. */
const SAVE_INTERVAL = 2000;
/** Different addresses without an answer that are counted. */
const COUNTED = 1_000_000;

export function dnsSource(options: DnsOptions, context: DnsContext): LabelSource {
  const { "dns-server": server, "dns-time": time = TIME, rate = RATE, refresh } = options;
  const servers = server === undefined ? getServers() : [server];
  const id = createHash("sha256").update(JSON.stringify(servers)).digest("hex").slice(0, 16);
  const cache = new NameCache(cacheFile(context.env, `${DNS}-${id}.json`), !refresh);
  const source = new LabelSource(DNS, [DNS]);
  const client = new ThreadedClient({ server, rate });
  source.setAddresses(new AskedKeys(new DnsNames({ cache, client, time, servers }, context)));
  return source;
}

interface DnsParts {
  readonly cache: Pick<NameCache, "get" | "add" | "save">;
  readonly client: { ask(question: DnsQuestion): DnsAnswers & { readonly isInterrupted?: boolean }; end(): void };
  readonly time: number;
  /** For messages. */
  readonly servers: readonly string[];
}

export class DnsNames implements AddressAnswers {
  /** In JSON a backslash takes two bytes. */
  readonly longest = 2 * NAME_LIMIT + 2;
  readonly #parts: DnsParts;
  readonly #context: DnsContext;
  /** What is known; null: the address has no name. */
  readonly #names = new Map<string, string | null>();
  readonly #failed = new Map<string, string>();
  readonly #unasked = new Set<string>();
  #left: number;
  #isSilent = false;
  #isInterrupted = false;
  #fromCache = 0;
  #oldest = Number.POSITIVE_INFINITY;
  #saved = performance.now();

  constructor(parts: DnsParts, context: DnsContext) {
    this.#parts = parts;
    this.#left = parts.time;
    this.#context = context;
  }

  answersFor(addresses: ReadonlySet<string>): ReadonlyMap<string, string> {
    this.#ask([...addresses].filter((address) => !this.#isKnown(address)));
    const answers = new Map<string, string>();
    for (const address of addresses) {
      const name = this.#names.get(address);
      if (typeof name === "string") answers.set(address, name);
    }
    return answers;
  }

  /** Whether there is nothing to ask: it is known by now, or could not be found out. */
  #isKnown(address: string): boolean {
    if (this.#names.has(address) || this.#failed.has(address)) return true;
    const cached = this.#parts.cache.get(address);
    if (cached === undefined) return false;
    this.#names.set(address, cached.name);
    this.#fromCache++;
    this.#oldest = Math.min(this.#oldest, cached.at);
    return true;
  }

  #ask(addresses: readonly string[]): void {
    if (addresses.length === 0) return;
    if (this.#left > 0 && !this.#isSilent && !this.#isInterrupted) {
      const queries = addresses.map((address) => [address, reverseName(address)] as const);
      const started = performance.now();
      const { names, failed, isSilent, isInterrupted = false } = this.#parts.client.ask({ queries, time: this.#left });
      this.#left -= performance.now() - started;
      this.#isSilent = isSilent && !isInterrupted;
      this.#isInterrupted = isInterrupted;
      for (const [address, name] of names) this.#take(address, name);
      for (const [address, code] of failed) this.#failed.set(address, code);
      if (performance.now() - this.#saved > SAVE_INTERVAL) this.#save();
    }
    for (const address of addresses) {
      if (this.#unasked.size >= COUNTED) break;
      if (!this.#names.has(address) && !this.#failed.has(address)) this.#unasked.add(address);
    }
  }

  #take(address: string, name: string | null): void {
    if (name !== null && !isName(name)) {
      this.#failed.set(address, "EBADRESP");
      return;
    }
    this.#names.set(address, name);
    this.#parts.cache.add(address, name);
  }

  #save(): string | undefined {
    const problem = this.#parts.cache.save();
    this.#saved = performance.now();
    return problem;
  }

  finish(): void {
    const reason = this.#save();
    if (reason !== undefined) this.#context.note(`the answers of DNS are not kept: ${reason}`);
    this.#parts.client.end();
    if (this.#fromCache > 0) {
      const answers = this.#fromCache === 1 ? "1 answer is" : `${this.#fromCache} answers are`;
      const oldest = cacheTime(this.#oldest);
      this.#context.note(`${DNS}: ${answers} from the cache, the oldest as of ${oldest}; --refresh asks again`);
    }
    if (this.#isSilent) this.#tellSilence();
    else this.#tellUnanswered();
  }

  #tellSilence(): void {
    const servers = listed(this.#parts.servers, "and", 3);
    const count = addressCount(this.#failed.size + this.#unasked.size);
    this.#tell(
      `no answer from ${servers}: ${count} without a name`,
      "see which server is asked, or name one with --dns-server",
    );
  }

  #tellUnanswered(): void {
    const failed = this.#failed.size;
    if (failed > 0) {
      const problem = `no answer for ${addressCount(failed)} (${countedCodes(this.#failed)})`;
      this.#tell(problem, "run it again, which asks for these only");
    }
    const unasked = this.#unasked.size;
    if (unasked === 0) return;
    const count = unasked >= COUNTED ? `${COUNTED} addresses or more` : addressCount(unasked);
    const problem = `${count} ${unasked === 1 ? "was" : "were"} not asked for`;
    const again = "run it again, which goes on from there";
    if (this.#isInterrupted) this.#tell(`${problem}, or did not get an answer: the run was interrupted`, again);
    else this.#tell(`${problem}: the time for it was over`, `${again}, or give it more with --dns-time`);
  }

  /** An error where all must be right. */
  #tell(problem: string, advice: string): void {
    this.#context.missing({ problem: `${DNS}: ${problem}`, advice }, false);
  }
}

function addressCount(count: number): string {
  return count === 1 ? "1 address" : `${count} addresses`;
}

/** Why there was no answer, with how often: "ETIMEOUT 2, ESERVFAIL 1". */
function countedCodes(failed: ReadonlyMap<string, string>): string {
  const counts = new Map<string, number>();
  for (const code of failed.values()) counts.set(code, (counts.get(code) ?? 0) + 1);
  return [...counts]
    .toSorted(([, a], [, b]) => b - a)
    .map(([code, count]) => `${wordOf(code)} ${count}`)
    .join(", ");
}

/** ESERVFAIL is SERVFAIL for everybody but Node. */
function wordOf(code: string): string {
  if (code === "ETIMEOUT") return "timeout";
  return code === "ECONNREFUSED" ? "connection refused" : code.replace(/^E/, "");
}

/** The name that has the PTR record of an address (RFC 1035, RFC 3596). */
function reverseName(text: string): string {
  const address = parseAddress(text);
  if (address?.family !== 6) return `${text.split(".").toReversed().join(".")}.in-addr.arpa`;
  const digits = ((address.high << 64n) | address.low).toString(16).padStart(32, "0");
  return `${Array.from(digits).toReversed().join(".")}.ip6.arpa`;
}
