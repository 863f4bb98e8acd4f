// CloudWatch Logs as the reader of log groups calls it, in this process and on a clock of its own: pages of any size and
// density, empty ones, calls that are slow or refused, tokens of every kind, events in disorder. What it does is drawn from
// a seed. It answers in bytes, and is asked again by the strategy of the real client.
import type { Clock } from "../../packages/base/src/clock.ts";
import { RemoteError } from "../../packages/base/src/errors.ts";
import type { LogEvent } from "../../packages/sources/src/logs/page.ts";
import type { LogsPlan } from "../../packages/sources/src/logs/plan.ts";
import { StaleToken } from "../../packages/aws/src/logs/errors.ts";
import type { Retry } from "../../packages/aws/src/retry.ts";
import type { Random } from "../fuzz/random.ts";

export interface Traits {
  /** Events of a page at most, and events that are looked at for it, wanted or not. */
  readonly pageEvents: number;
  readonly looked: number;
  /** Empty pages that come first: of each query, and before each page with events. */
  readonly lead: number;
  readonly gap: number;
  /** What is in the place of the token of a last page. */
  readonly end: "absent" | "null" | "empty" | "repeated";
  /** Events of a page come in any order. */
  readonly isShuffled: boolean;
  /** One in so many calls, if it is not 0: takes long, is refused, breaks, finds its token forgotten. */
  readonly slow: number;
  readonly throttled: number;
  readonly broken: number;
  readonly forgetful: number;
  /** Milliseconds of a call at most. */
  readonly latency: number;
  /** Calls that ask for events from this time on are refused for good. */
  readonly deniedFrom: number;
}

export interface StoredEvent extends LogEvent {
  readonly timestamp: number;
  readonly message: string;
  /** The pattern does not match it: it is looked at, and not given. */
  readonly isHidden: boolean;
}

/** It answered, if only to refuse. */
const ANSWERED = Object.assign(new Error("refused"), {
  $metadata: { httpStatusCode: 503 },
  cause: new Error("no reason"),
});

interface Answer {
  readonly events: readonly StoredEvent[];
  readonly nextToken: string | null | undefined;
}

type PageInput = Parameters<LogsPlan["service"]["page"]>[0];

export class LogServiceDouble {
  /** In the order of the service. */
  readonly #events: () => readonly StoredEvent[];
  readonly #traits: Traits;
  readonly #random: Random;
  readonly #clock: Clock;
  readonly #retry: Retry;
  /** Answers that were given, and the most that were under way at once. */
  answers = 0;
  forgotten = 0;
  most = 0;
  /** Times that were asked for and are no whole milliseconds. */
  readonly fractions: number[] = [];
  readonly #queries = new Map<string, { of: readonly StoredEvent[]; found: readonly StoredEvent[] }>();
  #underWay = 0;

  constructor(traits: Traits, random: Random, clock: Clock, retry: Retry, events: () => readonly StoredEvent[]) {
    this.#traits = traits;
    this.#random = random;
    this.#clock = clock;
    this.#retry = retry;
    this.#events = events;
  }

  readonly close = (): void => {};
  readonly describe = async (): Promise<undefined> => undefined;
  readonly streams = async (): Promise<readonly string[]> => [];
  readonly call = async (): Promise<never> => await Promise.reject(new Error("only pages can be had here"));

  readonly page: LogsPlan["service"]["page"] = async (input, intake) => {
    this.most = Math.max(this.most, ++this.#underWay);
    try {
      let token = await this.#retry.acquireInitialRetryToken();
      for (;;) {
        await this.#clock.sleep(this.#duration());
        const refusal = this.#refusal(input);
        if (refusal instanceof Error) throw refusal;
        const body = this.#bodyOf(this.#answer(input));
        intake.begin();
        const half = this.#random.between(1, body.length);
        intake.take(body.subarray(0, half));
        if (refusal === undefined) {
          intake.take(body.subarray(half));
          this.#retry.recordSuccess();
          this.answers++;
          return intake.end();
        }
        try {
          token = await this.#retry.refreshRetryTokenForRetry(token, { errorType: refusal, error: ANSWERED });
        } catch {
          throw new RemoteError("out of retries");
        }
      }
    } finally {
      this.#underWay--;
    }
  };

  #answer(input: PageInput): Answer {
    const { startTime = 0, endTime = Number.POSITIVE_INFINITY, nextToken } = input;
    this.fractions.push(...[startTime, endTime].filter((time) => !Number.isInteger(time)));
    const { pageEvents, looked, lead, gap, end } = this.#traits;
    const query = `${startTime}-${endTime}`;
    const [of, place = 0, empty = 0, next] = nextToken?.split(" ") ?? [query, 0, lead + gap];
    // A token belongs to the query that gave it.
    if (of !== query) throw new RemoteError("the token is of another query");
    const all = this.#within(query, startTime, endTime);
    const events: StoredEvent[] = [];
    // Others may have come before the next one.
    const isThere = next === undefined || nameOf(all[Number(place)]) === next;
    let at = isThere ? Number(place) : all.findIndex((event) => nameOf(event) === next);
    const last = Number(empty) > 0 ? at : Math.min(all.length, at + looked);
    for (; at < last && events.length < pageEvents; at++) {
      const event = all[at];
      if (event?.isHidden === false) events.push(event);
    }
    const follower = all[at];
    if (follower !== undefined) {
      const left = Number(empty) > 0 ? Number(empty) - 1 : gap;
      return { events, nextToken: `${query} ${at} ${left} ${nameOf(follower)}` };
    }
    return { events, nextToken: { absent: undefined, null: null, empty: "", repeated: nextToken }[end] };
  }

  #bodyOf({ events, nextToken }: Answer): Buffer {
    const all = this.#traits.isShuffled ? shuffledAlike(events) : events;
    return Buffer.from(JSON.stringify({ events: all, nextToken }));
  }

  /** Calls that one reader makes, one after the other. */
  callsOfOne(startTime: number, endTime: number): number {
    for (let calls = 1, token: string | undefined; ; calls++) {
      const { nextToken } = this.#answer({ startTime, endTime, nextToken: token });
      if (!nextToken || nextToken === token) return calls;
      token = nextToken;
    }
  }

  /** The events of a query, in the order of the service. */
  #within(query: string, from: number, to: number): readonly StoredEvent[] {
    const events = this.#events();
    const known = this.#queries.get(query);
    if (known?.of === events) return known.found;
    const found = events.filter(({ timestamp }) => timestamp >= from && timestamp <= to);
    this.#queries.set(query, { of: events, found });
    return found;
  }

  #duration(): number {
    const { latency, slow } = this.#traits;
    return this.#happens(slow) ? 50 * latency : this.#random.below(latency);
  }

  #refusal({ nextToken, endTime = 0 }: PageInput): Error | "THROTTLING" | "TRANSIENT" | undefined {
    const { throttled, broken, forgetful, deniedFrom } = this.#traits;
    if (endTime >= deniedFrom && nextToken !== undefined) return new RemoteError("denied");
    if (this.#happens(throttled)) return "THROTTLING";
    if (this.#happens(broken)) return "TRANSIENT";
    if (nextToken === undefined || !this.#happens(forgetful)) return undefined;
    this.forgotten++;
    return new StaleToken("forgotten", { cause: new RemoteError("forgotten") });
  }

  #happens(times: number): boolean {
    return times > 0 && this.#random.once(times);
  }
}

/** What a token may say of an event. */
function nameOf(event: StoredEvent | undefined): string | undefined {
  return event?.message.trim();
}

/** The same events always come in the same order, which is none. */
function shuffledAlike(events: readonly StoredEvent[]): readonly StoredEvent[] {
  return events.toSorted((a, b) => hash(a.message) - hash(b.message));
}

function hash(text: string): number {
  let sum = 7;
  for (let at = 0; at < text.length; at++) sum = Math.imul(sum ^ text.charCodeAt(at), 0x01000193);
  return sum >>> 0;
}
