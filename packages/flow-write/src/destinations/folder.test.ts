import { mkdtempSync, readlinkSync, rmSync, writeFileSync } from "node:fs";
import { type FileHandle, open } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test, vi } from "vitest";
import { openFolder } from "./folder.ts";

const root = mkdtempSync(join(tmpdir(), "flowlogs-folder-"));
afterAll(() => rmSync(root, { recursive: true }));

test("a file that is in place, and the folders that were made for it, survive a power cut", async () => {
  const synced: string[] = [];
  const any = await open(root);
  const spy = vi.spyOn(Object.getPrototypeOf(any), "sync").mockImplementation(async function (this: FileHandle) {
    synced.push(readlinkSync(`/proc/self/fd/${this.fd}`).replace(root, "."));
  });
  await any.close();
  const destination = openFolder(root);
  const metadata = { first: undefined, last: undefined, records: 1 };
  const put = async (path: string, result = "written"): Promise<string[]> => {
    const file = join(root, "new");
    writeFileSync(file, path);
    expect(await destination.put(path, file, metadata)).toBe(result);
    return synced.splice(0);
  };
  expect(await put("a/b/one")).toEqual(["./new", "./a/b", "./a", "."]);
  expect(await put("a/b/two")).toEqual(["./new", "./a/b"]);
  // A killed run may have left it without doing that.
  expect(await put("a/b/one", "same")).toEqual(["./new", "./a/b", "./a", "."]);
  spy.mockRestore();
});
