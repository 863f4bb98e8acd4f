// Log groups of random services, read on a clock that does not wait: whatever a service does, all events come once and in
// order, or the run says what is wrong; it ends, and it takes few calls.
import { expect, test } from "vitest";
import { type Outcome, RandomGroup } from "../doubles/randomGroup.ts";
import type { CheckpointStore } from "../../packages/sources/src/provider/provider.ts";
import type { RemoteValues } from "../../packages/sources/src/remote/options.ts";
import { type Random, repeatAsync } from "./random.ts";

/** Services for each of the tests: 10,000 in all. */
const [ONCE, DENIED, KEPT, FOLLOWED] = [8100, 1000, 840, 60];
const PATIENCE = 300_000;
const MINUTE = 60_000;

const speed = (random: Random): RemoteValues => ({
  concurrency: random.pick([1, 2, 4, 16]),
  rate: random.pick([5, 10, 1000, 1e6]),
});

const faults = ({ said }: Outcome): string[] => said.filter((text) => !text.startsWith("note"));

/** Looks at the claim, and gives it a name where it does not hold. */
const unless = (isSo: boolean, name: string): string[] => (isSo ? [] : [name]);
const isSame = (a: readonly unknown[], b: readonly unknown[]): boolean => a.join("\n") === b.join("\n");
const isPart = (texts: readonly string[], all: readonly string[]): boolean => isSame(texts, all.slice(0, texts.length));

test("all comes once and in order, and takes few calls", { timeout: PATIENCE }, async () => {
  await repeatAsync(ONCE, async (random) => {
    const group = new RandomGroup(random);
    const values = { start: 0, end: group.span / 1000, ...speed(random) };
    const outcome = await group.read(values);
    expect([...wrongEvents(group, outcome), ...wrongCalls(group, values.concurrency ?? 0)]).toEqual([]);
  });
});

function wrongEvents(group: RandomGroup, outcome: Outcome): string[] {
  const { texts, code } = outcome;
  const { wanted } = group;
  const { isShuffled } = group.traits;
  if (code === 5 && (group.service?.forgotten ?? 0) > 10) {
    // It forgets its tokens before it finds anything.
    return [
      ...unless(isSame(faults(outcome), ["5 cwl:flows: forgotten; undefined"]), "what is said of forgotten tokens"),
      ...unless(isShuffled || isPart(texts, wanted), "events before the fault"),
    ];
  }
  const isTold = outcome.said.some((text) => text.includes("out of order"));
  return [
    ...unless(code === 0 && isSame(faults(outcome), []), `ended by ${code}, ${outcome.said.join()}`),
    ...unless(isShuffled ? isSame(texts.toSorted(), wanted.toSorted()) : isSame(texts, wanted), "events"),
    ...unless(isTold ? isShuffled : group.isOrdered(texts), "what is said of the order"),
  ];
}

function wrongCalls({ service, span, traits, hasEscapes }: RandomGroup, concurrency: number): string[] {
  if (service === undefined) return ["nobody was asked"];
  const { answers, most, fractions, forgotten } = service;
  const single = service.callsOfOne(0, span - 1);
  // Pages with escapes are found out by the calls under way, which are made again.
  const again = hasEscapes ? concurrency : 0;
  const limit = concurrency === 1 ? single : 2 * single + concurrency * (1 + traits.lead + traits.gap);
  const isFew = forgotten > 0 || traits.isShuffled || answers <= limit + again;
  return [
    ...unless(most <= concurrency, `${most} calls at once`),
    ...unless(isSame(fractions, []), `fractions of milliseconds: ${fractions.join()}`),
    ...unless(isFew, `${answers} calls, for ${single}`),
  ];
}

test("what is denied ends it with a message, behind what came before", { timeout: PATIENCE }, async () => {
  await repeatAsync(DENIED, async (random) => {
    const group = new RandomGroup(random);
    Object.assign(group.traits, { isShuffled: false, forgetful: 0, deniedFrom: random.below(group.span) });
    const outcome = await group.read({ start: 0, end: group.span / 1000, ...speed(random) });
    const isWhole = outcome.code === 0 && isSame(outcome.said, []) && outcome.texts.length === group.wanted.length;
    const isDenied = outcome.code === 5 && isSame(outcome.said, ["5 cwl:flows: denied; undefined"]);
    expect([...unless(isPart(outcome.texts, group.wanted), "events"), ...unless(isWhole || isDenied, "end")]).toEqual(
      [],
    );
  });
});

/** Keeps what a state would, as text. */
class TextCheckpoints implements CheckpointStore {
  readonly loaded = new Map<string, unknown>();
  readonly #random: Random;

  constructor(random: Random) {
    this.#random = random;
  }

  get isDue(): boolean {
    return this.#random.once(3);
  }

  save(source: string, entry: unknown): void {
    this.loaded.set(source, JSON.parse(JSON.stringify(entry)));
  }

  saveAll(): never {
    throw new Error("not for log groups");
  }
}

test(
  "runs that go on where the last one ended lose nothing, and repeat what a killed one had not kept",
  {
    timeout: PATIENCE,
  },
  async () => {
    await repeatAsync(KEPT, async (random) => {
      const group = new RandomGroup(random);
      Object.assign(group.traits, { forgetful: 0 });
      await group.clock.sleep(group.span);
      const checkpoints = new TextCheckpoints(random);
      const texts: string[] = [];
      let isKilled = false;
      for (let run = random.between(2, 4); run > 0; run--) {
        await group.clock.sleep(random.pick([1000, 10 * MINUTE, 3 * 60 * MINUTE]));
        group.grow(random.below(40), 15 * MINUTE);
        // The last one is not killed.
        const pieces = run > 1 && random.once(3) ? random.between(1, 3) : Number.POSITIVE_INFINITY;
        isKilled ||= pieces < Number.POSITIVE_INFINITY;
        const outcome = await group.read(
          { start: 0, end: (group.clock.now() + 0.5) / 1000, ...speed(random) },
          checkpoints,
          pieces,
        );
        texts.push(...outcome.texts);
        expect(faults(outcome)).toEqual([]);
      }
      const isOnce = isSame(texts.toSorted(), group.wanted.toSorted());
      const isThere = isSame([...new Set(texts)].toSorted(), group.wanted.toSorted());
      expect([...unless(isThere, "lost"), ...unless(isOnce || isKilled, "doubled")]).toEqual([]);
      expect(group.service?.fractions).toEqual([]);
    });
  },
);

test("what is followed comes once, however late and in whatever order", { timeout: PATIENCE }, async () => {
  await repeatAsync(FOLLOWED, async (random) => {
    const group = new RandomGroup(random, 60);
    Object.assign(group.traits, { forgetful: 0, slow: 0 });
    const grow = async (): Promise<void> => {
      for (let times = random.below(20); times > 0; times--) {
        await group.clock.sleep(random.below(3 * MINUTE));
        group.grow(random.below(10), 15 * MINUTE);
      }
    };
    const end = 15 * MINUTE + 0.7;
    void grow();
    const outcome = await group.read({ start: 0, end: end / 1000, follow: "polling", ...speed(random) });
    const wanted = group.events.filter(({ timestamp, isHidden }) => !isHidden && timestamp < end);
    const texts = wanted.map(({ message }) => message);
    expect(faults(outcome)).toEqual([]);
    expect(outcome.texts.toSorted().join()).toBe(texts.toSorted().join());
    expect(group.service?.fractions).toEqual([]);
  });
});
