// The retry strategy of every client: when a failed call is repeated, and for how long. Each attempt waits for its turn
// (rateLimiter.ts). After a refusal the wait grows exponentially, with jitter, so that callers do not come back together.
// The SDK's own strategies count attempts and give up under heavy throttling; this one counts time.
import type { RetryErrorInfo, RetryStrategyV2, RetryToken } from "@smithy/types";
import type { Clock } from "@flowlogs/base/clock";
import { isUnreadable } from "./errors.ts";
import type { RateLimiter } from "./rateLimiter.ts";

/** Milliseconds for which one call is repeated: when it is throttled, and when the service or the network fails. */
interface RetryLimits {
  readonly throttled: number;
  readonly failing: number;
}

/** Calls and waits, for --stats. */
export interface RetryCounts {
  /** Calls that were sent. */
  calls: number;
  throttled: number;
  /** Calls repeated because the service or the connection failed. */
  failed: number;
  /** Milliseconds of waiting before repeated calls. */
  waited: number;
}

export const noRetries = (): RetryCounts => ({ calls: 0, throttled: 0, failed: 0, waited: 0 });

interface RetryOptions {
  readonly rateLimiter: RateLimiter;
  /** The caller itself waits for the rate limiter before the first attempt of each call. */
  readonly isPacedByCaller?: boolean | undefined;
  readonly clock: Clock;
  readonly waits: RetryCounts;
  readonly limits?: RetryLimits | undefined;
  /** The most attempts, as the user set them (AWS_MAX_ATTEMPTS). */
  readonly attempts?: number | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Called before each wait. */
  readonly onWait?: ((milliseconds: number, why: "throttled" | "failing") => void) | undefined;
  readonly random?: () => number;
}

interface BackoffToken extends RetryToken {
  /** When this call first failed. */
  readonly since: number | undefined;
}

const defaultLimits: RetryLimits = { throttled: 300_000, failing: 120_000 };
/** The longest first wait in milliseconds; each further wait may be twice as long, up to MAX_WAIT. */
const FIRST_WAIT = { throttled: 500, failing: 100 } as const;
const MAX_WAIT = 20_000;
/** Attempts to reach a service that has never answered: its address is probably wrong. */
const MAX_UNANSWERED = 3;
const NOT_IMPLEMENTED = 501;

export class Retry implements RetryStrategyV2 {
  readonly #options: RetryOptions;
  readonly #limits: RetryLimits;
  /** The service has answered at least once. */
  #isReached = false;

  constructor(options: RetryOptions) {
    this.#options = options;
    this.#limits = options.limits ?? defaultLimits;
  }

  async acquireInitialRetryToken(): Promise<BackoffToken> {
    if (this.#options.isPacedByCaller === true) this.#options.waits.calls++;
    else await this.#turn();
    return token(0, undefined);
  }

  async refreshRetryTokenForRetry(last: RetryToken, refusal: RetryErrorInfo): Promise<BackoffToken> {
    const next = await this.#wait(last, refusal);
    await this.#turn();
    return next;
  }

  /** The body of a response broke off: waits until the rest may be requested. Throws when the time is over. */
  async interrupted(last: RetryToken = token(0, undefined)): Promise<RetryToken> {
    return await this.#wait(last, { errorType: "TRANSIENT" });
  }

  async #wait(last: RetryToken, refusal: RetryErrorInfo): Promise<BackoffToken> {
    const { clock, signal, waits, rateLimiter, attempts = Number.POSITIVE_INFINITY } = this.#options;
    const why = refusal.errorType === "THROTTLING" ? "throttled" : "failing";
    const hasAnswered = refusal.error?.$metadata?.httpStatusCode !== undefined;
    this.#isReached ||= hasAnswered || why === "throttled";
    if (why === "throttled") rateLimiter.onRefused();
    const count = last.getRetryCount() + 1;
    const since = ("since" in last && typeof last.since === "number" ? last.since : undefined) ?? clock.now();
    const maxAttempts = this.#isReached ? attempts : Math.min(attempts, MAX_UNANSWERED);
    const isOver = count >= maxAttempts || clock.now() - since >= this.#limits[why];
    // The SDK classifies a response that it cannot parse as an error of the client.
    const isClientError = refusal.errorType === "CLIENT_ERROR" && !isUnreadable(refusal.error);
    // A service that does not have the call will not have it a minute later.
    const isUnknownCall = refusal.error?.$metadata?.httpStatusCode === NOT_IMPLEMENTED;
    if (isClientError || isUnknownCall || isOver) throw new Error("out of retries");
    if (why === "throttled") waits.throttled++;
    else waits.failed++;
    const wait = this.#duration(why, count, refusal.retryAfterHint);
    this.#options.onWait?.(wait, why);
    waits.waited += wait;
    await clock.sleep(wait, signal);
    return token(count, since);
  }

  recordSuccess(): void {
    this.#isReached = true;
    this.#options.rateLimiter.onAccepted();
  }

  async #turn(): Promise<void> {
    await this.#options.rateLimiter.acquire(this.#options.signal);
    this.#options.waits.calls++;
  }

  /** Milliseconds of a wait. */
  #duration(why: "throttled" | "failing", count: number, hint: Date | undefined): number {
    const { random = Math.random, clock } = this.#options;
    const jittered = random() * Math.min(MAX_WAIT, FIRST_WAIT[why] * 2 ** (count - 1));
    const requested = hint === undefined ? 0 : hint.getTime() - clock.now();
    return Math.max(jittered, Math.min(requested, MAX_WAIT));
  }
}

function token(count: number, since: number | undefined): BackoffToken {
  // The delay is 0 because the strategy waits itself: such a wait can be aborted.
  return { getRetryCount: () => count, getRetryDelay: () => 0, since };
}
