// What every command does with input that is not as it should be: nothing, no end, other line ends, bad lines, noise.
import { describe, expect, test } from "vitest";
import { type Case, cases, lines, noise } from "./cases.ts";
import { type CommandLine, file, type Outcome, quoted, run, shell } from "./command.ts";

const huge = file("huge", `${"x".repeat(20 << 20)}\n`);
const unfinished = file("unfinished", "x".repeat(20 << 20));

describe.concurrent.each(cases)("$title", (it) => {
  const three = lines(it, 3);
  const nothing = it.title.includes("-o json") ? "[]\n" : "";

  test("one record", async () => {
    expect(await run(it.command, lines(it, 1))).toEqual(well(it.prints));
  });

  test.each(["", "\n", "\n\r\n\n", "\uFEFF"])("%j is nothing", async (input) => {
    expect(await run(it.command, input)).toEqual(well(nothing));
  });

  test("line ends, a missing last one, blank lines and a byte order mark change nothing", async () => {
    const plain = await run(it.command, three);
    expect(plain).toEqual(well(expect.stringContaining("10.0.0.2")));
    expect(await run(it.command, three.slice(0, -1))).toEqual(plain);
    expect(await run(it.command, three.replaceAll("\n", "\r\n"))).toEqual(plain);
    expect(await run(it.command, three.replaceAll("\n", "\r\n").slice(0, -1))).toEqual(plain);
    expect(await run(it.command, `\n${three.replaceAll("\n", "\n\n")}`)).toEqual(plain);
    expect(await run(it.command, `\uFEFF${three}`)).toEqual(plain);
  });

  test("a bad line is left out and said", async () => {
    const good = await run(it.command, lines(it, 2));
    const { out, err, status } = await run(it.command, withBad(it, "oops\n"));
    expect({ out, status }).toEqual({ out: good.out, status: 0 });
    expect(err).toMatch(new RegExp(`^${it.command[0]}: stdin:2: .+; skipped\n$`));
  });

  test("with --strict it is an error, and the good ones come out all the same", async () => {
    const good = await run(it.command, lines(it, 2));
    const { out, err, status } = await run([...it.command, "--strict"], withBad(it, "oops\n"));
    expect({ out, status }).toEqual({ out: good.out, status: 3 });
    expect(err).toMatch(/^.*stdin:2: .*\n.*--strict\n$/);
  });

  test.each([
    ["in the middle", huge],
    ["that does not end", unfinished],
  ])("a line of 20 MB %s is a bad line", async (_, long) => {
    const [before, after] = [file(`${it.title}-before`, lines(it, 1)), file(`${it.title}-after`, lines(it, 1, 1))];
    const files = long === huge ? [before, long, after] : [before, after, long];
    const good = await run(it.command, lines(it, 2));
    const { out, err, status } = await shell(`cat ${quoted(files)} | ${quoted(it.command)}`);
    expect({ out, status }).toEqual({ out: good.out, status: 0 });
    expect(err).toMatch(/^.*stdin:[23]: line too long: .*\n$/);
  });

  test.each([1, 2, 3])("noise does not upset it (seed %i)", async (seed) => {
    const next = noise(seed);
    const bytes = Uint8Array.from({ length: 300_000 }, () => next());
    const outcome = await run(it.command, bytes);
    expect(outcome).toSatisfy(isComposed);
    // Whole files of other things are refused by the command that reads files; the others read lines, all of them bad.
    expect(outcome.status).toBe(3);
  });

  test.each([4, 5, 6])("records with a few wrong bytes do not upset it (seed %i)", async (seed) => {
    const next = noise(seed);
    const bytes = new TextEncoder().encode(lines(it, 1000));
    for (let at = next(); at < bytes.length; at += 1 + 4 * next()) bytes[at] = next();
    const outcome = await run(it.command, bytes);
    expect(outcome).toSatisfy(isComposed);
    expect(outcome.status).toBe(0);
  });
});

// 200 columns of one line of 15 MB, each in the one before: a key of 3 GB.
test.concurrent.each<[CommandLine, advice: string]>([
  [["flow-group", "--by"], "group by fewer or shorter values"],
  [["flow-top", "1", "--by", "a", "--per"], "use fewer groups with --per"],
])("%j: what memory has no room for is a problem with advice, not an error of the program", async (command, advice) => {
  const names = Array.from({ length: 200 }, (_, i) =>
    Array(i + 1)
      .fill("a")
      .join("."),
  );
  const line = `{"a":1}\n${'{"a":'.repeat(200)}"${"x".repeat(15_000_000)}"${"}".repeat(200)}\n`;
  const { out, err, status } = await run([...command, names.join()], line);
  expect({ out, status }).toEqual({ out: "", status: 2 });
  expect(err).toMatch(`${command[0]}: more than 2 GiB of memory is needed; ${advice}`);
});

function well(out: unknown): { out: unknown; err: string; status: number } {
  return { out, err: "", status: 0 };
}

function withBad(it: Case, bad: string): string {
  return lines(it, 1) + bad + lines(it, 1, 1);
}

/** Bad lines are no reason to crash, nor to talk without end; and a terminal must not obey what stands in them. */
function isComposed({ err }: Outcome): boolean {
  const isShort = err.length < 8000 && err.split("\n").length < 12;
  return isShort && !err.includes("internal error") && /^(\P{Cc}*\n)*$/u.test(err);
}
