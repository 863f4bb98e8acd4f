// What programs can rely on: options are checked where a stream is made, by the definitions of the commands; memory stays small
// behind a slow reader; good results come before an error; leaving a stream early ends what it reads from.
import { spawnSync } from "node:child_process";
import { appendFileSync, existsSync } from "node:fs";
import { join } from "node:path";
import { Readable } from "node:stream";
import { buffer } from "node:stream/consumers";
import { describe, expect, test } from "vitest";
import { checkedOptions } from "../packages/cli/src/streams.ts";
import { bin } from "../packages/flow-bin/src/index.ts";
import { filter } from "../packages/flow-filter/src/index.ts";
import { format } from "../packages/flow-fmt/src/index.ts";
import { group } from "../packages/flow-group/src/index.ts";
import { top } from "../packages/flow-top/src/index.ts";
import { parse, read } from "../packages/flowlogs-read/src/index.ts";
import { file, scratch, shell } from "./command.ts";
import { definitions } from "./definitions.ts";

const root = join(import.meta.dirname, "..");

/** Calls as a program in JavaScript makes them, which no compiler has checked. */
const wrong: readonly (readonly [
  call: string,
  make: (...given: never[]) => unknown,
  given: unknown[],
  message: string,
])[] = [
  ["a misspelt option", format, [{ colour: "never" }], "flow-fmt: colour: unknown option; did you mean color?"],
  ["a misspelt operand", top, [{ cuont: 3 }], "flow-top: cuont: unknown option; did you mean count?"],
  [
    "a name as the shell has it",
    group,
    [{ "keep-null": true }],
    "flow-group: keep-null: unknown option; did you mean keepNull?",
  ],
  ["a missing operand", bin, [{}], "flow-bin: size: is missing"],
  ["no operand at all", filter, [], "flow-filter: expression: is missing"],
  ["a misspelt word", format, [{ output: "cvs" }], 'flow-fmt: output: unknown word "cvs"; did you mean "csv"?'],
  [
    "an option that goes with another format",
    format,
    [{ output: "csv", wrap: true }],
    "flow-fmt: wrap: does not apply to -o csv; it applies to table, pivot",
  ],
  [
    "a number that is none",
    top,
    [{ count: -1 }],
    'flow-top: count: "-1" is not a whole number; write digits only, such as 10',
  ],
  ["a text for a switch", top, [{ least: "yes" }], 'flow-top: least: "yes" is not a value for it; give true or false'],
  ["null", top, [{ by: null }], "flow-top: by: null is not a value for it; give KEYS, or a list"],
  [
    "an object for a time",
    read,
    ["x", { start: {} }],
    "flowlogs-read: start: an object is not a value for it; give TIME as a text, a number or a Date",
  ],
  ["options that are a text", top, ["3"], "flow-top: its options are not an object"],
  ["a listener that is none", filter, ["a = 1", { onBadLine: 1 }], "flow-filter: onBadLine: it is not a function"],
  [
    "an option of sources",
    parse,
    [{ endpointUrl: "x" }],
    "flowlogs-read: endpointUrl: unknown option; the options are format, start, end, fields, where, dedupe, limit, strict, maxBad",
  ],
];

describe("an option that is wrong throws a TypeError where the stream is made", () => {
  test.each(wrong)("%s", (_, make, given, message) => {
    const call = (): unknown => Reflect.apply(make, undefined, given);
    expect(call).toThrow(TypeError);
    expect(call).toThrow(expect.objectContaining({ name: "OptionError", message }));
  });

  test("with a code and the position in the text", () => {
    const position = { line: 2, byte: 8, column: 5 };
    expect(() => filter("a\u00fc =\nx = and")).toThrow(
      expect.objectContaining({ code: "invalid-option", option: "expression" }),
    );
    expect(() => filter("a = 1 and\nb = and")).toThrow(
      expect.objectContaining({ position: { line: 2, byte: 14, column: 5 } }),
    );
    expect(() => filter("\u00fc = 1 and\nb = and")).toThrow(
      expect.objectContaining({ position: { ...position, byte: 15 } }),
    );
    expect(() => top(Object.assign({}, { cuont: 1 }))).toThrow(
      expect.objectContaining({ code: "unknown-option", option: "cuont" }),
    );
  });
});

test.each(definitions)("$name takes each of its options under its name in camelCase", (definition) => {
  const names = Object.keys({ ...definition.options, ...definition.operands });
  const required = Object.entries(definition.operands).filter(([, it]) => it.required === true);
  const given = Object.fromEntries(required.map(([name]) => [name, name === "size" ? "5m" : "a = 1"]));
  for (const name of names)
    expect(() => checkedOptions(definition, { ...given, [camel(name)]: undefined })).not.toThrow(/unknown/);
});

describe("records", () => {
  const flows = [
    { srcaddr: "10.0.0.1", bytes: 18446744073709551615n },
    { srcaddr: "10.0.0.1", bytes: 1 },
    { srcaddr: "10.0.0.2", bytes: 7 },
  ];

  test("go in and come out as objects, with every digit", async () => {
    const groups = Readable.from(flows).pipe(group({ by: ["srcaddr"], aggregates: ["sum(bytes)"] }));
    // 2^64 - 1 + 1
    expect(await groups.records().toArray()).toEqual([
      { srcaddr: "10.0.0.1", "sum(bytes)": 18446744073709551616n },
      { srcaddr: "10.0.0.2", "sum(bytes)": 7 },
    ]);
  });

  test("what is neither bytes nor a record is refused", async () => {
    await expect(buffer(Readable.from([[1]]).compose(filter("a = 1")))).rejects.toThrow(
      "a stage takes bytes, text or records",
    );
  });
});

describe("bad lines", () => {
  const input = '{"a":1}\n{"a":\u00fc}\n{"a":2}\n';
  const bad = { line: 2, byte: 8, column: 6, reason: "not JSON" };

  test("are events, and calls, with their places", async () => {
    const met: unknown[] = [];
    const stream = filter("a > 0", { onBadLine: (line) => met.push(line) }).on("badLine", (line) => met.push(line));
    stream.end(input);
    expect((await buffer(stream)).toString()).toBe('{"a":1}\n{"a":2}\n');
    expect(met).toEqual([expect.objectContaining(bad), expect.objectContaining(bad)]);
    expect(Buffer.from(input).subarray(8, 13).toString()).toBe('{"a":');
  });

  test.each([
    ["strict", { strict: true }],
    ["maxBad", { maxBad: 0 }],
    ["maxBad as a share", { maxBad: "10%" }],
  ])("%s makes them an error, after all good records", async (_, options) => {
    const stream = filter("a > 0", { ...options, onBadLine: () => {} });
    stream.end(input);
    const met: unknown[] = [];
    const reading = (async () => {
      for await (const record of stream.records()) met.push(record);
    })();
    await expect(reading).rejects.toMatchObject({
      name: "FlowlogsError",
      code: "bad-lines",
      position: { line: 2, byte: 13, column: 6 },
    });
    expect(met).toEqual([{ a: 1 }, { a: 2 }]);
  });

  test("nobody listens: the process warns", () => {
    const program = `import { filter } from "flow-filter"; process.stdin.pipe(filter("a > 0")).pipe(process.stdout);`;
    const { out, err } = node(program, input);
    expect(out).toBe('{"a":1}\n{"a":2}\n');
    expect(err).toContain("FlowlogsWarning: flow-filter: skipped 1 bad line, first line 2: not JSON");
  });
});

test("a field that the answer hangs on is in no record: an error with a code", async () => {
  const stream = top({ by: "bites" });
  stream.end('{"bytes":1}\n');
  await expect(buffer(stream)).rejects.toMatchObject({ code: "missing-field" });
});

describe.skipIf(!existsSync("/proc/self/status"))("a slow reader", () => {
  const peak = `import { readFileSync } from "node:fs";
    const peak = () => Number(/VmHWM:\\s*(\\d+)/.exec(readFileSync("/proc/self/status", "utf8"))[1]) / 1024;
    const line = '{"srcaddr":"10.0.0.1","bytes":1500,"start":1700000000,"end":1700003600}\\n';
    const { setTimeout: pause } = await import("node:timers/promises");`;

  test("holds up who writes: 500 MB are offered, and few are taken until it reads", () => {
    const { out } = node(`${peak}
      import { filter } from "flow-filter";
      const megabyte = Buffer.from(line.repeat(1e6 / line.length));
      const stream = filter("bytes > 0");
      let taken = 0;
      const offer = () => taken < 500 && stream.write(megabyte, () => { taken++; offer(); });
      offer();
      await pause(300);
      const before = taken;
      let read = 0;
      for await (const chunk of stream) { read += chunk.length; if (read > 20e6) break; }
      console.log(before, taken > before, peak() < 150);`);
    expect(out).toBe("0 true true\n");
  });

  test("of results that are many times their input: they wait on disk", () => {
    const { out } = node(`${peak}
      import { bin } from "flow-bin";
      const stream = bin("1s", { spread: true });
      stream.end(line.repeat(300));
      await pause(100);
      let records = 0;
      for await (const chunk of stream) for (const byte of chunk) records += byte === 10;
      console.log(records, peak() < 170);`);
    // 300 flows of 3,600 seconds: 110 MB.
    expect(out).toBe("1080000 true\n");
  });

  test("holds up a thread that reads files", () => {
    const log = file("large.log", "");
    const line = "2 123456789010 eni-1 10.0.0.1 10.0.0.2 443 49152 6 1 40 1700000000 1700000060 ACCEPT OK\n";
    for (let part = 0; part < 10; part++) appendFileSync(log, line.repeat(100_000));
    const { out } = node(`${peak}
      import { read } from "flowlogs-read";
      const stream = read(${JSON.stringify(log)});
      stream.read(0);
      await pause(1500);
      const before = peak();
      let records = 0;
      for await (const chunk of stream) for (const byte of chunk) records += byte === 10;
      console.log(before < 150, peak() < 250, records);`);
    expect(out).toBe("true true 1000000\n");
  });
});

describe("a program that leaves early", () => {
  test("ends by itself: the thread, and the threads below it, are gone", () => {
    const { out, err } = node(`
      import { read } from "flowlogs-read";
      import { filter } from "flow-filter";
      for await (const { bytes } of read(["test/fixtures/sample", "test/fixtures/sample"], { workers: 2 }).records()) { console.log(typeof bytes); break; }
      for await (const { bytes } of read("test/fixtures/sample").pipe(filter("bytes > 0")).records()) { console.log(typeof bytes); break; }
      console.log(process.getActiveResourcesInfo().filter((it) => /MessagePort|Worker|Timeout/.test(it)).length);`);
    expect({ out, err }).toEqual({ out: "number\nnumber\n0\n", err: "" });
  });

  test("that follows a file, and lets the next run have its state", async () => {
    const log = file(
      "followed.log",
      "2 123456789010 eni-1 10.0.0.1 10.0.0.2 443 49152 6 1 40 1700000000 1700000060 ACCEPT OK\n",
    );
    const state = join(scratch, "state");
    const [source, options] = [log, { state }].map((it) => JSON.stringify(it));
    const { out, err } = node(`
      import { read } from "flowlogs-read";
      for await (const { srcaddr } of read(${source}, { ...${options}, follow: true }).records()) {
        console.log(srcaddr);
        break;
      }
      for await (const _ of read(${source}, ${options}).records());`);
    expect({ out, err }).toEqual({ out: "10.0.0.1\n", err: "" });
    expect(await shell(`flowlogs-read ${log} --state ${state}`)).toMatchObject({ err: "", status: 0 });
  });

  test("by a signal, from a pipe that stays silent", () => {
    const { out } = node(
      `
      import { read } from "flowlogs-read";
      const stopping = new AbortController();
      setTimeout(() => stopping.abort(), 300);
      try { await read("-", { signal: stopping.signal }).records().toArray(); } catch (error) { console.log(error.name); }`,
      undefined,
    );
    expect(out).toBe("AbortError\n");
  });
});

describe("read", () => {
  test("gives the bytes of the command, from sources of any kind", async () => {
    const { out } = await shell(
      `flowlogs-read ${root}/test/fixtures/sample/AWSLogs --start 2026-11-20T10:10Z --fields start,srcaddr`,
    );
    const program = `
      import { read } from "flowlogs-read";
      read("test/fixtures/sample/AWSLogs", { start: new Date("2026-11-20T10:10:00Z"), fields: ["start", "srcaddr"] }).pipe(process.stdout);`;
    expect(node(program)).toEqual({ out, err: "" });
    expect(out.split("\n").length).toBeGreaterThan(10);
  });

  test("ends with an error after the good records when a source cannot be read", () => {
    const { out } = node(`
      import { read } from "flowlogs-read";
      let count = 0;
      try { for await (const _ of read(["nowhere.log", "test/fixtures/v2.log"]).records()) count++; }
      catch ({ code, message }) { console.log(count > 0, code, message); }
      try { await read("test/fixtures/v2.log", { roleArn: "x" }).records().toArray(); }
      catch ({ code, option, message }) { console.log(code, option, message); }`);
    expect(out.split("\n")).toEqual([
      "true input flowlogs-read: nowhere.log: no such file; check the path",
      expect.stringMatching(/^invalid-option roleArn flowlogs-read: roleArn: is only for sources in AWS/),
      "",
    ]);
  });
});

/** Runs a program against the packages as they are built. */
function node(program: string, input: string | undefined = ""): { out: string; err: string } {
  const { stdout, stderr } = spawnSync(process.execPath, ["--input-type=module", "-e", program], {
    cwd: root,
    timeout: 60_000,
    ...(input === undefined ? { stdio: ["inherit", "pipe", "pipe"] } : { input }),
  });
  return { out: stdout.toString(), err: stderr.toString() };
}

function camel(name: string): string {
  return name.replace(/-(.)/g, (_, letter: string) => letter.toUpperCase());
}
