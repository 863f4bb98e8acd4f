// The tests test the Node that runs them: the commands that they start run on it too.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { shell } from "./command.ts";
import { openWorld } from "./shell.ts";

test("commands started by contracts and transcripts run on the Node of the tests", async () => {
  const asked = "node --version; head -1 $(command -v flow-fmt)";
  const expected = { out: `${process.version}\n#!/usr/bin/env node\n`, err: "", status: 0 };
  expect(await shell(asked)).toEqual(expected);

  const folder = mkdtempSync(join(tmpdir(), "flowlogs-node-"));
  const world = openWorld(join(import.meta.dirname, "../packages"));
  try {
    expect(await world.run(asked, folder, "scratch")).toEqual(expected);
  } finally {
    world.close();
    rmSync(folder, { recursive: true });
  }
});
