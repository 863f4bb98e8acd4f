// What flowlogs-read says and writes is the same for any number of workers, whatever is wrong with what it reads; and they
// end with it, whoever ends it.
import { readFileSync, mkdirSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { type CommandLine, file, outcome, run, scratch, shell, start, untilPrinted } from "./command.ts";

const header =
  "version account-id interface-id srcaddr dstaddr srcport dstport protocol packets bytes start end action log-status";

/** One of many flows: every hundredth is rejected, and every thirtieth is no flow. */
function line(n: number): string {
  if (n % 30 === 29) return `oops ${n}\n`;
  const ends = `10.0.${n % 250}.1 10.1.1.1 ${n % 65_536} 443`;
  const time = `${1_418_530_010 + n} ${1_418_530_070 + n}`;
  return `2 123456789010 eni-${n % 7} ${ends} 6 ${n} ${n * 40} ${time} ${n % 100 === 0 ? "REJECT" : "ACCEPT"} OK\n`;
}

/** As many of them, from one on, under a header. */
function flows(from: number, count: number): string {
  return `${header}\n${Array.from({ length: count }, (_, n) => line(from + n)).join("")}`;
}

for (let day = 1; day <= 12; day++) {
  const bytes = gzipSync(flows(day * 10_000, 50 + ((day * 7919) % 3000)));
  file(`tree/${String(day).padStart(2, "0")}.log.gz`, day % 5 === 0 ? bytes.subarray(0, bytes.length >> 1) : bytes);
}
file("tree/03.plain.log", flows(0, 4000));
file("tree/04.none.log", "");
file("tree/07.one.log", `${header}\n`);
file("tree/08.trailing.log.gz", Buffer.concat([gzipSync(flows(5, 20)), Buffer.from("more")]));
mkdirSync(join(scratch, "tree/09.empty"));
symlinkSync("nowhere", join(scratch, "tree/06.link"));
const sources = ["tree", "missing", "tree/03.plain.log", "no*thing", "tree/11.log.gz"];

/** The same without the seconds that it took. */
function timeless(text: string): string {
  return text.replaceAll(/"seconds":[\d.]+/g, "");
}

test.each<[what: string, words: string[], status?: number]>([
  ["all", []],
  ["few", ["--where", "action = REJECT", "--fields", "srcaddr,bytes"]],
  ["none", ["--where", "dstport = 1"]],
  ["a window", ["--start", "2014-12-14T06:00:00Z", "--end", "2014-12-14T09:00:00Z"]],
  ["with a limit", ["--limit", "3000"], 0],
  ["strictly", ["--strict"]],
  ["each once", ["--dedupe"]],
])("%s: output, messages, counts and status are the same for any number of workers", async (_, words, status = 3) => {
  const command: CommandLine = ["flowlogs-read", "--stats=json", ...words, ...sources];
  const one = await run([...command, "--workers", "1"]);
  expect(one.status).toBe(status);
  expect(one.err).toContain('"records":');
  for (const workers of ["2", "5"]) {
    const many = await run([...command, "--workers", workers]);
    expect(timeless(many.err)).toBe(timeless(one.err));
    expect({ ...many, err: "" }).toEqual({ ...one, err: "" });
  }
});

test("standard input has its place among files that are read in threads", async () => {
  const piped = flows(77, 100);
  const mixed: CommandLine = ["flowlogs-read", "tree/01.log.gz", "tree/02.log.gz", "-", "tree/03.log.gz"];
  const one = await run([...mixed, "--workers", "1"], piped);
  expect(one.out.split("\n").length).toBeGreaterThan(100);
  expect(await run([...mixed, "--workers", "3"], piped)).toEqual(one);
});

test("a list that comes through a pipe, which can be read once, is known to every thread", async () => {
  const of = ["tree/01.log.gz", "tree/02.log.gz", "tree/03.plain.log"] as const;
  const { out, status } = await shell(
    `printf '10.0.7.1\\n10.0.8.0/24\\n' | flowlogs-read --where 'srcaddr in @/dev/stdin' ${of.join(" ")} --workers 3 2>/dev/null`,
  );
  const addresses = ["10.0.7.1", "10.0.8.1"];
  const all = await run(["flowlogs-read", ...of, "--workers", "1"]);
  const wanted = all.out.split("\n").filter((it) => addresses.some((source) => it.includes(`"srcaddr":"${source}"`)));
  expect(wanted.length).toBeGreaterThan(20);
  expect(out).toBe(wanted.map((it) => `${it}\n`).join(""));
  expect(status).toBe(0);
});

test("what cannot be opened does not count as read, in threads or without", async () => {
  for (const workers of ["1", "3"]) {
    const { err } = await run([
      "flowlogs-read",
      "--stats=json",
      "--workers",
      workers,
      "tree/07.one.log",
      "missing.log",
    ]);
    expect(err).toContain('"files":{"read":1,"not read":1}');
  }
});

test("threads end when nobody reads the output any more", async () => {
  const { out, status } = await shell(
    "flowlogs-read tree tree tree --workers 3 2>/dev/null | head -1; echo ${PIPESTATUS[0]}",
  );
  expect(out.split("\n").slice(1)).toEqual(["0", ""]);
  expect(status).toBe(0);
});

test("threads end with Ctrl-C, also while they wait for their turn", async () => {
  // Nobody reads: all buffers are full, and the threads wait.
  const child = start(["flowlogs-read", ...Array.from({ length: 40 }, () => "tree"), "--workers", "3"]);
  const ended = outcome(child);
  await untilPrinted(child, "\n");
  child.stdout.pause();
  await new Promise((resolve) => setTimeout(resolve, 300));
  child.kill("SIGINT");
  child.stdout.resume();
  expect((await ended).status).toBe("SIGINT");
});

test("memory stays within bounds over large archives, with one worker", async () => {
  // Some 90 MB of text each. What is measured is the whole process.
  const large = gzipSync(flows(0, 20_000).repeat(40));
  const path = file("large.log.gz", large);
  const probe = file(
    "probe.cjs",
    'process.on("exit", () => process.stderr.write(`peak ${process.resourceUsage().maxRSS}\\n`));',
  );
  const command = `NODE_OPTIONS="--require ${probe}" flowlogs-read --workers 1 --where 'action = REJECT' --fields srcaddr "$1" "$1" 2>&1 >/dev/null | sort -u | tail -1`;
  const { out } = await shell(command, path);
  expect(Number(/peak (\d+)/.exec(out)?.[1])).toBeLessThan(150 * 1024);
  expect(readFileSync(path).length).toBe(large.length);
});
