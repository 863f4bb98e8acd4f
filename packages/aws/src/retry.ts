// How long a service is asked again, and when: the SDK's retry strategy for every client here. Each attempt waits for its
// turn (pace.ts); what was refused waits longer each time, by chance (jitter), so that callers do not come back together.
// The SDK's own strategies count attempts and give up in a storm; this one counts time.
import type { RetryErrorInfo, RetryStrategyV2, RetryToken } from "@smithy/types";
import type { Clock } from "@flowlogs/base/clock";
import { isUnreadable } from "./errors.ts";
import type { RateLimiter } from "./rateLimiter.ts";

/** Milliseconds that one call is tried for: when throttled, and when the service or the way to it fails. */
export interface RetryLimits {
  readonly throttled: number;
  readonly failing: number;
}

/** What waiting cost, for --stats. */
export interface RetryCounts {
  /** Calls that went out. */
  calls: number;
  throttled: number;
  /** Calls repeated because the service or the connection failed. */
  failed: number;
  /** Milliseconds of waiting that the service asked for. */
  waited: number;
}

export const noRetries = (): RetryCounts => ({ calls: 0, throttled: 0, failed: 0, waited: 0 });

interface RetryOptions {
  readonly pace: RateLimiter;
  /** Who makes the calls waits for the turn of the first attempt of each. */
  readonly isPaced?: boolean | undefined;
  readonly clock: Clock;
  readonly waits: RetryCounts;
  readonly limits?: RetryLimits | undefined;
  /** Attempts that the user allows (AWS_MAX_ATTEMPTS). */
  readonly attempts?: number | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Is told of each wait for a service that refuses. */
  readonly tell?: ((milliseconds: number, why: "throttled" | "failing") => void) | undefined;
  readonly random?: () => number;
}

interface BackoffToken extends RetryToken {
  /** When the first refusal of this call came. */
  readonly since: number | undefined;
}

const usual: RetryLimits = { throttled: 300_000, failing: 120_000 };
/** Milliseconds of the first wait at most; each further one may be twice as long, up to the longest. */
const FIRST = { throttled: 500, failing: 100 } as const;
const LONGEST = 20_000;
/** Attempts to reach a service that never answered: more likely a wrong address than a bad moment. */
const UNREACHED = 3;

export class Retry implements RetryStrategyV2 {
  readonly #surroundings: RetryOptions;
  readonly #limits: RetryLimits;
  #reached = false;

  constructor(surroundings: RetryOptions) {
    this.#surroundings = surroundings;
    this.#limits = surroundings.limits ?? usual;
  }

  async acquireInitialRetryToken(): Promise<BackoffToken> {
    if (this.#surroundings.isPaced === true) this.#surroundings.waits.calls++;
    else await this.#turn();
    return token(0, undefined);
  }

  async refreshRetryTokenForRetry(last: RetryToken, refusal: RetryErrorInfo): Promise<BackoffToken> {
    const next = await this.#wait(last, refusal);
    await this.#turn();
    return next;
  }

  /** The body of an answer broke off: waits until what is missing may be asked for. Throws when it is no use any more. */
  async interrupted(last: RetryToken = token(0, undefined)): Promise<RetryToken> {
    return await this.#wait(last, { errorType: "TRANSIENT" });
  }

  async #wait(last: RetryToken, refusal: RetryErrorInfo): Promise<BackoffToken> {
    const { clock, signal, waits, pace, attempts = Number.POSITIVE_INFINITY } = this.#surroundings;
    const why = refusal.errorType === "THROTTLING" ? "throttled" : "failing";
    const answered = refusal.error?.$metadata?.httpStatusCode !== undefined;
    this.#reached ||= answered || why === "throttled";
    if (why === "throttled") pace.refused();
    const count = last.getRetryCount() + 1;
    const since = ("since" in last && typeof last.since === "number" ? last.since : undefined) ?? clock.now();
    const most = this.#reached ? attempts : Math.min(attempts, UNREACHED);
    const isOver = count >= most || clock.now() - since >= this.#limits[why];
    // The SDK takes an answer that it cannot read for a fault of ours.
    const isOurs = refusal.errorType === "CLIENT_ERROR" && !isUnreadable(refusal.error);
    if (isOurs || isOver) throw new Error("no more patience");
    if (why === "throttled") waits.throttled++;
    else waits.failed++;
    const wait = this.#length(why, count, refusal.retryAfterHint);
    this.#surroundings.tell?.(wait, why);
    waits.waited += wait;
    await clock.sleep(wait, signal);
    return token(count, since);
  }

  recordSuccess(): void {
    this.#reached = true;
    this.#surroundings.pace.accepted();
  }

  async #turn(): Promise<void> {
    await this.#surroundings.pace.turn(this.#surroundings.signal);
    this.#surroundings.waits.calls++;
  }

  /** Milliseconds of a wait. */
  #length(why: "throttled" | "failing", count: number, hint: Date | undefined): number {
    const { random = Math.random, clock } = this.#surroundings;
    const jittered = random() * Math.min(LONGEST, FIRST[why] * 2 ** (count - 1));
    const asked = hint === undefined ? 0 : hint.getTime() - clock.now();
    return Math.max(jittered, Math.min(asked, LONGEST));
  }
}

function token(count: number, since: number | undefined): BackoffToken {
  // The waiting is done by the strategy itself, where it can be ended.
  return { getRetryCount: () => count, getRetryDelay: () => 0, since };
}
