// Credentials that expire under many calls at once are renewed once, and no call loses its client for another's sake.
import { expect, test } from "vitest";
import { RefreshingClient } from "./refreshingClient.ts";

function expired(): Error {
  return Object.assign(new Error("old"), { name: "ExpiredTokenException" });
}

test("calls that are under way at once renew once, and all of them come through", async () => {
  const made: { number: number; isGone: boolean }[] = [];
  let renewals = 0;
  const client = new RefreshingClient(
    () => {
      const one = { number: made.length, isGone: false, destroy: () => void (one.isGone = true) };
      made.push(one);
      return Promise.resolve(one);
    },
    () => renewals++,
  );
  const call = (wait: number): Promise<number> =>
    client.use(async (one) => {
      await new Promise((done) => setTimeout(done, wait));
      if (one.isGone) throw new Error("taken away");
      if (one.number === 0) throw expired();
      return one.number;
    });
  expect(await Promise.all([0, 5, 10, 15].map(call))).toEqual([1, 1, 1, 1]);
  expect({ renewals, clients: made.length }).toEqual({ renewals: 1, clients: 2 });
  client.close();
  await client.open();
  expect(made.map(({ isGone }) => isGone)).toEqual([false, true, false]);
});

test("what expires again, or fails otherwise, is thrown", async () => {
  const client = new RefreshingClient(
    () => Promise.resolve({ destroy: () => {} }),
    () => {},
  );
  let calls = 0;
  const fail = (error: Error): Promise<never> => {
    calls++;
    return Promise.reject(error);
  };
  await expect(client.use(() => fail(expired()))).rejects.toThrow("old");
  expect(calls).toBe(2);
  await expect(client.use(() => fail(new Error("other")))).rejects.toThrow("other");
  expect(calls).toBe(3);
});
