// What is read of logs that are rotated at random between the runs, and in the middle of their rotation: everything, once.
import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { Random } from "./random.ts";
import { SourceReader } from "../../packages/sources/src/reader/sourceReader.ts";
import type { Entries } from "../../packages/sources/src/state/stateFile.ts";
import { Selection } from "../../packages/sources/src/discovery/selection.ts";
import { followContext } from "../../packages/sources/src/files/context.fake.ts";
import { FileFollower } from "../../packages/sources/src/files/follower.ts";
import { RotatingLog } from "./rotating.ts";

const scratch = mkdtempSync(join(tmpdir(), "flowlogs-rotation-"));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

class Killed extends Error {}

/** Runs one after the other over a folder, with a state. */
class Runs {
  readonly #folder: string;
  #state: Entries = new Map();
  #written = "";
  /** How much of the output had been written when the state was saved. */
  #saved = 0;
  constructor(folder: string) {
    this.#folder = folder;
  }

  get numbers(): number[] {
    return [...this.#written.matchAll(/"bytes":(\d+)/g)].map(([, digits]) => Number(digits));
  }

  /** `writes`: after how many of them it is killed; `dedupe`: what it wrote since its last save is taken back then. */
  async run(writes: number, dedupe: boolean): Promise<void> {
    let left = writes;
    const context = followContext((bytes) => {
      if (left-- === 0) throw new Killed();
      this.#written += new TextDecoder().decode(bytes);
    });
    const values = { sources: [this.#folder], fields: ["bytes"], format: [], dedupe: false } as const;
    const reader = new SourceReader({ ...values, "with-source": false }, context);
    const checkpoints = {
      loaded: this.#state,
      files: [],
      isDue: true,
      save: (entries: Entries): void => {
        if (left-- === 0) throw new Killed();
        this.#state = new Map(entries);
        this.#saved = this.#written.length;
      },
    };
    const selection = new Selection({ accounts: [], regions: [], flowLogs: [] });
    try {
      await new FileFollower({ sources: [this.#folder], follow: false }, reader, selection, context, checkpoints).run();
      reader.finish();
    } catch (error) {
      if (!(error instanceof Killed)) throw error;
      if (dedupe) this.#written = this.#written.slice(0, this.#saved);
    }
  }
}

/** Files with their sizes: what they held when a run began, it has read when it ends. */
function sizes(folder: string): Map<string, number> {
  return new Map(readdirSync(folder).map((name) => [name, statSync(join(folder, name)).size]));
}

/** The numbers of records that did not come, or came twice. */
interface Found {
  readonly lost: number[];
  readonly doubled: number[];
}

async function simulate(random: Random, rounds: number, kills: boolean, dedupe: boolean): Promise<Found> {
  const folder = join(scratch, random.digits(12));
  mkdirSync(folder);
  let records = 0;
  const logs = ["flow.log", "audit"].map((name) => new RotatingLog(folder, name, random, () => records++));
  const runs = new Runs(folder);
  let before = new Map<string, number>();
  let read = new Map<string, number>();
  for (let run = 0; run < rounds; run++) {
    for (let step = random.below(6); step >= 0; step--) random.pick(logs).step(read);
    read = new Map();
    const isKilled = kills && random.once(4);
    await runs.run(isKilled ? random.below(8) : Number.POSITIVE_INFINITY, dedupe);
    const now = sizes(folder);
    // A file with half a line may still be waited for.
    if (!isKilled) read = new Map([...now].filter(([name, size]) => before.get(name) === size));
    before = isKilled ? new Map() : now;
  }
  for (const log of logs) log.finish();
  for (let run = 0; run < 3; run++) await runs.run(Number.POSITIVE_INFINITY, dedupe);
  rmSync(folder, { recursive: true });
  const { numbers } = runs;
  const seen = new Set(numbers);
  return {
    lost: Array.from({ length: records }, (_, at) => at).filter((at) => !seen.has(at)),
    doubled: numbers.filter((each, at) => numbers.indexOf(each) !== at),
  };
}

const first = Number(process.env["FUZZ_SEED"] ?? 1);
const count = Number(process.env["FUZZ_RUNS"] ?? 10);
const seeds = Array.from({ length: count }, (_, at) => first + at);

test.each([
  ["nothing is lost or doubled", false, false],
  ["and of those that are killed, nothing is lost", true, false],
  ["and where those that are killed take back what they wrote, nothing is doubled either", true, true],
])(
  "300 runs over logs that are rotated: %s",
  async (_, kills, dedupe) => {
    for (const seed of seeds) {
      const { lost, doubled } = await simulate(new Random(seed), 30, kills, dedupe);
      const isRepeated = kills && !dedupe;
      expect({ seed, lost, doubled: isRepeated ? [] : doubled }).toEqual({ seed, lost: [], doubled: [] });
    }
  },
  120_000,
);
