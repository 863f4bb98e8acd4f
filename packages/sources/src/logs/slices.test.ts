// The slices against a service of numbers: events are 0, 1, 2 ..., and a page holds so many of them.
import { describe, expect, test } from "vitest";
import { VirtualClock } from "@flowlogs/base/clock.fake";
import { RateLimiter } from "@flowlogs/aws/rateLimiter";
import { type EventPage, timesOf } from "./page.ts";
import { Slices } from "./slices.ts";
import { type PageRequest } from "./slice.ts";
import { StaleToken } from "@flowlogs/aws/logs/errors";

/** The time of each event, in milliseconds, in order. */
type Times = readonly number[];

interface Service {
  readonly times: Times;
  readonly pageEvents: number;
  readonly clock: VirtualClock;
  /** Milliseconds of a call. */
  readonly latency: number;
  /** Events that are looked at for a page, found or not. */
  readonly looked?: number;
  readonly matches?: (event: number) => boolean;
  /** Whether a call with this number finds its token forgotten. */
  readonly forgets?: (call: number) => boolean;
  readonly repeatsToken?: boolean;
  /** Empty pages before each page with events. */
  readonly gap?: number;
}

/** Reads it all; what came out, and what it took. */
async function readAll(
  service: Service,
  settings: { rate: number; concurrency: number; memory?: number; to?: number; pause?: number },
) {
  const { clock, times } = service;
  const pace = new RateLimiter(settings.rate, clock);
  const log = { calls: 0, underWay: 0, most: 0, held: 0, starts: [] as number[] };
  const fetch = async (request: PageRequest): Promise<EventPage> => {
    log.calls++;
    log.starts.push(clock.now());
    log.most = Math.max(log.most, ++log.underWay);
    await clock.sleep(service.latency);
    log.underWay--;
    if (request.token !== undefined && service.forgets?.(log.calls) === true) throw new StaleToken();
    return pageOf(service, request);
  };
  const to = settings.to ?? (times.at(-1) ?? 0) + 1;
  const slices = new Slices({ from: 0, to }, { ...settings, fetch, pace });
  const events: number[] = [];
  for await (const page of slices.pages()) {
    events.push(...JSON.parse(`[${Buffer.from(page.text).toString()}]`));
    if (settings.pause !== undefined) await clock.sleep(settings.pause);
  }
  return { events, ...log, seconds: clock.now() / 1000 };
}

function pageOf(service: Service, request: PageRequest): EventPage {
  const { times, pageEvents, looked = Infinity, matches, repeatsToken, gap = 0 } = service;
  const { from, to, token, skip, until } = request;
  const [place = 0, empty = gap] = token?.split(" ").map(Number) ?? [];
  let at = token === undefined ? times.findIndex((time) => time >= from) : place;
  if (empty > 0) {
    return { text: Buffer.from(""), events: 0, skipped: 0, times: undefined, token: `${at} ${empty - 1}` };
  }
  if (at < 0) at = times.length;
  const found: number[] = [];
  const end = Math.min(times.length, at + looked);
  for (; at < end && found.length < pageEvents && (times[at] ?? to) < to; at++)
    if (matches?.(at) ?? true) found.push(at);
  const isMore = at < times.length && (times[at] ?? to) < to;
  const wanted = found.slice(skip).filter((event) => (times[event] ?? 0) < until);
  return {
    text: Buffer.from(wanted.join()),
    events: wanted.length,
    skipped: Math.min(skip, found.length),
    times: timesOf(found.map((event) => ({ timestamp: times[event] }))),
    token: isMore ? `${at} ${gap}` : repeatsToken === true ? token : undefined,
  };
}

const numbers = (count: number): number[] => Array.from({ length: count }, (_, index) => index);
/** So many a second, whole seconds as AWS has them. */
const steady = (count: number, perSecond: number): Times =>
  numbers(count).map((it) => Math.floor(it / perSecond) * 1000);

describe("everything comes once and in order", () => {
  test.each<[string, Partial<Service>, number]>([
    ["in one page", { times: steady(50, 1) }, 1],
    ["one call after the other", { times: steady(5000, 10) }, 1],
    ["many at once", { times: steady(5000, 10) }, 8],
    [
      "with more than a page in one millisecond",
      { times: [...numbers(100), ...numbers(990).map(() => 100), ...numbers(500).map((it) => 101 + it)] },
      8,
    ],
    ["all in one millisecond", { times: numbers(1000).map(() => 7) }, 8],
    [
      "with bursts and silence",
      { times: [...numbers(2000), ...numbers(30).map((it) => 1e7 + it * 1e6), ...numbers(3000).map((it) => 1e9 + it)] },
      8,
    ],
    ["with a token that is repeated at the end", { times: steady(5000, 10), repeatsToken: true }, 8],
    ["with tokens that are forgotten", { times: steady(5000, 30), forgets: (call) => call % 3 === 0 }, 8],
    [
      "with forgotten tokens amid one millisecond",
      { times: numbers(900).map(() => 7), forgets: (call) => call === 5 },
      2,
    ],
  ])("%s", async (_, service, concurrency) => {
    const times = service.times ?? [];
    const clock = new VirtualClock();
    const { events } = await readAll(
      { pageEvents: 100, latency: 50, clock, times, ...service },
      { rate: 100, concurrency },
    );
    expect(events).toEqual(numbers(times.length));
  });

  test("when few match, and most pages are empty", async () => {
    const service = {
      times: steady(20_000, 10),
      pageEvents: 100,
      looked: 200,
      matches: (it: number) => it % 1999 === 0,
    };
    const { events, most } = await readAll(
      { ...service, latency: 50, clock: new VirtualClock() },
      { rate: 1000, concurrency: 8 },
    );
    expect(events).toEqual(numbers(20_000).filter(service.matches));
    expect(most).toBe(8);
  });

  test("nothing is asked for an empty window", async () => {
    const { events, calls } = await readAll(
      { times: [], pageEvents: 9, latency: 1, clock: new VirtualClock() },
      { rate: 9, concurrency: 8, to: 0 },
    );
    expect({ events, calls }).toEqual({ events: [], calls: 0 });
  });
});

// 1 M events at 10,000 a page take 100 calls: at 10 calls a second 10 s, at 25 calls a second 4 s.
test.each([
  [1.2, 10, 100],
  [1.2, 25, 100],
  [1.4, 10, 1000],
  [1.4, 25, 1000],
])("within %d of the time that the quota allows: %d calls a second, of %d ms", async (most, rate, latency) => {
  const service = { times: steady(1_000_000, 278), pageEvents: 10_000, latency, clock: new VirtualClock() };
  const { events, seconds, calls } = await readAll(service, { rate, concurrency: 32 });
  expect(events.length).toBe(1_000_000);
  // The first call says how much there is; behind it all others can go out, and the last one ends a call later.
  const ideal = 100 / rate + latency / 1000;
  expect({ seconds, calls, isGood: seconds < most * ideal }).toMatchObject({ isGood: true });
});

// 51 full pages take one reader 51 calls, and as many times that as there are empty ones before each, and one.
test.each([0, 1, 3, 10])(
  "with %d empty pages before each, in no more than twice the calls of one reader",
  async (gap) => {
    const clock = new VirtualClock();
    const service = { times: steady(5100, 10), pageEvents: 100, latency: 100, gap, clock };
    const { events, calls, most } = await clock.finish(readAll(service, { rate: 1000, concurrency: 16 }));
    expect(events).toEqual(numbers(5100));
    expect({ calls, isFew: calls <= 2 * 51 * (gap + 1) }).toMatchObject({ isFew: true });
    expect(most).toBeGreaterThan(8);
  },
);

test("when all else waits for the first slice, which is given out slowly", async () => {
  const clock = new VirtualClock();
  const service = { times: [...numbers(3000), ...numbers(3000).map((it) => 3000 + 50 * it)], pageEvents: 100, clock };
  const all = readAll({ ...service, latency: 100 }, { rate: 1000, concurrency: 16, memory: 5000, pause: 1000 });
  expect((await clock.finish(all)).events).toEqual(numbers(6000));
});

test.each([1, 2, 7, 32])("no more than %d calls are under way, and so many if it takes long", async (concurrency) => {
  const service = { times: steady(20_000, 10), pageEvents: 100, latency: 1000, clock: new VirtualClock() };
  const { events, most } = await readAll(service, { rate: 1000, concurrency });
  expect({ count: events.length, most }).toEqual({ count: 20_000, most: concurrency });
});

test.each([0.5, 5, 25])("no more than %d calls go out a second, and so many if they can", async (rate) => {
  const service = { times: steady(20_000, 10), pageEvents: 1000, latency: 20, clock: new VirtualClock() };
  const { starts, seconds, calls } = await readAll(service, { rate, concurrency: 32 });
  const pauses = starts.slice(1).map((at, index) => at - (starts[index] ?? 0));
  expect(Math.min(...pauses)).toBeGreaterThan(1000 / rate - 1);
  expect(seconds).toBeLessThan(calls / rate + 0.1);
});

test("what is ahead does not take more memory than it may", async () => {
  const service = { times: steady(200_000, 100), pageEvents: 1000, latency: 100, clock: new VirtualClock() };
  const held: number[] = [];
  const slices = new Slices(
    { from: 0, to: 2_000_000 },
    {
      concurrency: 8,
      memory: 100_000,
      pace: new RateLimiter(1e6, new VirtualClock()),
      async fetch(request) {
        await service.clock.sleep(100);
        const page = pageOf(service, request);
        held.push(page.text.length);
        return page;
      },
    },
  );
  let given = 0;
  let most = 0;
  for await (const page of slices.pages()) {
    given += page.text.length;
    await service.clock.sleep(1000); // slow to take them
    most = Math.max(most, held.reduce((sum, it) => sum + it, 0) - given);
  }
  // What was under way when the limit was reached comes on top: 8 pages of about 7 kB.
  expect(most).toBeLessThan(100_000 + 8 * 7000);
  expect(most).toBeGreaterThan(50_000);
});

test("who takes no more pages stops the calls", async () => {
  const service = { times: steady(100_000, 100), pageEvents: 100, latency: 10, clock: new VirtualClock() };
  let calls = 0;
  const slices = new Slices(
    { from: 0, to: 1_000_000 },
    {
      concurrency: 4,
      pace: new RateLimiter(1e6, new VirtualClock()),
      fetch: async (request) => (calls++, pageOf(service, request)),
    },
  );
  for await (const page of slices.pages()) if (page.events > 0) break;
  const then = calls;
  await new Promise((resolve) => setTimeout(resolve, 20));
  expect(calls).toBe(then);
});

test("a fault ends it, behind what came before", async () => {
  const service = { times: steady(5000, 10), pageEvents: 100, latency: 50, clock: new VirtualClock() };
  const fetch = async (request: PageRequest): Promise<EventPage> => {
    if (request.from > 250_000) throw new Error("refused");
    return pageOf(service, request);
  };
  const slices = new Slices(
    { from: 0, to: 500_000 },
    { concurrency: 4, pace: new RateLimiter(1e6, new VirtualClock()), fetch },
  );
  const events: number[] = [];
  const all = (async () => {
    for await (const { text } of slices.pages()) events.push(...JSON.parse(`[${Buffer.from(text).toString()}]`));
  })();
  await expect(all).rejects.toThrow("refused");
  expect(events).toEqual(numbers(events.length));
});
