// What all remote sources of a run share: credentials, rate limits, retries and their counts, and the signal that ends
// everything.
import { setMaxListeners } from "node:events";
import type { SourceContext } from "@flowlogs/cli";
import { type Clock, wallClock } from "@flowlogs/base/clock";
import { RateLimiter } from "./rateLimiter.ts";
import { noRetries, Retry, type RetryCounts } from "./retry.ts";
import { type AwsOptions, AwsSession } from "./session.ts";

export interface AwsContextOptions extends AwsOptions {
  /** The most calls under way at once. */
  readonly concurrency?: number | undefined;
  /** The most calls a second. */
  readonly rate?: number | undefined;
}

type AwsHost = Pick<SourceContext, "note" | "env" | "stderrIsTerminal">;

/** Milliseconds between two notes about waiting. */
const NOTE_INTERVAL = 5000;

export class AwsContext {
  readonly options: AwsContextOptions;
  readonly session: AwsSession;
  readonly clock: Clock;
  readonly waits: RetryCounts = noRetries();
  readonly #host: AwsHost;
  readonly #end = new AbortController();
  readonly #rateLimiters = new Map<string, RateLimiter>();
  #noted = Number.NEGATIVE_INFINITY;

  constructor(options: AwsContextOptions, host: AwsHost, clock: Clock = wallClock) {
    this.options = options;
    this.session = new AwsSession(options);
    this.clock = clock;
    this.#host = host;
    // Every wait and every call adds a listener; the default limit of 10 would print a warning.
    setMaxListeners(0, this.#end.signal);
  }

  /** Aborted when the run ends, or its output is complete. */
  get signal(): AbortSignal {
    return this.#end.signal;
  }

  end(): void {
    this.#end.abort();
  }

  /** The rate limiter of all calls that share a quota. `allowed`: calls a second, if the user sets no --rate. */
  rateLimiter(quota: string, allowed: number): RateLimiter {
    const rateLimiter = this.#rateLimiters.get(quota) ?? new RateLimiter(this.options.rate ?? allowed, this.clock);
    this.#rateLimiters.set(quota, rateLimiter);
    return rateLimiter;
  }

  /** `isPacedByCaller`: the caller itself waits for the rate limiter before the first attempt of each call. */
  retry(rateLimiter: RateLimiter, isPacedByCaller = false): Retry {
    const attempts = Number(this.#host.env["AWS_MAX_ATTEMPTS"]);
    return new Retry({
      rateLimiter,
      isPacedByCaller,
      clock: this.clock,
      waits: this.waits,
      signal: this.signal,
      attempts: attempts > 0 ? attempts : undefined,
      onWait: (wait, why) => this.#noteWait(wait, why),
    });
  }

  /** Only at a terminal: a person may wonder why nothing comes, but a log has no use for such notes. */
  #noteWait(wait: number, why: "throttled" | "failing"): void {
    const now = this.clock.now();
    if (!this.#host.stderrIsTerminal || now - this.#noted < NOTE_INTERVAL) return;
    this.#noted = now;
    const what = why === "throttled" ? "throttled by AWS" : "AWS does not answer";
    this.#host.note(`${what}: retrying in ${(wait / 1000).toFixed(1)} s`);
  }
}
