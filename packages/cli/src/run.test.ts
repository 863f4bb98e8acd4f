import { describe, expect, test } from "vitest";
import { defineCommand, type Options } from "./define.ts";
import { UsageError } from "@flowlogs/base/errors";
import { choice, natural } from "./kind.ts";
import { memoryHost, type MemoryHostOptions } from "./memoryHost.ts";
import { execute } from "./run.ts";
import { upperCase } from "./upperCase.fake.ts";

const options = {
  least: { kind: "switch", short: "l", brief: "keep the smallest" },
  by: { kind: choice("bytes", "packets"), default: "bytes", brief: "what to rank by" },
} as const satisfies Options;

const shout = defineCommand({
  name: "shout",
  brief: "write lines in capitals",
  about: "Reads lines and writes them in capitals.",
  memory: "streams",
  operands: { count: { kind: natural, brief: "stop after so many lines", when: (word) => /^\d+$/.test(word) } },
  options,
  examples: [{ run: "shout a.txt", says: "the file, louder" }],
  reads: "records",
  load: async () => ({
    default: ({ count, least }, context) => {
      if (least && count === 0) throw new UsageError({ problem: "nothing to keep", advice: "ask for more" }, "N");
      return upperCase(context, count);
    },
  }),
});

async function call(
  words: string[],
  memory: MemoryHostOptions = {},
): Promise<{ code: number; out: string; err: string; reads: number }> {
  const host = memoryHost(memory);
  const code = await execute(shout, words, host);
  return { code, out: host.out(), err: host.err(), reads: host.reads() };
}

describe("reading", () => {
  test("standard input, when no file is named", async () => {
    expect(await call([], { stdin: "a\nb" })).toEqual({ code: 0, out: "A\nB\n", err: "", reads: 2 });
  });

  test("files in order, with - for standard input", async () => {
    const files = { x: "x1\nx2\n", y: "y1" };
    expect((await call(["y", "-", "x"], { files, stdin: "s\n", chunk: 2 })).out).toBe("Y1\nS\nX1\nX2\n");
  });

  test("the results of a chunk are out before the next read", async () => {
    const seen: string[] = [];
    const host = memoryHost();
    let round = 0;
    const spy = {
      ...host,
      write: (bytes: Uint8Array) => void seen.push(`write ${new TextDecoder().decode(bytes).trim()}`),
      stdin: () => ({
        read(into: Uint8Array) {
          seen.push("read");
          round += 1;
          return round > 2 ? 0 : new TextEncoder().encodeInto(`l${round}\n`, into).written;
        },
        readNow: () => undefined,
        close: () => {},
      }),
    };
    expect(await execute(shout, [], spy)).toBe(0);
    expect(seen).toEqual(["read", "write L1", "read", "write L2", "read"]);
  });

  test("stops reading when no more input can matter", async () => {
    expect(await call(["2"], { stdin: "a\nb\nc\nd\n", chunk: 2 })).toEqual({
      code: 0,
      out: "A\nB\n",
      err: "",
      reads: 2,
    });
  });

  test("a missing file among good ones is said once, and the others are read", async () => {
    const answer = await call(["x", "missing.ndjson", "y"], { files: { x: "x\n", y: "y\n" } });
    expect(answer).toMatchObject({
      code: 3,
      out: "X\nY\n",
      err: "shout: missing.ndjson: no such file; check the path\n",
    });
  });
});

describe("ends", () => {
  test("a closed output ends the run quietly, and nothing more is read", async () => {
    const answer = await call([], { stdin: "a\nb\nc\n", chunk: 2, closesAfter: 1 });
    expect(answer).toEqual({ code: 0, out: "A\n", err: "", reads: 2 });
  });

  test("standard input on a terminal gets the short help", async () => {
    expect(await call([], { stdinIsTerminal: true })).toEqual({
      code: 2,
      out: "",
      err: "usage: shout [OPTION...] [N] [FILE...]\nwrite lines in capitals\n  shout a.txt\nsee shout --help\n",
      reads: 0,
    });
  });

  test("a terminal is read when - is given, or nothing needs to be read", async () => {
    expect((await call(["-"], { stdinIsTerminal: true, stdin: "a\n" })).out).toBe("A\n");
    expect(await call(["0"], { stdinIsTerminal: true })).toMatchObject({ code: 0, reads: 0 });
  });

  test("a usage error of the stage", async () => {
    expect(await call(["-l", "0"])).toMatchObject({ code: 2, err: "shout: N: nothing to keep; ask for more\n" });
  });

  test("a mistake in the program is no stack, unless asked for", async () => {
    const answer = await call([], { stdin: "boom\n" });
    expect(answer).toMatchObject({ code: 70, err: "shout: internal error: it went off; please report it\n" });
    const { err } = await call([], { stdin: "boom\n", env: { FLOW_DEBUG: "1" } });
    expect(err).toMatch(/please report it\nError: it went off\n +at /);
  });
});

describe("bad lines", () => {
  const stdin = `ok\nbad 1\n${"bad 2\n".repeat(6)}ok\n`;
  const first = "shout: stdin:2: bad letter: found 1; skipped\n";
  const more = [3, 4, 5, 6].map((line) => `shout: stdin:${line}: bad letter: found 2; skipped\n`).join("");

  test("a few are shown, in their source, and are no error", async () => {
    const files = { "a.txt": "ok\n", "b.txt": "ok\nbad 7\n" };
    const answer = await call(["a.txt", "b.txt"], { files });
    expect(answer).toMatchObject({ code: 0, out: "OK\nOK\n", err: "shout: b.txt:2: bad letter: found 7; skipped\n" });
  });

  test("many are counted", async () => {
    const answer = await call([], { stdin: `${stdin}bad\n` });
    const end =
      "shout: 8 bad lines skipped: 7 bad letter, 1 no letter (the first 5 are shown above; --strict makes them an error)\n";
    expect(answer).toMatchObject({ code: 0, out: "OK\nOK\n", err: first + more + end });
  });

  test("--strict makes one an error, and the good is still written", async () => {
    const answer = await call(["--strict"], { stdin: "bad 1\nok\n" });
    const err = "shout: stdin:1: bad letter: found 1; skipped\nshout: 1 bad line; an error because of --strict\n";
    expect(answer).toMatchObject({ code: 3, out: "OK\n", err });
    expect(await call(["--strict"], { stdin: "ok\n" })).toMatchObject({ code: 0, err: "" });
  });

  test.each([
    ["6", 3],
    ["7", 0],
    ["77%", 3],
    ["78%", 0],
  ])("--max-bad %s of 7 in 9 lines", async (limit, code) => {
    const answer = await call(["--max-bad", limit], { stdin });
    expect(answer.code).toBe(code);
    expect(answer.err.endsWith(`shout: 7 of 9 lines bad; an error because of --max-bad ${limit}\n`)).toBe(code === 3);
  });
});

describe("--stats", () => {
  const stdin = "ok\nbad 1\n\nok\nno\n";

  test("as one line", async () => {
    const answer = await call(["--stats"], { stdin: "ok\n\nno\n" });
    expect(answer.err).toBe("shout: 3 lines in, 2 records, 1 out, dropped 1 (unwanted), 0.0 s, 0 lines/s\n");
  });

  test("as JSON that adds up", async () => {
    const { err } = await call(["--stats=json"], { stdin });
    expect(JSON.parse(err.split("\n")[1] ?? "")).toEqual({
      command: "shout",
      in: { lines: 5, records: 3, bytes: 16 },
      out: { records: 2, bytes: 6 },
      dropped: { unwanted: 1 },
      bad: { "bad letter": 1 },
      seconds: 0,
    });
  });
});
