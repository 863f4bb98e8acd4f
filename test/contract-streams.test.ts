// The stages as Node streams give the bytes of the commands, whatever pieces their input comes in; and the commands that
// stream hold little, whatever comes through them.
import { once } from "node:events";
import { existsSync, readFileSync } from "node:fs";
import { Readable } from "node:stream";
import { buffer } from "node:stream/consumers";
import { describe, expect, test } from "vitest";
import { execute } from "../packages/cli/src/index.ts";
import { memoryHost } from "../packages/cli/src/memoryHost.ts";
import { cases, lines } from "./cases.ts";
import { definitions } from "./definitions.ts";
import { outcome, quoted, run, startShell } from "./command.ts";

describe.each(cases)("$title", (it) => {
  const input = `${lines(it, 300)}oops\n\n${lines(it, 300, 300)}`.replaceAll("9\n", "9\r\n").trimEnd();

  test.each([1, 7, 65_536])("is the same in pieces of %i bytes", async (size) => {
    const { out, status } = await run(it.command, input);
    expect(status).toBe(0);
    expect((await buffer(pieces(input, size).pipe(await it.stream()))).toString()).toBe(out);
    const [name, ...words] = it.command;
    const definition = definitions.find((candidate) => candidate.name === name);
    if (definition?.reads !== "records") return;
    const host = memoryHost({ stdin: input, chunk: size });
    expect(await execute(definition, words, host)).toBe(0);
    expect(host.out()).toBe(out);
  });
});

const streaming = cases.filter(({ streams }) => streams);
describe.skipIf(!existsSync("/proc/self/status"))("memory", () => {
  test.each(streaming)("$title: 200 MB in less than 120 MB", async (it) => {
    const megabyte = lines(it, Math.ceil(1e6 / lines(it, 1).length));
    expect(await peakOf(it.command, 200, () => megabyte)).toBeLessThan(120);
  });

  test("a regular expression remembers no more long values than fit", async () => {
    const value = "v".repeat(20_000);
    const megabyte = (count: number) =>
      Array.from({ length: 50 }, (_, i) => `{"a":"${value}${count}-${i}"}\n`).join("");
    expect(await peakOf(["flow-filter", "a =~ /x/"], 120, megabyte)).toBeLessThan(120);
  });
});

/** The most memory, in MB, that a command had while so many pieces came to it through a pipe. */
async function peakOf(command: readonly string[], count: number, piece: (place: number) => string): Promise<number> {
  const child = startShell(`exec 3<&0; cat <&3 | ${quoted(command)} 3<&- > /dev/null & echo $!; exec 3<&-; wait $!`);
  const [told]: unknown[] = await once(child.stdout, "data");
  const ended = outcome(child);
  for (let place = 0; place < count; place++) if (!child.stdin.write(piece(place))) await once(child.stdin, "drain");
  const peak = peakMegabytes(Number(String(told)));
  child.stdin.end();
  expect(await ended).toMatchObject({ err: "", status: 0 });
  return peak;
}

function peakMegabytes(processId: number): number {
  const [, kibibytes] = /^VmHWM:\s*(\d+) kB$/m.exec(readFileSync(`/proc/${processId}/status`, "utf8")) ?? [];
  return Number(kibibytes) / 1024;
}

function pieces(text: string, size: number): Readable {
  const bytes = Buffer.from(text);
  const count = Math.ceil(bytes.length / size);
  return Readable.from(Array.from({ length: count }, (_, index) => bytes.subarray(index * size, (index + 1) * size)));
}
