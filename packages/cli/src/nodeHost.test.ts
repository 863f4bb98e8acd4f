import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { InputError } from "@flowlogs/base/errors";
import { nodeHost } from "./nodeHost.ts";

const folder = mkdtempSync(join(tmpdir(), "flowlogs-cli-"));
afterAll(() => rmSync(folder, { recursive: true }));

test("a file is read piece by piece, to its end", () => {
  writeFileSync(join(folder, "five"), "12345");
  const input = nodeHost().open(join(folder, "five"));
  const room = new Uint8Array(3);
  const read = (): string => new TextDecoder().decode(room.subarray(0, input.read(room)));
  expect([read(), read(), read()]).toEqual(["123", "45", ""]);
  input.close();
});

test("what cannot be read is an InputError in plain words", () => {
  const host = nodeHost();
  expect(() => host.open(join(folder, "missing"))).toThrow(new InputError("no such file", "check the path", true));
  const directory = host.open(folder);
  expect(() => directory.read(new Uint8Array(1))).toThrow(new InputError("is a directory", "name the files in it"));
  directory.close();
});

test("COLUMNS says how wide the output is", () => {
  expect(nodeHost().columns).toBe(80);
});
