// What all remote sources of a run share: who we are, how long we wait, what that cost, and the way to end it all.
import { setMaxListeners } from "node:events";
import type { SourceContext } from "@flowlogs/cli";
import { type Clock, wallClock } from "@flowlogs/base/clock";
import { RateLimiter } from "./rateLimiter.ts";
import { noRetries, Retry, type RetryCounts } from "./retry.ts";
import { type AwsOptions, AwsSession } from "./session.ts";

export interface RemoteOptions extends AwsOptions {
  /** Calls under way at once. */
  readonly concurrency?: number | undefined;
  /** Calls a second. */
  readonly rate?: number | undefined;
}

type AwsSettings = Pick<SourceContext, "note" | "env" | "stderrIsTerminal">;

/** Milliseconds between two remarks about waiting. */
const REMARKS = 5000;

export class AwsContext {
  readonly options: RemoteOptions;
  readonly session: AwsSession;
  readonly clock: Clock;
  readonly waits: RetryCounts = noRetries();
  readonly #world: AwsSettings;
  readonly #end = new AbortController();
  readonly #paces = new Map<string, RateLimiter>();
  #remarked = Number.NEGATIVE_INFINITY;

  constructor(options: RemoteOptions, world: AwsSettings, clock: Clock = wallClock) {
    this.options = options;
    this.session = new AwsSession(options);
    this.clock = clock;
    this.#world = world;
    // Every wait and every call listens to it.
    setMaxListeners(0, this.#end.signal);
  }

  /** Ends what is under way when nobody wants it any more. */
  get signal(): AbortSignal {
    return this.#end.signal;
  }

  end(): void {
    this.#end.abort();
  }

  /** When calls that share a quota may go out; `allowed`: so many a second, if the user says nothing else. */
  pace(quota: string, allowed: number): RateLimiter {
    const pace = this.#paces.get(quota) ?? new RateLimiter(this.options.rate ?? allowed, this.clock);
    this.#paces.set(quota, pace);
    return pace;
  }

  /** `isPaced`: who makes the calls waits for the turns of their first attempts. */
  retry(pace: RateLimiter, isPaced = false): Retry {
    const attempts = Number(this.#world.env["AWS_MAX_ATTEMPTS"]);
    return new Retry({
      pace,
      isPaced,
      clock: this.clock,
      waits: this.waits,
      signal: this.signal,
      attempts: attempts > 0 ? attempts : undefined,
      tell: (wait, why) => this.#tell(wait, why),
    });
  }

  /** A person at a terminal may wonder why nothing comes; a log has no use for it. */
  #tell(wait: number, why: "throttled" | "failing"): void {
    const now = this.clock.now();
    if (!this.#world.stderrIsTerminal || now - this.#remarked < REMARKS) return;
    this.#remarked = now;
    const what = why === "throttled" ? "throttled by AWS" : "AWS does not answer";
    this.#world.note(`${what}: waiting ${(wait / 1000).toFixed(1)} s and trying again`);
  }
}
