// Progress is shown at a terminal, in one line that is gone in the end and before any message, and nowhere else.
import { expect, test } from "vitest";
import { shell } from "./command.ts";

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
