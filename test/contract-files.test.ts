// What every command does with the files it is given: in order, standard input among them, and none keeps the others from
// being read.
import { mkdirSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { type Case, cases, lines } from "./cases.ts";
import { type CommandLine, file, run, scratch } from "./command.ts";

mkdirSync(join(scratch, "empty"));
mkdirSync(join(scratch, "loops"));
symlinkSync("loop", join(scratch, "loops/loop"));

describe.concurrent.each(cases)("$title", (it) => {
  const [name] = it.command;
  const place = cases.indexOf(it);
  const first = file(`${place}.first`, lines(it, 2).trimEnd());
  const second = file(`${place}.second`, lines(it, 2, 2));
  const third = lines(it, 2, 4);
  const withFiles = (...files: string[]): CommandLine => [...it.command, ...files];

  test("files are read in order, - is standard input", async () => {
    const inOrder = await run(it.command, lines(it, 6));
    expect(inOrder).toMatchObject({ err: "", status: 0 });
    expect(await run(withFiles(first, second, "-"), third)).toEqual(inOrder);
    expect(await run(withFiles(first, "-", second), third)).toEqual(await run(it.command, inputOf(it, [0, 4, 2])));
    expect(await run(withFiles("-", "--", second), third)).toEqual(await run(it.command, inputOf(it, [4, 2])));
  });

  test("standard input is left alone when there are files", async () => {
    expect(await run(withFiles(second), "oops\n")).toEqual(await run(it.command, lines(it, 2, 2)));
  });

  test("each file may begin with a byte order mark", async () => {
    const marked = file(`${place}.marked`, `\uFEFF${lines(it, 2, 2)}`);
    expect(await run(withFiles(marked, marked))).toEqual(await run(withFiles(second, second)));
  });

  test("a bad line is told with its file and its place in it", async () => {
    const bad = file(`${place}.bad`, `${lines(it, 2)}oops\n`);
    const { out, err, status } = await run(withFiles(second, bad, second));
    expect({ out, status }).toMatchObject({ out: (await run(it.command, inputOf(it, [2, 0, 2]))).out, status: 0 });
    expect(err).toContain(`${name}: ${bad}:3: `);
  });

  test("the name of a file may look like many things", async () => {
    const odd = ["flows (1).ndjson", "a=b", "50%", "[x]"].map((oddName) => file(`${place} ${oddName}`, lines(it, 2)));
    expect(await run(withFiles(...odd))).toEqual(await run(it.command, inputOf(it, [0, 0, 0, 0])));
  });

  test.each([
    ["missing", join(scratch, "missing"), "no such file; check the path"],
    ["below a file", join(first, "x"), "not a directory"],

    ["a link to itself", join(scratch, "loops/loop"), "too many symbolic links encountered"],
    ["with a name that is too long", join(scratch, "x".repeat(300)), "name too long"],
    name === "flowlogs-read"
      ? ["an empty folder", join(scratch, "empty"), "no files in this folder; check the path"]
      : ["a folder", join(scratch, "empty"), "is a directory; name the files in it"],
  ])("a file that is %s is said, the others are read, status 3", async (_, path, what) => {
    const good = await run(withFiles(first, second));
    const { out, err, status } = await run(withFiles(first, path, second));
    expect({ out, err, status }).toEqual({ out: good.out, err: `${name}: ${path}: ${what}\n`, status: 3 });
  });
});

test("a link to itself in a folder does not keep flowlogs-read from the files beside it", async () => {
  const beside = file("loops/zzz", lines({ command: ["flowlogs-read"] }, 2));
  const { out, err, status } = await run(["flowlogs-read", join(scratch, "loops")]);
  expect({ out, status }).toEqual({ out: (await run(["flowlogs-read", beside])).out, status: 3 });
  expect(err).toBe(`flowlogs-read: ${join(scratch, "loops/loop")}: too many symbolic links encountered\n`);
});

/** The lines of several files: two from each of these places on. */
function inputOf(it: Case, places: readonly number[]): string {
  return places.map((from) => lines(it, 2, from)).join("");
}
