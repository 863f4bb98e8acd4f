import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test, vi } from "vitest";
import { OutputError } from "@flowlogs/base/errors";
import { temporaryFile } from "./temporaryFile.ts";

const folder = mkdtempSync(join(tmpdir(), "flowlogs-temporary-"));
vi.stubEnv("TMPDIR", folder);
afterAll(() => rmSync(folder, { recursive: true }));

test("what was written is read from the start, again and again, and no name is left in the folder", () => {
  const file = temporaryFile();
  expect(readdirSync(folder)).toEqual([]);
  file.write(new TextEncoder().encode("one\n"));
  file.write(new TextEncoder().encode("two\n"));
  const into = new Uint8Array(5);
  for (let round = 0; round < 2; round++) {
    file.rewind();
    expect([file.read(into), new TextDecoder().decode(into)]).toEqual([5, "one\nt"]);
    expect([file.read(into), new TextDecoder().decode(into.subarray(0, 3))]).toEqual([3, "wo\n"]);
    expect(file.read(into)).toBe(0);
  }
  file.write(new TextEncoder().encode("3"));
  expect([file.read(into), into[0]]).toEqual([1, 51]);
  file.close();
});

test("a folder that is not there is said, with the way out", () => {
  vi.stubEnv("TMPDIR", join(folder, "missing"));
  const missing = join(folder, "missing");
  expect(() => temporaryFile()).toThrow(
    new OutputError("no such file or directory", "check TMPDIR", `temporary file in ${missing}`),
  );
});
