// Progress is shown at a terminal, in one line that is gone in the end and before any message, and nowhere else.
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { file, scratch, shell } from "./command.ts";

const { status: hasScript } = await shell("command -v script");

/** Two lines, a pause that is longer than the one before the first drawing, and two more, one of which is bad. */
const slow = "(echo srcaddr bytes; echo 10.0.0.1 5; sleep 1; echo oops; echo 10.0.0.2 7)";
const drawn = "\r\x1b[K0 files, 0.0 MB, ";

/** What a terminal would show: each line as it is in the end. */
function screen(text: string): string[] {
  const lines = text.split("\n").map((line) => line.split("\r\x1b[K").at(-1)?.replaceAll("\r", "") ?? "");
  return lines.filter((line) => line !== "");
}

test("nothing of it is written where there is not a terminal, nor where it is not wanted", async () => {
  expect((await shell(`${slow} | flowlogs-read > /dev/null`)).err).not.toContain("\x1b");
  expect((await shell(`${slow} | flowlogs-read --progress=never > /dev/null`)).err).not.toContain("\x1b");
});

test("always means it", async () => {
  expect((await shell(`${slow} | flowlogs-read --progress=always > /dev/null`)).err).toContain(drawn);
});

test("at a terminal it is drawn, gives way to messages, and is gone in the end", async (context) => {
  if (hasScript !== 0) context.skip("script (util-linux), which makes terminals, is not installed");
  const { out } = await shell('TERM=xterm script -qec "$1" /dev/null', `${slow} | flowlogs-read > /dev/null`);
  expect(out).toContain(drawn);
  expect(screen(out)).toEqual([
    "flowlogs-read: stdin:3: wrong number of columns: expected 2 columns, found 1; skipped",
  ]);
});

test("at a terminal that shows the records it is not drawn", async (context) => {
  if (hasScript !== 0) context.skip("script (util-linux), which makes terminals, is not installed");
  const { out } = await shell('TERM=xterm script -qec "$1" /dev/null', `${slow} | flowlogs-read`);
  expect(out).not.toContain("MB");
  expect(out).toContain('{"srcaddr":"10.0.0.2","bytes":7}');
});

/** What the command line leaves on a terminal, and prints on its way there. */
async function atTerminal(line: string, ...args: readonly string[]): Promise<string> {
  const { out } = await shell('TERM=xterm script -qec "$1" /dev/null', `set -- ${args.join(" ")}; ${line}`);
  return out;
}

/** Interrupts a command that reads a pipe by its name, once it has written something. */
function interrupted(command: string): string {
  return (
    `set -m; mkfifo $1; exec 4<>$1; ${command} > $2 4>&- & printf "$3" >&4; ` +
    `until [ -s $2 ]; do sleep 0.02; done; kill -INT $!; wait $!; echo "status $?"`
  );
}

/** What a command that reads a file twice tells of it. */
async function messages(options: string, path: string): Promise<string> {
  return (await shell(`flow-filter 'bytes > 0' ${options} "$1" "$1" | (sleep 1; cat > /dev/null)`, path)).err;
}

describe("of files", () => {
  const record = '{"srcaddr":"10.0.0.1","dstaddr":"10.0.0.2","bytes":7}\n';
  /** More than a pipe holds: what reads the output makes it take longer than the time before the first drawing. */
  const count = 40_000;
  const path = file("large.ndjson", record.repeat(count));
  const megabytes = ((2 * record.length * count) / 1e6).toFixed(1);
  const wanted = new RegExp(
    String.raw`\r\x1b\[K[01] of 2 files, [\d.]+ of ${megabytes} MB, \d+ %, [\d.]+( [kM])? records/s, \d+ s left`,
  );

  test.skipIf(hasScript !== 0)("a command draws how far it is at a terminal, and takes it away", async () => {
    const printed = await atTerminal("flow-filter 'bytes > 0' $1 $1 | (sleep 1; wc -l)", path);
    expect(printed).toMatch(wanted);
    expect(screen(printed)).toEqual([String(2 * count)]);
  });

  test("in a pipe it draws only where it must, and never with -q or for programs", async () => {
    expect(await messages("--progress=always", path)).toMatch(wanted);
    expect(await messages("", path)).toBe("");
    expect(await messages("--progress=always -q", path)).toBe("");
    expect(await messages("--progress=always --errors=json", path)).toBe("");
  });

  test.skipIf(hasScript !== 0)("it is gone when nobody reads on", async () => {
    const printed = await atTerminal("flow-filter 'bytes > 0' --progress=always $1 | (sleep 1; head -1)", path);
    expect(screen(printed)).toEqual([record.trimEnd()]);
  });
});

describe.skipIf(hasScript !== 0)("Ctrl-C at a terminal", () => {
  const records = String.raw`'{"bytes":7}\n{"bytes":1}\n{"bytes":9}\n'`;

  test.each([
    ["files", "flow-filter 'bytes > 5' $1", "3 lines in, 3 records, 2 out, dropped 1"],
    ["sources", "flowlogs-read $1 --where 'bytes > 5'", "3 lines in, 3 records, 2 out"],
  ])("tells what was read of %s, and written", async (name, command, wanted) => {
    const places = [join(scratch, `${name}.pipe`), join(scratch, `${name}.out`)];
    const lines = screen(await atTerminal(interrupted(command), ...places, records));
    expect(lines[0]).toContain(`${command.split(" ")[0]}: interrupted: ${wanted}`);
    expect(lines.at(-1)).toBe("status 130");
  });

  test("tells nothing with -q, nor without a terminal", async () => {
    const quiet = [join(scratch, "quiet.pipe"), join(scratch, "quiet.out"), records];
    expect(screen(await atTerminal(interrupted("flow-filter -q 'bytes > 5' $1"), ...quiet))).toEqual(["status 130"]);
    const plain = [join(scratch, "plain.pipe"), join(scratch, "plain.out"), String.raw`{"bytes":7}\n`];
    const { out, err } = await shell(interrupted("flow-filter 'bytes > 5' $1"), ...plain);
    expect(out).toBe("status 130\n");
    // bash tells of its own that a job was interrupted.
    expect(err).not.toContain("flow-filter: ");
  });
});
