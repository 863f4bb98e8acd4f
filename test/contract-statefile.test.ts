// What becomes of the file that --state names: what it takes, who may use it, and what it forgets.
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { file, outcome, run, scratch, start } from "./command.ts";
import { log, upTo, world } from "./growing.ts";

describe.concurrent("the state", () => {
  const unharmed = "the file is unchanged: name another one, or remove it to read everything from the start";

  test.each([
    ["garbage", "garbage\n", `not a flowlogs-read state file; ${unharmed}`],
    ["empty", "", `not a flowlogs-read state file; ${unharmed}`],
    ["another file", '{"a":1}\n', `not a flowlogs-read state file; ${unharmed}`],
    [
      "newer",
      '{"flowlogs_state":2,"crc32":"00000000"}\n',
      "the state has version 2; this flowlogs-read knows version 1; use a newer flowlogs-read",
    ],
    ["damaged", '{"flowlogs_state":1,"crc32":"00000001"}\n', `the state is damaged; ${unharmed}`],
  ])("that is %s is refused, and left as it is", async (name, content, said) => {
    const path = file(`${name}.json`, content);
    const { out, err, status } = await run(["flowlogs-read", file(`${name}.log`, log(0, 1)), "--state", path]);
    expect({ out, err, status }).toEqual({ out: "", err: `flowlogs-read: ${path}: ${said}\n`, status: 3 });
    expect(readFileSync(path, "utf8")).toBe(content);
    expect(existsSync(`${path}.lock`)).toBe(false);
  });

  test("cut off anywhere it is refused", async () => {
    const { state, folder, next } = world("cut-off");
    writeFileSync(join(folder, "a.log"), log(0, 3));
    await next();
    const whole = readFileSync(state, "utf8");
    for (const length of [1, 40, whole.indexOf("\n") + 1, whole.length - 1]) {
      writeFileSync(state, whole.slice(0, length));
      const { out, status } = await run(["flowlogs-read", folder, "--state", state]);
      expect({ out, status }).toEqual({ out: "", status: 3 });
    }
  });

  test("belongs to one run at a time; a lock that a dead one left is taken over", async () => {
    const { state, folder, next } = world("lock");
    writeFileSync(join(folder, "a.log"), log(0, 3));
    const first = start(["flowlogs-read", folder, "--state", state, "--follow"]);
    await new Promise((resolve) => first.stdout.once("data", resolve));
    const second = await run(["flowlogs-read", folder, "--state", state]);
    const busy = `the state is in use by process ${first.pid}; wait until it ends, or name another file`;
    expect(second).toEqual({ out: "", err: `flowlogs-read: ${state}: ${busy}\n`, status: 3 });
    const ended = outcome(first);
    first.kill("SIGKILL");
    await ended;
    expect(existsSync(`${state}.lock`)).toBe(true);
    expect(await next()).toEqual(upTo(0, 3)); // the first one was killed before it saved
    expect(existsSync(`${state}.lock`)).toBe(false);
    expect(await next()).toEqual([]);
  });

  test("a lock of another machine, or one that cannot be read, is left alone", async () => {
    const { state, folder } = world("foreign");
    writeFileSync(join(folder, "a.log"), log(0, 3));
    for (const content of [JSON.stringify({ process: 1, began: "", machine: `not-${hostname()}` }), "?"]) {
      writeFileSync(`${state}.lock`, content);
      const { out, err, status } = await run(["flowlogs-read", folder, "--state", state]);
      expect({ out, status }).toEqual({ out: "", status: 3 });
      expect(err).toContain(`remove foreign.state.lock if that run is over`);
      expect(readFileSync(`${state}.lock`, "utf8")).toBe(content);
    }
  });

  test("may lie among the logs, and forgets files that are gone", async () => {
    const { folder } = world("among");
    const state = join(folder, "state");
    writeFileSync(join(folder, "a.log"), log(0, 3));
    writeFileSync(join(folder, "b.log"), log(3, 1));
    const next = async (): Promise<object> =>
      await run(["flowlogs-read", folder, "--state", state, "--fields", "bytes"]);
    expect(await next()).toMatchObject({ err: "", status: 0 });
    rmSync(join(folder, "a.log"));
    // It may just have been renamed while the folder was listed.
    for (let look = 0; look < 3; look++) expect(await next()).toEqual({ out: "", err: "", status: 0 });
    const kept = readFileSync(state, "utf8");
    expect([kept.includes("a.log"), kept.includes("b.log")]).toEqual([false, true]);
  });

  test("is kept when all files are gone at once, as they are when a disk is not mounted", async () => {
    const { folder, next, state } = world("unmounted");
    writeFileSync(join(folder, "a.log"), log(0, 3));
    await next();
    renameSync(folder, `${folder}.away`);
    mkdirSync(folder);
    expect(await next()).toEqual([]);
    expect(readFileSync(state, "utf8")).toContain("a.log");
    rmSync(folder, { recursive: true });
    renameSync(`${folder}.away`, folder);
    expect(await next()).toEqual([]);
  });

  test("that cannot be written is an error, and what was read is read again", async () => {
    const { out, err, status } = await run(["flowlogs-read", file("x.log", log(0, 1)), "--state", "/proc/none/state"]);
    expect({ out, status }).toEqual({ out: "", status: 4 });
    expect(err).toMatch(/^flowlogs-read: \/proc\/none\/state: the state cannot be locked: /);
  });

  test.each(["SIGINT", "SIGTERM"] as const)("is saved when %s ends the run", async (signal) => {
    const { folder, next, state } = world(signal);
    writeFileSync(join(folder, "a.log"), log(0, 100));
    const child = start(["flowlogs-read", folder, "--state", state, "--follow", "--fields", "bytes"]);
    await new Promise((resolve) => child.stdout.once("data", resolve));
    const ended = outcome(child);
    child.kill(signal);
    expect(await ended).toMatchObject({ err: "", status: signal });
    expect(await next()).toEqual([]);
  });

  test("goes with neither standard input nor a limit", async () => {
    for (const words of [[], ["-"], [scratch, "-"], [scratch, "--limit", "1"]]) {
      const { out, err, status } = await run(["flowlogs-read", "--state", join(scratch, "no.state"), ...words]);
      expect({ out, status }).toEqual({ out: "", status: 2 });
      expect(err).toMatch(/^flowlogs-read: --state: (standard input|--limit would skip records)/);
    }
  });
});
