// What every command does when its output is not simply taken: a reader that leaves, a slow one, a full disk, descriptors
// that are closed or were made non-blocking; and that it keeps nothing back that could be out.
import { existsSync } from "node:fs";
import { gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { type Case, cases, commands, lines } from "./cases.ts";
import { commandNames, file, outcome, quoted, shell, start, startShell, untilPrinted } from "./command.ts";

/** More than the buffers of a few pipes hold, in each format. */
const many = 20_000;
const paths = new Map(commands.map((it) => [it.command[0], file(`${it.command[0]}.input`, lines(it, many))]));
const pathOf = ({ command: [name] }: Case): string => quoted([paths.get(name) ?? ""]);

/** A parent that makes the standard streams, which it shares with its child, non-blocking, as Node does with its own. */
const unblock = file(
  "unblock.mjs",
  `import { spawn } from "node:child_process";
  import { readFileSync } from "node:fs";
  const child = spawn(process.argv[2], process.argv.slice(3), { stdio: "inherit" });
  child.on("exit", (code) => (process.exitCode = code));
  void [process.stdin, process.stdout];
  for (const descriptor of [0, 1]) {
    const [, flags] = /flags:\\s*(\\d+)/.exec(readFileSync("/proc/" + child.pid + "/fdinfo/" + descriptor, "utf8"));
    if ((parseInt(flags, 8) & 0o4000) === 0) console.error("descriptor " + descriptor + " blocks");
  }`,
);

describe.concurrent.each(cases)("$title", (it) => {
  const command = quoted(it.command);

  test.runIf(it.isPrompt)("ends in silence when its reader leaves", async () => {
    const line = lines(it, 1).trimEnd();
    const first = it.prints.slice(0, it.prints.indexOf("\n") + 1);
    const { out, err, status } = await shell(`yes "$1" | ${command} | head -1; exit "\${PIPESTATUS[1]}"`, line);
    expect({ out, err, status }).toEqual({ out: first, err: "", status: 0 });
  });

  test("ends in silence when nobody reads at all", async () => {
    const ended = await shell(`${command} < ${pathOf(it)} | true; exit "\${PIPESTATUS[0]}"`);
    expect(ended).toEqual({ out: "", err: "", status: 0 });
  });

  test("gives all to a slow reader, and to one that made the pipes non-blocking", async () => {
    const whole = await shell(`${command} < ${pathOf(it)}`);
    expect(whole).toMatchObject({ err: "", status: 0 });
    expect(await shell(`cat ${pathOf(it)} | ${command} | { sleep 0.3; dd bs=1000 status=none; }`)).toEqual(whole);
    const input = `{ sleep 0.2; head -c 500000 ${pathOf(it)}; sleep 0.2; tail -c +500001 ${pathOf(it)}; }`;
    expect(await shell(`${input} | node ${unblock} ${command} | { sleep 0.3; cat; }`)).toEqual(whole);
  });

  test("takes input that comes byte by byte", async () => {
    const few = file(`${it.title}.few`, lines(it, 20));
    const whole = await shell(`${command} < ${quoted([few])}`);
    expect(await shell(`dd bs=1 status=none < ${quoted([few])} | ${command}`)).toEqual(whole);
  });

  test.runIf(it.isPrompt)("gives a record at once, while its input is open", async () => {
    const child = start(it.command);
    child.stdin.write(lines(it, 1));
    expect(await untilPrinted(child, it.prints)).toBe(it.prints);
    child.stdin.write(lines(it, 1, 1));
    expect(await untilPrinted(child, "10.0.0.1")).toContain("\n");
    child.stdin.end();
    expect(await outcome(child)).toMatchObject({ err: "", status: 0 });
  });
});

test("a record is through three commands while the input is open", async () => {
  const child = startShell("cat | flowlogs-read | flow-filter 'bytes > 0' | flow-bin 1m");
  child.stdin.write(lines({ command: ["flowlogs-read"] }, 1));
  expect(await untilPrinted(child, '"bin":"2023-11-14T22:13:00Z"}\n')).toMatch(/^\{.*\}\n$/);
  child.stdin.end();
  expect(await outcome(child)).toMatchObject({ err: "", status: 0 });
});

test("what is complete in an archive is out while the input is open", async () => {
  const child = start(["flowlogs-read"]);
  child.stdin.write(gzipSync(lines({ command: ["flowlogs-read"] }, 1)));
  try {
    expect(await untilPrinted(child, "10.0.0.0")).toContain("\n");
  } finally {
    child.stdin.end();
  }
  expect(await outcome(child)).toMatchObject({ err: "", status: 0 });
});

test("endless input ends with --limit", async () => {
  const line = lines({ command: ["flowlogs-read"] }, 1).trimEnd();
  const { out, err, status } = await shell(
    'yes "$1" | flowlogs-read --format default --limit 3; exit "${PIPESTATUS[1]}"',
    line,
  );
  expect({ count: out.split("\n").length - 1, err, status }).toEqual({ count: 3, err: "", status: 0 });
});

describe.concurrent.each(commands)("$command.0", (it) => {
  const command = quoted(it.command);

  test.skipIf(!existsSync("/dev/full"))("a full disk is said, status 4", async () => {
    const { out, err, status } = await shell(`${command} < ${pathOf(it)} > /dev/full`);
    expect({ out, status }).toEqual({ out: "", status: 4 });
    expect(err).toMatch(new RegExp(`^${it.command[0]}: standard output: no space left on device.*\n$`));
  });

  // Node opens /dev/null in place of a descriptor that is closed, before any program can know of it.
  test.each([">&-", "<&-", "2>&-", "<&- >&- 2>&-"])("%s does not upset it", async (closed) => {
    const { err, status } = await shell(`${command} < ${pathOf(it)} ${closed}`);
    expect({ err, status }).toEqual({ err: "", status: 0 });
  });

  test("a terminal gets all of it", async (context) => {
    const hasScript = (await shell("command -v script")).status === 0;
    if (!hasScript) context.skip("script (util-linux), which makes terminals, is not installed");
    const few = quoted([file(`${it.title}.terminal`, lines(it, 500))]);
    const whole = await shell(`${command} < ${few}`);
    const { words = [], footer = "" } = it.terminal ?? {};
    const onTerminal = [command, ...words].join(" ");
    const { out, status } = await shell(`script -qec "$1" /dev/null`, `${onTerminal} < ${few}`);
    expect({ out: out.replaceAll("\r\n", "\n"), status }).toEqual({ out: whole.out + footer, status: 0 });
  });
});

test.each(commandNames)("%s: help is output like any other", async (name) => {
  expect(await shell(`${name} --help | true; exit "\${PIPESTATUS[0]}"`)).toEqual({ out: "", err: "", status: 0 });
});
