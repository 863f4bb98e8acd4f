// The order in which things are put away: a state never says of a record that it is out before it is.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, expect, test } from "vitest";
import { SourceReader } from "../reader/sourceReader.ts";
import type { ReadValues } from "../options.ts";
import type { Entries } from "../state/stateFile.ts";
import { Selection } from "../discovery/selection.ts";
import { followContext } from "./context.fake.ts";
import { type FileStateStore, FileFollower } from "./follower.ts";
import { isCheckpoint } from "./checkpoint.ts";

const scratch = mkdtempSync(join(tmpdir(), "flowlogs-live-"));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

const line = "2 1 eni-1 10.0.0.1 10.0.0.2 1 2 6 1 7 1 2 ACCEPT OK\n";
const count = 20_000;
const plain = join(scratch, "a.log");
const packed = join(scratch, "b.log.gz");
writeFileSync(plain, line.repeat(count));
writeFileSync(packed, gzipSync(line.repeat(count)));

/** A run with this checkpoints; how many records it had written at any moment. */
function open(checkpoints: (written: () => number, wasSynced: () => boolean) => FileStateStore): {
  run(): Promise<void>;
  written(): number;
} {
  let written = 0;
  let isSynced = true;
  const write = (bytes: Uint8Array): void => {
    for (const byte of bytes) if (byte === 10) written += 1;
    isSynced = false;
  };
  const context = followContext(write, () => void (isSynced = true));
  const values: ReadValues = {
    sources: [scratch],
    fields: ["bytes"],
    format: [],
    dedupe: false,
    "with-source": false,
  };
  const selection = new Selection({ accounts: [], regions: [], flowLogs: [] });
  const store = checkpoints(
    () => written,
    () => isSynced,
  );
  const live = new FileFollower(
    { sources: [scratch], follow: false },
    new SourceReader(values, context),
    selection,
    context,
    store,
  );
  return { run: async () => await live.run(), written: () => written };
}

/** Lines that the entries hold to be read. */
function linesIn(entries: Entries): number {
  return [...entries.values()].reduce<number>(
    (sum, checkpoint) => sum + (isCheckpoint(checkpoint) ? (checkpoint.position?.line ?? 0) : 0),
    0,
  );
}

test("at every save all that it covers is written and synced, and the rest is read by the next run", async () => {
  const saves: Entries[] = [];
  const first = open((written, wasSynced) => ({
    loaded: new Map(),
    files: [],
    isDue: true,
    save(entries) {
      expect([linesIn(entries), wasSynced()]).toEqual([written(), true]);
      saves.push(new Map(entries));
    },
  }));
  await first.run();
  expect(first.written()).toBe(2 * count);
  expect(saves.length).toBeGreaterThan(20);
  // As if the run had been killed right after that save.
  for (const loaded of saves.filter((_, at) => at % 7 === 3)) {
    const next = open(() => ({ loaded, files: [], isDue: false, save: () => {} }));
    await next.run();
    expect(next.written()).toBe(2 * count - linesIn(loaded));
  }
});
