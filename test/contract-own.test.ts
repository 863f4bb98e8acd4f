// What a command does about files that it must not read, follow, or leave behind: those that it writes to itself, what is
// neither a file nor a folder, links in the place of its own files, and its files where the disk is full.
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { crc32 } from "node:zlib";
import { describe, expect, test } from "vitest";
import { cases, lines } from "./cases.ts";
import { file, quoted, scratch, shell } from "./command.ts";
import { log, numbers, upTo, world } from "./growing.ts";

function folder(name: string): string {
  const path = join(scratch, name);
  mkdirSync(path);
  return path;
}

const own = "this command writes to that file and cannot read it; write to another file";

describe.concurrent.each(cases)("$title", (it) => {
  const [name] = it.command;
  const command = quoted(it.command);

  test("does not read the file that it writes to, by whatever name, as standard input, or for its messages", async () => {
    const path = file(`own-${cases.indexOf(it)}`, lines(it, 2));
    const link = `${path}.link`;
    symlinkSync(path, link);
    for (const [words, source] of [
      [`${quoted([path])} >> ${quoted([path])}`, path],
      [`${quoted([link])} >> ${quoted([path])}`, link],
      [`< ${quoted([path])} >> ${quoted([path])}`, "stdin"],
    ]) {
      const outcome = await shell(`${command} ${words}`);
      expect(outcome).toEqual({ out: "", err: `${name}: ${source}: ${own}\n`, status: 3 });
    }
    const { out, status } = await shell(`${command} ${quoted([path])} 2>> ${quoted([path])}`);
    expect({ out, status }).toMatchObject({ status: 3 });
    expect(readFileSync(path, "utf8").length).toBeLessThan(10_000);
  });
});

describe.concurrent("in a folder", () => {
  test("the file that the output goes to is left out, and that is said; with --state it is a matter of course", async () => {
    const path = folder("output");
    writeFileSync(join(path, "a.log"), log(0, 3));
    const said = "flowlogs-read: out.ndjson is written to by this command; skipping it\n";
    const run = "flowlogs-read ./ --fields bytes";
    expect(await shell(`cd output; ${run} > out.ndjson`)).toEqual({ out: "", err: said, status: 0 });
    expect(await shell(`cd output; ${run} './*' >> out.ndjson`)).toMatchObject({ status: 0 });
    expect(await shell(`cd output; ${run} --state s >> out.ndjson`)).toEqual({ out: "", err: "", status: 0 });
    expect(numbers(readFileSync(join(path, "out.ndjson"), "utf8"))).toEqual([0, 1, 2, 0, 1, 2, 0, 1, 2, 0, 1, 2]);
  });

  test("so is the one that --bad-lines takes the place of, and --rest", async () => {
    const path = folder("bad");
    writeFileSync(join(path, "a.log"), log(0, 3));
    writeFileSync(join(path, "bad.log"), log(3, 3));
    const { out, err, status } = await shell("flowlogs-read bad --fields bytes --bad-lines bad/bad.log --force");
    expect({ numbers: numbers(out), status }).toEqual({ numbers: upTo(0, 3), status: 0 });
    expect(err).toBe("flowlogs-read: bad/bad.log is written to by this command; skipping it\n");
    const rest = file("rest.ndjson", '{"bytes":1}\n');
    const filter = `flow-filter 'bytes > 1' --rest "$1" --force "$1"`;
    expect(await shell(filter, rest)).toEqual({ out: "", err: `flow-filter: ${rest}: ${own}\n`, status: 3 });
  });

  test("named pipes and sockets are left out, and that is said; a named pipe that is named is read", async () => {
    const path = folder("pipes");
    writeFileSync(join(path, "a.log"), log(0, 3));
    await shell("mkfifo pipes/b.pipe");
    symlinkSync("b.pipe", join(path, "c.link"));
    const said = ["b.pipe", "c.link"].map(
      (name) => `flowlogs-read: pipes/${name} is neither a file nor a folder; skipping it\n`,
    );
    // A pattern takes files only; what a link leads to is seen when it is looked at.
    expect(await shell("flowlogs-read 'pipes/*'")).toMatchObject({ err: said[1], status: 0 });
    for (const words of ["pipes", "pipes --state pipes.state", "pipes --explain"]) {
      const { err, status } = await shell(`flowlogs-read ${words}`);
      expect({ err, status }).toEqual({ err: said.join(""), status: 0 });
    }
    const named = await shell("cat pipes/a.log > pipes/b.pipe & flowlogs-read pipes/b.pipe --fields bytes");
    expect(numbers(named.out)).toEqual(upTo(0, 3));
  });
});

/** As if somebody removed a file right after its folder was listed. */
const removing = file(
  "removing.cjs",
  `const fs = require("node:fs"), { readdirSync, rmSync } = fs;
   fs.readdirSync = (folder, ...more) => {
     const all = readdirSync(folder, ...more);
     rmSync(folder + "/gone.log", { force: true });
     return all;
   };
   require("node:module").syncBuiltinESMExports();`,
);

/** As if the disk were full when a file beside another one is written. */
const full = file(
  "full.cjs",
  `const fs = require("node:fs"), { openSync, writeSync, writeFileSync } = fs, full = new Set();
   const refuse = () => { throw Object.assign(new Error("ENOSPC: no space left on device, write"), { code: "ENOSPC" }); };
   fs.openSync = (path, ...more) => {
     const descriptor = openSync(path, ...more);
     if (String(path).endsWith(".new")) full.add(descriptor);
     return descriptor;
   };
   fs.writeSync = (descriptor, ...more) => (full.has(descriptor) ? refuse() : writeSync(descriptor, ...more));
   fs.writeFileSync = (to, ...more) => (full.has(to) ? refuse() : writeFileSync(to, ...more));
   require("node:module").syncBuiltinESMExports();`,
);
const preloaded = (path: string): string => `NODE_OPTIONS="--require ${path}"`;

test("a file that is gone when its turn comes is said, unless the next look or run sees to it", async () => {
  const path = folder("vanishing");
  writeFileSync(join(path, "a.log"), log(0, 3));
  const put = "cp vanishing/a.log vanishing/gone.log";
  const run = `${put}; ${preloaded(removing)} flowlogs-read vanishing --fields bytes`;
  const { out, err, status } = await shell(run);
  const said = "it disappeared after its folder was listed; run the command again";
  expect(err).toBe(`flowlogs-read: vanishing/gone.log: ${said}\n`);
  expect({ numbers: numbers(out), status }).toEqual({ numbers: upTo(0, 3), status: 3 });
  const kept = await shell(`${run} --state vanishing.state`);
  expect({ ...kept, out: numbers(kept.out) }).toEqual({ out: upTo(0, 3), err: "", status: 0 });
  const followed = await shell(`${run} --follow --limit 3`);
  expect({ ...followed, out: numbers(followed.out) }).toEqual({ out: upTo(0, 3), err: "", status: 0 });
});

describe.concurrent("its own files", () => {
  test.each([
    ["nothing", "ln -s nothing", "a link"],
    ["itself", "ln -s itself.state.lock", "a link"],
    ["pipe", "mkfifo", "not a file"],
  ])("where the lock should be, a link to %s is an error, and so is a named pipe", async (name, make, what) => {
    const lock = `${name}.state.lock`;
    const line = `${make} ${lock}; flowlogs-read "$1" --state ${name}.state`;
    const { out, err, status } = await shell(line, file("linked.log", log(0, 1)));
    expect({ out, status }).toEqual({ out: "", status: 3 });
    expect(err).toBe(`flowlogs-read: ${name}.state: the state cannot be locked: ${lock} is ${what}; remove it\n`);
  });

  test("are made where nothing is, whatever lies in their way, and nothing is left behind when the disk is full", async () => {
    const path = folder("beside");
    writeFileSync(join(path, "a.log"), `${log(0, 3)}oops\n`);
    const victim = file("victim", "as it was\n");
    for (const name of ["state.new", "state.lock.1", ".bad.1"]) symlinkSync(victim, join(path, name));
    const run = "flowlogs-read a.log --state state --bad-lines bad --force";
    const before = readdirSync(path).toSorted();
    for (const line of ["flowlogs-read a.log --bad-lines bad", "flowlogs-read a.log --state state"]) {
      const { status } = await shell(`cd beside; ${preloaded(full)} ${line}`);
      expect([status, readdirSync(path).toSorted()]).toEqual([4, before]);
    }
    expect(await shell(`cd beside; ${run}`)).toMatchObject({ status: 0 });
    expect(readdirSync(path).toSorted()).toEqual([...before, "bad", "state"].toSorted());
    expect(readFileSync(victim, "utf8")).toBe("as it was\n");
  });

  test("what a killed run left beside a state goes with the next one", async () => {
    const { folder: logs, state, next } = world("left");
    writeFileSync(join(logs, "a.log"), log(0, 1));
    const left = [join(scratch, ".left.state.abc123.new"), join(scratch, ".left.state.lock.abc123.new")];
    for (const path of left) writeFileSync(path, "");
    writeFileSync(`${state}.lock`, await shell("cat /proc/self/stat").then(({ out }) => lockOf(out)));
    expect(await next()).toEqual([0]);
    expect(left.filter((path) => existsSync(path))).toEqual([]);
  });
});

/** The lock of a process that has ended. */
function lockOf(stat: string): string {
  const [number = ""] = stat.split(" ");
  return JSON.stringify({ process: Number(number), began: "1", machine: hostname() });
}

describe.concurrent("a state with a sound checksum", () => {
  const path = file("foreign.log", log(0, 2));
  const mark = { identity: "1:2", size: 9, changed: "1", length: 9, print: "x", isWhole: false, isDone: true };
  test.each([
    ["no entry", "5"],
    ["half an entry", '["a"]'],
    ["no JSON", "{"],
    ["another name", '[1,{"a":1}]'],
    ["another entry", JSON.stringify([path, { a: 1 }])],
    ["no length", JSON.stringify([path, { ...mark, length: -5 }])],
    ["no position", JSON.stringify([path, { ...mark, position: { offset: -1, line: 0 } }])],
    ["no header", JSON.stringify([path, { ...mark, position: { offset: 1, line: 0, header: [5, 2] } }])],
  ])("and %s in it is refused", async (name, line) => {
    const body = `${line}\n`;
    const sum = crc32(body).toString(16).padStart(8, "0");
    const state = file(`${name}.state`, `{"flowlogs_state":1,"sources":1,"crc32":"${sum}"}\n${body}`);
    const { out, err, status } = await shell(`flowlogs-read ${quoted([path])} --state ${quoted([state])}`);
    expect({ out, status }).toEqual({ out: "", status: 3 });
    expect(err).toMatch(/^flowlogs-read: .*state.*\n$/);
    expect(readFileSync(state, "utf8")).toContain(body);
    rmSync(state);
  });
});

test("files and folders whose names are not UTF-8 are read, followed, kept in a state, and told by their bytes", async () => {
  const path = folder("bytes");
  const name = (text: string): Buffer => Buffer.from(join(path, text), "latin1");
  mkdirSync(name("d\xff"));
  for (const [at, text] of ["caf\xe9.log", "caf\xe8.log", "d\xff/a.log"].entries())
    writeFileSync(name(text), log(at, 1));
  const run = "flowlogs-read bytes --fields bytes";
  const all = await shell(`${run} --with-source; ${run} --explain`);
  expect(all).toMatchObject({ err: "", status: 0 });
  expect(all.out).toContain('"bytes/caf\\\\xe9.log"');
  expect(all.out).toContain("bytes/d\\xff/a.log: 52 bytes\n");
  expect(numbers(all.out)).toEqual([1, 0, 2]);
  expect(numbers((await shell(`${run} --state bytes.state`)).out)).toEqual([1, 0, 2]);
  writeFileSync(name("caf\xe9.log"), `${log(0, 1)}${log(3, 1)}oops\n`);
  const next = await shell(`${run} --state bytes.state`);
  expect(numbers(next.out)).toEqual([3]);
  expect(next.err).toMatch(/^flowlogs-read: bytes\/caf\\xe9.log:3: wrong number of columns/);
  const named = await shell(String.raw`flowlogs-read $'bytes/caf\xe9.log' $'bytes/no\xe7' --fields bytes`);
  expect([numbers(named.out), named.status]).toEqual([[0, 3], 3]);
  expect(named.err).toContain("flowlogs-read: bytes/no\\xe7: no such file; check the path\n");
  const added = String.raw`{ sleep 0.5; head -1 bytes/caf*8.log >> $'bytes/caf\xe8.log'; } & `;
  const followed = await shell(
    `head -1 bytes/d*/a.log > x; ${added.replace("bytes/caf*8.log", "x")} ${run} --follow --limit 5`,
  );
  expect(numbers(followed.out).toSorted((one, other) => one - other)).toEqual([0, 1, 2, 2, 3]);
});
