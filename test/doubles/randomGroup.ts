// A log group as random services have it, read by the reader of log groups on a clock that does not wait. What comes of it
// is kept, and left to be judged by others.
import type { SourceContext } from "../../packages/cli/src/index.ts";
import { VirtualClock } from "../../packages/base/src/clock.fake.ts";
import { assumedFormat } from "../../packages/sources/src/logs/columns.ts";
import { milliseconds } from "../../packages/sources/src/logs/plan.ts";
import { LogsProvider } from "../../packages/sources/src/logs/provider.ts";
import { Retry } from "../../packages/aws/src/retry.ts";
import { AwsContext } from "../../packages/aws/src/awsContext.ts";
import type { CheckpointStore } from "../../packages/sources/src/provider/provider.ts";
import type { RemoteValues } from "../../packages/sources/src/remote/options.ts";
import { Selection } from "../../packages/sources/src/discovery/selection.ts";
import { surroundings } from "../cloud/surroundings.ts";
import type { Random } from "../fuzz/random.ts";
import { LogServiceDouble, type StoredEvent, type Traits } from "./logService.ts";

/** A log group of a random service. */
export class RandomGroup {
  readonly traits: Traits;
  readonly clock = new VirtualClock();
  /** Milliseconds of the window, which begins at 0. */
  readonly span: number;
  events: StoredEvent[];
  service: LogServiceDouble | undefined;
  readonly #random: Random;
  readonly #idsAre: "own" | "paired" | "shared" | "none";

  /** With so many events at most. */
  constructor(random: Random, most = 400) {
    this.#random = random;
    this.traits = randomTraits(random);
    this.span = random.pick([1000, 100_000, 1_000_000]);
    this.#idsAre = random.pick(["own", "own", "own", "paired", "shared", "none"]);
    const rare = random.pick([1, 1, 1, 2, 10, 40]);
    const quoted = random.pick([0, 0, 20]);
    const times = randomTimes(random, this.span, Math.min(most, random.pick([0, 1, 30, 200, 400])));
    this.events = times.map((timestamp, nth) => this.event(timestamp, nth, quoted, rare));
  }

  event(timestamp: number, nth: number, quoted = 0, rare = 1): StoredEvent {
    const text = quoted > 0 && this.#random.once(quoted) ? `${nth}\t` : `${nth}`;
    const own = String(nth).padStart(56, "3");
    const eventId = { own, paired: own.replace(/.$/, "0"), shared: "3", none: undefined }[this.#idsAre];
    return { logStreamName: "eni-1-all", timestamp, message: text, eventId, isHidden: !this.#random.once(rare) };
  }

  /** Its events have ids of their own, or none. */
  get isClear(): boolean {
    return this.#idsAre === "own" || this.#idsAre === "none";
  }

  /** More events come, of the last milliseconds. */
  grow(count: number, late: number): void {
    const now = Math.floor(this.clock.now());
    const from = this.events.length;
    const more = this.#random.times(count, () => Math.max(0, now - this.#random.below(late)));
    const events = more.map((timestamp, at) => this.event(timestamp, from + at));
    this.events = [...this.events, ...events].toSorted((a, b) => a.timestamp - b.timestamp);
  }

  /** Whether events with these texts are in the order of time. */
  isOrdered(texts: readonly string[]): boolean {
    const timeOf = new Map(this.events.map(({ message, timestamp }) => [message, timestamp]));
    const times = texts.map((text) => timeOf.get(text) ?? 0);
    return times.every((time, at) => time >= (times[at - 1] ?? 0));
  }

  get wanted(): string[] {
    return this.events.filter(({ isHidden }) => !isHidden).map(({ message }) => message);
  }

  get hasEscapes(): boolean {
    return this.wanted.some((text) => text.includes("\t"));
  }

  /** Reads the group as the command does; stops after so many pieces. */
  async read(values: RemoteValues, checkpoints?: CheckpointStore, pieces = Number.POSITIVE_INFINITY): Promise<Outcome> {
    const random = this.#random;
    const { context, said } = surroundings();
    let code = 0;
    const failed: SourceContext["failed"] = (source, what, advice, failure = 3) => {
      code = Math.max(code, failure);
      context.failed(source, what, advice, failure);
    };
    const remote = new AwsContext(values, context, this.clock);
    const service = this.#serve(remote);
    const world = { values, context: { ...context, failed }, remote, selection: everything, checkpoints };
    const reading = new LogsProvider(world, async (group) => ({
      group,
      service,
      region: "eu-west-1",
      window: { from: milliseconds(values.start ?? 0), to: milliseconds(values.end ?? 0) },
      isDefaultWindow: false,
      formats: assumedFormat("nobody was asked"),
      eventFilter: {},
      isPushedDown: false,
      withSource: false,
    }));
    const pause = random.pick([0, 0, 1, 500]);
    let text = "";
    const takeAll = async (): Promise<void> => {
      let taken = 0;
      for await (const { content } of reading.open(["cwl:flows"])) {
        for (let piece = await content.next(nothing); piece !== undefined; piece = await content.next(nothing)) {
          text += Buffer.from(piece).toString();
          if (++taken >= pieces) return;
          if (pause > 0) await this.clock.sleep(random.below(pause));
        }
      }
    };
    try {
      await this.clock.finish(takeAll());
    } finally {
      remote.end();
    }
    return { texts: text.split("\n").slice(0, -1), said, code };
  }

  #serve(remote: AwsContext): LogServiceDouble {
    const random = (): number => this.#random.below(1000) / 1000;
    const pace = remote.rateLimiter("FilterLogEvents eu-west-1", 10);
    const { waits, signal } = remote;
    const retry = new Retry({ rateLimiter: pace, clock: this.clock, waits, signal, isPacedByCaller: true, random });
    this.service = new LogServiceDouble(this.traits, this.#random, this.clock, retry, () => this.events);
    return this.service;
  }
}

export interface Outcome {
  readonly texts: string[];
  readonly said: string[];
  readonly code: number;
}

const everything = new Selection({ accounts: [], regions: [], flowLogs: [] });
const nothing = (): void => {};

/** In order; there are stretches of very different density, and silence. */
function randomTimes(random: Random, span: number, count: number): number[] {
  const all: number[] = [];
  for (let time = random.below(span); all.length < count && time < span;) {
    const step = random.pick([0, 1, 3, 20, 400, 3000]);
    for (let left = random.between(1, 150); left > 0 && time < span; left--) {
      all.push(time);
      if (step > 0) time += random.below(2 * step);
    }
    time = random.once(4) ? random.below(span) : time + random.pick([0, 1, 100, span / 5, span / 2]);
  }
  return all.slice(0, count).toSorted((a, b) => a - b);
}

function randomTraits(random: Random): Traits {
  return {
    pageEvents: random.pick([1, 3, 10, 40, 1000]),
    looked: random.pick([Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY, 5, 30]),
    lead: random.pick([0, 0, 0, 1, 3, 7]),
    gap: random.pick([0, 0, 0, 1, 3]),
    end: random.pick(["absent", "null", "empty", "repeated"]),
    isShuffled: random.once(8),
    slow: random.pick([0, 0, 5, 20]),
    throttled: random.pick([0, 0, 0, 0, 0, 5]),
    broken: random.pick([0, 0, 0, 0, 0, 5]),
    forgetful: random.pick([0, 0, 0, 0, 0, 3, 30]),
    latency: random.pick([1, 20, 300]),
    deniedFrom: Number.POSITIVE_INFINITY,
  };
}
