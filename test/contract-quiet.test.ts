// -q: the same in every command. Notes, warnings and statistics are not printed; errors are, and output and exit code stay.
import { describe, expect, test } from "vitest";
import { commandNames, shell } from "./command.ts";

/** A bad line, and a record without the field that is asked for. */
const input = `printf '{"bytes":1,"start":60,"srcaddr":"10.0.0.1"}\\nx\\n' |`;

/** For each command a call that warns; FLAGS is where options go. */
const warned: Readonly<Record<string, string>> = {
  "flowlogs-read": `${input} flowlogs-read FLAGS --fields bytes,byts`,
  "flow-filter": `${input} flow-filter FLAGS 'byts is null or bytes = 1'`,
  "flow-bin": `${input} flow-bin FLAGS 1m`,
  "flow-group": `${input} flow-group FLAGS --by srcaddr 'sum(bytes)'`,
  "flow-label": `${input} flow-label FLAGS srcaddr --from builtin:`,
  "flow-pair":
    `printf '{"srcaddr":"10.0.0.1","dstaddr":"10.0.0.2","srcport":1,"dstport":2,"protocol":6,"start":60,"interface_id":"eni-1"}\\nx\\n' | ` +
    "flow-pair FLAGS",
  "flow-top": `${input} flow-top FLAGS --by bytes`,
  "flow-query": `${input} flow-query FLAGS "filter 'byts is null or bytes = 1'"`,
  "flow-write": `${input} flow-write FLAGS $(mktemp -d -p .) --layout flat --fields start,bytes --list`,
  "flow-fmt": `${input} flow-fmt FLAGS -o csv --fields bytes,byts`,
};

test("there is a call of each command", () => {
  expect(Object.keys(warned).toSorted()).toEqual(commandNames.toSorted());
});

describe.concurrent.each(Object.entries(warned))("%s", (name, call) => {
  // flow-query only runs others.
  const teller = name === "flow-query" ? "flow-filter" : name;
  const run = (flags: string): ReturnType<typeof shell> => shell(`set -o pipefail; ${call.replace("FLAGS", flags)}`);

  test("prints no warning and no statistics", async () => {
    const [loud, quiet, short, counted] = await Promise.all(["", "--quiet", "-q", "-q --stats"].map(run));
    expect(loud?.err).toContain(`${teller}: stdin:2: `);
    expect(loud?.out).not.toBe("");
    for (const it of [quiet, short, counted]) expect(it).toEqual({ out: loud?.out, status: 0, err: "" });
  });

  test("prints errors, as text and as objects", async () => {
    const [loud, quiet, json] = await Promise.all(["--strict", "-q --strict", "-q --strict --errors=json"].map(run));
    expect({ out: quiet?.out, status: quiet?.status }).toEqual({ out: loud?.out, status: 3 });
    // What is left are lines of the loud run, in their order, without the warnings.
    const kept = loud?.err.split("\n").filter((line) => !line.startsWith(`${teller}: stdin:2: `));
    expect(quiet?.err.split("\n")).toEqual(kept);
    expect(quiet?.err).toContain("1 bad line; an error because of --strict");
    const levels = json?.err.split("\n").flatMap((line) => (line === "" ? [] : JSON.parse(line).level));
    expect(new Set(levels)).toEqual(new Set(["error"]));
  });

  test("prints what is wrong with the call", async () => {
    const { err, status } = await shell(`${name} -q --no-such-option </dev/null`);
    expect(err).toContain(`${name}: unknown option --no-such-option`);
    expect(status).toBe(2);
  });
});

test("a missing file is told, and a variable is as good as the option", async () => {
  const missing = await shell("flow-fmt -q no/such/file");
  expect(missing).toMatchObject({ err: "flow-fmt: no/such/file: no such file; check the path\n", status: 3 });
  const quiet = await shell(`${input} FLOWLOGS_QUIET=1 flow-fmt -o csv`);
  expect(quiet).toMatchObject({ err: "", status: 0 });
});
