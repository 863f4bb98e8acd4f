// flow-pair on made-up logs whose answers are known (test/fixtures/conversations.mjs): each conversation comes out with its times and
// amounts, and nearly all with the right client.
import { expect, test } from "vitest";
import { PairWorker } from "../../packages/core/src/pair.ts";
import { asNdjson, makeConversations } from "../fixtures/conversations.mjs";
import { compareAnswers } from "../fixtures/conversations/compare.mjs";
import { feed, linesOf } from "../fuzz/feed.ts";

const options = { idle: 600_000, late: 1_200_000, vantage: "auto", unmatched: false, aggregates: [] } as const;
const versions = [2, 3, 4, 5].flatMap((version) => [1, 3].map((seed) => [version, seed] as const));

test.each(versions)("version %s, seed %s", (version, seed) => {
  const { rows, answers } = makeConversations({ seed, conversations: 2000, version });
  // With room for all of them, or for a few; whom many talk to is not known then.
  const maxMemory = seed === 3 ? 250_000 : 1e9;
  const lines = linesOf(feed((context) => new PairWorker({ ...options, maxMemory }, context), asNdjson(rows)));
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- each line is an object
  const pairs = lines.map((line) => JSON.parse(line) as Record<string, unknown>);
  const all = compareAnswers(answers, pairs);
  expect(all.conversations).toBeGreaterThanOrEqual(2000);
  expect({ paired: all.paired, amounts: all.amounts }).toEqual({
    paired: all.conversations,
    amounts: all.conversations,
  });
  expect(all.client / all.conversations).toBeGreaterThanOrEqual(0.97);
  if (version < 3) return;
  const withSyn = compareAnswers(
    answers.filter((it) => it.syn_logged),
    pairs,
  );
  expect(withSyn.conversations).toBeGreaterThan(1000);
  expect(withSyn.client / withSyn.conversations).toBeGreaterThanOrEqual(0.99);
  // Nothing else comes out: what two interfaces logged is one conversation.
  expect(all.records).toBe(all.conversations);
});
