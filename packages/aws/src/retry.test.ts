import { describe, expect, test } from "vitest";
import type { RetryErrorInfo } from "@smithy/types";
import { VirtualClock } from "@flowlogs/base/clock.fake";
import { RateLimiter } from "./rateLimiter.ts";
import { noRetries, Retry } from "./retry.ts";

const throttled: RetryErrorInfo = { errorType: "THROTTLING" };
const reset: RetryErrorInfo = { errorType: "TRANSIENT" };

function start({
  attempts,
  random = () => 1,
  isPacedByCaller,
}: { attempts?: number; random?: () => number; isPacedByCaller?: boolean } = {}) {
  const clock = new VirtualClock();
  const rateLimiter = new RateLimiter(10, clock);
  const waits = noRetries();
  const end = new AbortController();
  const told: string[] = [];
  const onWait = (wait: number, why: string): void => void told.push(`${why} ${wait}`);
  const retry = new Retry({ clock, rateLimiter, isPacedByCaller, waits, attempts, random, signal: end.signal, onWait });
  /** Calls until it succeeds; `outcome` says how the call at this time goes. */
  const call = async (outcome: (now: number) => RetryErrorInfo | undefined): Promise<void> => {
    let token = await retry.acquireInitialRetryToken();
    for (;;) {
      const refusal = outcome(clock.now());
      if (refusal === undefined) return retry.recordSuccess();
      token = await retry.refreshRetryTokenForRetry(token, refusal);
    }
  };
  return { clock, rateLimiter, waits, end, told, call };
}

describe("patience", () => {
  test("outlasts a minute in which every second call is refused", async () => {
    const { clock, rateLimiter, waits, call } = start({ random: Math.random });
    let calls = 0;
    for (let had = 0; had < 100; had++)
      await call((now) => (now < 60_000 && ++calls % 2 === 0 ? throttled : undefined));
    expect(waits.throttled).toBeGreaterThan(5);
    expect(waits.calls).toBe(100 + waits.throttled);
    // The rate fell in the storm, and rose to its limit again.
    while (clock.now() < 60_000) await clock.sleep(60_000);
    for (let had = 0; had < 100; had++) await call(() => undefined);
    expect(rateLimiter.rate).toBe(10);
  });

  test("leaves the first turn of each call to those who wait for it themselves", async () => {
    const { clock, rateLimiter, waits, call } = start({ isPacedByCaller: true });
    for (let had = 0; had < 21; had++) {
      await rateLimiter.acquire();
      await call(() => undefined);
    }
    // At ten a second.
    expect({ now: clock.now(), calls: waits.calls }).toEqual({ now: 2000, calls: 21 });
  });

  test("waits longer each time, up to 20 s", async () => {
    const { told, call } = start();
    let refused = 0;
    await call(() => (refused++ < 8 ? throttled : undefined));
    expect(told).toEqual([500, 1000, 2000, 4000, 8000, 16_000, 20_000, 20_000].map((it) => `throttled ${it}`));
  });

  test("ends after five minutes of refusals", async () => {
    const { clock, call } = start();
    await expect(call(() => throttled)).rejects.toThrow("out of retries");
    expect(clock.now()).toBeGreaterThan(300_000);
    expect(clock.now()).toBeLessThan(330_000);
  });

  test("tries a service that never answered three times, and one that did for two minutes", async () => {
    const { clock, waits, call } = start();
    await expect(call(() => reset)).rejects.toThrow("out of retries");
    expect(waits).toMatchObject({ calls: 3, failed: 2 });
    const again = start();
    await again.call(() => undefined);
    await expect(again.call(() => reset)).rejects.toThrow("out of retries");
    expect(again.clock.now()).toBeGreaterThan(120_000);
    expect(clock.now()).toBeLessThan(1000);
  });

  test("has none with what is wrong for good", async () => {
    const { waits, call } = start();
    await expect(call(() => ({ errorType: "CLIENT_ERROR" }))).rejects.toThrow("out of retries");
    expect(waits.calls).toBe(1);
    // The SDK takes what a service does not have for its failure.
    const error = {
      name: "NotImplemented",
      message: "",
      $fault: "server",
      $metadata: { httpStatusCode: 501 },
    } as const;
    await expect(call(() => ({ errorType: "SERVER_ERROR", error }))).rejects.toThrow("out of retries");
    expect(waits.calls).toBe(2);
  });

  test("has as much as AWS_MAX_ATTEMPTS says", async () => {
    const { waits, call } = start({ attempts: 4 });
    await expect(call(() => throttled)).rejects.toThrow("out of retries");
    expect(waits.calls).toBe(4);
  });

  test("does as the service says with retry-after, within reason", async () => {
    const { told, call } = start();
    let refused = 0;
    await call(() => (refused++ === 0 ? { errorType: "THROTTLING", retryAfterHint: new Date(3000) } : undefined));
    expect(told).toEqual(["throttled 3000"]);
  });

  test("ends at once with the run", async () => {
    const { end, call } = start();
    const waiting = call(() => (end.abort(), throttled));
    await expect(waiting).rejects.toThrow(/abort/);
  });
});

test("the rateLimiter spreads calls evenly", async () => {
  const clock = new VirtualClock();
  const rateLimiter = new RateLimiter(4, clock);
  const times: number[] = [];
  await Promise.all([1, 2, 3, 4].map(async () => (await rateLimiter.acquire(), times.push(clock.now()))));
  expect(times).toEqual([0, 250, 500, 750]);
});
