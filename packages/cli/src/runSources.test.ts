import { expect, test } from "vitest";
import { defineCommand } from "./define.ts";
import { exit } from "./exit.ts";
import { InputError, OutputError, UsageError } from "@flowlogs/base/errors";
import { text } from "./kind.ts";
import { memoryHost, type MemoryHostOptions } from "./memoryHost.ts";
import { execute } from "./run.ts";
import type { SourceContext } from "@flowlogs/base/contracts";

const operands = { sources: { kind: text, many: true, brief: "where records come from" } } as const;

async function call(
  stage: (sources: readonly string[], context: SourceContext) => void,
  words: string[],
  memory?: MemoryHostOptions,
) {
  const command = defineCommand({
    name: "fetch",
    brief: "fetch records",
    about: "Fetches records.",
    memory: "streams",
    operands,
    options: {},
    examples: [{ run: "fetch a", says: "one" }],
    reads: "sources",
    load: async () => ({ default: async (values, context) => stage(values.sources, context) }),
  });
  const host = memoryHost(memory);
  return { code: await execute(command, words, host), out: host.out(), err: host.err() };
}

test("a source that failed is said at once, and decides the exit code at the end", async () => {
  const answer = await call(
    (sources, context) => {
      for (const source of sources) {
        if (source === "good") context.write(new TextEncoder().encode("good\n"));
        else context.failed(source, "access denied", "ask for it", source === "far" ? exit.remote : undefined);
      }
    },
    ["bad", "far", "good"],
  );
  const err = "fetch: bad: access denied; ask for it\nfetch: far: access denied; ask for it\n";
  expect(answer).toEqual({ code: 5, out: "good\n", err });
});

test("bad lines carry their source, and counts are reported", async () => {
  const answer = await call(
    (_sources, context) => {
      context.bad({ source: "a.gz", line: 3, reason: "not a number", detail: 'bytes is "x"' });
      context.note("half a file");
      context.report({ lines: 100, records: 99, bytes: 5000, outRecords: 99, dropped: {} });
    },
    ["a", "--stats", "--max-bad", "0.5%"],
  );
  expect(answer).toEqual({
    code: 3,
    out: "",
    err:
      'fetch: a.gz:3: not a number: bytes is "x"; skipped\n' +
      "fetch: half a file\n" +
      "fetch: 1 of 100 lines bad; an error because of --max-bad 0.5%\n" +
      "fetch: 100 lines in, bad 1 (not a number), 99 records, 99 out, 0.0 s, 0 lines/s\n",
  });
});

test("standard input is there when asked for", async () => {
  expect(await call(echo, [], { stdin: "abc" })).toEqual({ code: 0, out: "abc", err: "" });
  const asked = await call(echo, [], { stdinIsTerminal: true });
  expect(asked).toMatchObject({ code: 2, out: "" });
  expect(asked.err).toMatch(/^usage: fetch \[OPTION\.\.\.\] \[TEXT\.\.\.\]\nfetch records\n {2}fetch a\n/);
});

test.each([
  [new UsageError({ problem: "no such region" }, "--region"), 2, "fetch: --region: no such region\n"],
  [new InputError("input/output error"), 3, "fetch: input/output error\n"],
  [
    new OutputError("no space left on device", "free some"),
    4,
    "fetch: standard output: no space left on device; free some\n",
  ],
])("what a stage throws: %s", async (error, code, err) => {
  const throws = (): never => {
    throw error;
  };
  expect(await call(throws, ["a"])).toEqual({ code, out: "", err });
});

function echo(_sources: readonly string[], context: SourceContext): void {
  const room = new Uint8Array(10);
  context.write(room.subarray(0, context.openStdin().read(room)));
}
