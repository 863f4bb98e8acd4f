// What comes out before the input ends: rows, interim results, and bins that are over. Nothing here measures time: the input
// stays open until what is waited for was printed.
import { appendFileSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { file, outcome, run, scratch, start, startShell, untilPrinted } from "./command.ts";

const bin = (minute: number): string =>
  `2026-11-20T${10 + Math.floor(minute / 60)}:${String(minute % 60).padStart(2, "0")}:00Z`;

test("a bin is written when it is over, while the input goes on", async () => {
  const child = start(["flow-group", "--by", "bin", "count()", "--late", "1m"]);
  child.stdin.write([0, 1, 0, 2].map((minute) => `{"bin":"${bin(minute)}"}\n`).join(""));
  await untilPrinted(child, `{"bin":"${bin(0)}","count()":2}\n`);
  child.stdin.end(`{"bin":"${bin(2)}"}\n`);
  const rest = `{"bin":"${bin(1)}","count()":1}\n{"bin":"${bin(2)}","count()":2}\n`;
  expect(await outcome(child)).toEqual({ status: 0, out: rest, err: "" });
});

test("bins that were written take no memory: what would not fit at once needs no temporary file", async () => {
  const lines: string[] = [];
  for (let minute = 0; minute < 300; minute++) {
    for (let i = 0; i < 400; i++)
      lines.push(`{"bin":"${bin(minute)}","srcaddr":"10.0.${i % 4}.${(minute + i) % 250}","n":${i}}\n`);
  }
  const path = file("bins.ndjson", lines.join(""));
  const words = ["--by", "bin,srcaddr", "sum(n)", "p95(n)", "--max-memory", "32M", "--stats=json", path];
  const all = await run(["flow-group", ...words]);
  const late = await run(["flow-group", "--late", "5m", ...words]);
  expect(late.out).toBe(all.out);
  expect(all.err).toContain('"spilled":');
  expect(late.err).not.toContain('"spilled":');
});

test("interim results come from followed files through the whole pipe", async () => {
  const folder = join(scratch, "follow");
  mkdirSync(folder);
  const log = join(folder, "flow.log");
  const lines = readFileSync(join(import.meta.dirname, "fixtures/v2.log"), "utf8").split("\n");
  writeFileSync(log, `${lines.slice(0, 3).join("\n")}\n`);
  const child = startShell(
    `flowlogs-read "$1" --follow 2>/dev/null | flow-filter 'bytes > 0' | flow-bin 1m --at start |
       flow-group --by bin 'count()' --every 100ms | flow-filter 'count() > 0'`,
    folder,
  );
  child.stdin.end();
  await untilPrinted(child, '"interim()":1}\n{"interim()":"end"}\n');
  appendFileSync(log, `${lines[0]}\n`);
  await untilPrinted(child, '{"interim()":"end"}\n');
  if (child.pid !== undefined) process.kill(-child.pid, "SIGINT");
  const { out } = await outcome(child);
  expect(out.endsWith("}\n")).toBe(true);
  expect(out).toContain('{"interim()":"final"}\n');
});

test("rows that are there appear through four commands while the log is followed", async () => {
  const folder = join(scratch, "rows");
  mkdirSync(folder);
  writeFileSync(join(folder, "flow.log"), readFileSync(join(import.meta.dirname, "fixtures/v2.log")));
  const child = startShell(
    `flowlogs-read "$1" --follow 2>/dev/null | flow-filter 'bytes > 0' | flow-bin 1m --at start | flow-fmt --fields srcaddr,bytes,bin`,
    folder,
  );
  child.stdin.end();
  expect(await untilPrinted(child, "srcaddr")).toMatch(/^srcaddr {2,}bytes {2}bin\n/);
  if (child.pid !== undefined) process.kill(-child.pid, "SIGINT");
  await outcome(child);
});
