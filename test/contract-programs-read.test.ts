// What programs can rely on when they read: memory stays small behind a slow reader, and leaving a stream early ends what it
// reads from.
import { appendFileSync, existsSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { file, scratch, shell } from "./command.ts";
import { node, root } from "./program.ts";

describe.skipIf(!existsSync("/proc/self/status"))("a slow reader", () => {
  const peak = `import { readFileSync } from "node:fs";
    const peak = () => Number(/VmHWM:\\s*(\\d+)/.exec(readFileSync("/proc/self/status", "utf8"))[1]) / 1024;
    const line = '{"srcaddr":"10.0.0.1","bytes":1500,"start":1700000000,"end":1700003600}\\n';
    const { setTimeout: pause } = await import("node:timers/promises");`;

  test("holds up who writes: 500 MB are offered, and few are taken until it reads", () => {
    const { out } = node(`${peak}
      import { filter } from "@flowlogs/filter";
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
      import { bin } from "@flowlogs/bin";
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
      import { read } from "@flowlogs/read";
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
      import { read } from "@flowlogs/read";
      import { filter } from "@flowlogs/filter";
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
      import { read } from "@flowlogs/read";
      for await (const { srcaddr } of read(${source}, { ...${options}, follow: true }).records()) {
        console.log(srcaddr);
        break;
      }
      for await (const _ of read(${source}, ${options}).records());`);
    expect({ out, err }).toEqual({ out: "10.0.0.1\n", err: "" });
    expect(await shell(`flowlogs-read ${log} --state ${state}`)).toMatchObject({ err: "", status: 0 });
  });

  test("by a signal, from a pipe that stays silent", async () => {
    const program = `
      import { read } from "@flowlogs/read";
      const stopping = new AbortController();
      setTimeout(() => stopping.abort(), 500);
      try { await read("-", { signal: stopping.signal }).records().toArray(); } catch (error) { console.log(error.name); }`;
    const line = 'mkfifo silent; exec 3<>silent; cd "$1"; node --input-type=module -e "$2" <&3';
    expect(await shell(line, root, program)).toEqual({ out: "AbortError\n", err: "", status: 0 });
  });
});

describe("read", () => {
  test("gives the bytes of the command, from sources of any kind", async () => {
    const { out } = await shell(
      `flowlogs-read ${root}/test/fixtures/sample/AWSLogs --start 2026-11-20T10:10Z --fields start,srcaddr`,
    );
    const program = `
      import { read } from "@flowlogs/read";
      read("test/fixtures/sample/AWSLogs", { start: new Date("2026-11-20T10:10:00Z"), fields: ["start", "srcaddr"] }).pipe(process.stdout);`;
    expect(node(program)).toEqual({ out, err: "", status: 0 });
    expect(out.split("\n").length).toBeGreaterThan(10);
  });

  test("ends with an error after the good records when a source cannot be read", () => {
    const { out } = node(`
      import { read } from "@flowlogs/read";
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
