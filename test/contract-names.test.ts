// What names promise, in every command and in every option that takes one: a name that no record has never ends in a silent
// answer, one in another spelling is the same field, and a strange record changes no other one's answer.
import { describe, expect, test } from "vitest";
import type { Kind } from "../packages/cli/src/kind.ts";
import { command as flowBin } from "../packages/flow-bin/src/command.ts";
import { command as flowFilter } from "../packages/flow-filter/src/command.ts";
import { command as flowFmt } from "../packages/flow-fmt/src/command.ts";
import { command as flowGroup } from "../packages/flow-group/src/command.ts";
import { command as flowTop } from "../packages/flow-top/src/command.ts";
import { command as flowlogsRead } from "../packages/flowlogs-read/src/command.ts";
import { type CommandLine, commandNames, file, run, shell } from "./command.ts";

const definitions = [flowlogsRead, flowFilter, flowBin, flowGroup, flowTop, flowFmt];

/** Placeholders of values in which names of fields stand. */
const nameKinds = ["FIELD", "FIELD,...", "EXPR", "KEY,...", "KEYS", "AGGREGATE"];

/** `late`: the answer hangs on it, and what streams has been written before that is known. */
type Answer = "vital" | "late" | "told";

/**
 * For each option or operand that takes a name: a command with NAME in it, and whether the answer hangs on it. What a
 * definition has and this list lacks fails the test below.
 */
const uses: readonly [where: string, command: CommandLine, answer: Answer][] = [
  ["flowlogs-read --fields", ["flowlogs-read", "--fields", "srcaddr,NAME"], "told"],
  ["flowlogs-read --where", ["flowlogs-read", "--where", "bytes > 1 or NAME = 5"], "told"],
  ["flow-filter expression", ["flow-filter", "bytes > 1 or NAME = 5"], "told"],
  ["flow-filter expression", ["flow-filter", "not (NAME in [1, 2])"], "told"],
  ["flow-filter expression", ["flow-filter", "isempty(NAME) or floor(NAME / 2) = 1"], "told"],
  ["flow-bin by", ["flow-bin", "5m", "--fill", "--by", "bin,NAME"], "vital"],
  ["flow-bin zero", ["flow-bin", "5m", "--fill", "--by", "bin", "--zero", "NAME"], "vital"],
  ["flow-bin null", ["flow-bin", "5m", "--fill", "--by", "bin", "--null", "NAME"], "vital"],
  ["flow-bin time", ["flow-bin", "5m", "--time", "NAME"], "late"],
  ["flow-group by", ["flow-group", "--by", "NAME", "count()"], "vital"],
  ["flow-group by", ["flow-group", "--by", "NAME/24 as net", "count()"], "vital"],
  ["flow-group by", ["flow-group", "--by", "floor(NAME / 10) as ten", "count()"], "vital"],
  ["flow-group aggregates", ["flow-group", "--by", "srcaddr", "sum(NAME)"], "vital"],
  ["flow-group aggregates", ["flow-group", "count(NAME)", "count()"], "vital"],
  ["flow-group aggregates", ["flow-group", "p95(NAME * 8)"], "vital"],
  ["flow-group aggregates", ["flow-group", "count(NAME = 5)"], "told"],
  ["flow-group aggregates", ["flow-group", "sum(bytes where NAME > 5)"], "told"],
  ["flow-top by", ["flow-top", "2", "--by", "NAME"], "vital"],
  ["flow-top by", ["flow-top", "--sort", "--by", "bytes desc, NAME asc"], "vital"],
  ["flow-top by", ["flow-top", "--by", "NAME / 2", "--share"], "vital"],
  ["flow-top per", ["flow-top", "2", "--by", "bytes", "--per", "NAME", "--other"], "vital"],
  ["flow-fmt fields", ["flow-fmt", "--fields", "srcaddr,NAME"], "told"],
  ["flow-fmt fields", ["flow-fmt", "-o", "json", "--fields", "NAME"], "told"],
];

/** Options whose names are of what the command itself makes: they are refused before anything is read. */
const madeHere = ["flow-group having"];

test("every option that takes a name is tried", () => {
  const taking = definitions.flatMap(({ name, options, operands }) =>
    Object.entries<{ readonly kind: Kind<unknown> | "switch" }>({ ...operands, ...options })
      .filter(([, { kind }]) => kind !== "switch" && nameKinds.includes(kind.placeholder))
      .map(([option]) => `${name} ${option}`),
  );
  const tried = [...uses.map(([where]) => where.replace("--", "")), ...madeHere];
  expect(taking.filter((where) => !tried.includes(where))).toEqual([]);
  expect(definitions.map(({ name }) => name)).toEqual(commandNames);
});

const flows = [
  '{"srcaddr":"10.0.0.1","bytes":700,"start":1795255410,"bin":"2026-11-21T10:00:00Z"}',
  '{"srcaddr":"10.0.0.2","bytes":50,"start":1795255710,"bin":"2026-11-21T10:05:00Z"}',
];
const input = flows.map((line) => `${line}\n`).join("");

function withName(command: CommandLine, name: string): CommandLine {
  const [program, ...words] = command;
  return [program, ...words.map((word) => word.replaceAll("NAME", name))];
}

describe.concurrent("a name in no record", () => {
  test.each(uses)("%s: %j", async (_, command, answer) => {
    const { out, err, status } = await run(withName(command, "byte_s2"), input);
    expect(err).toContain(`${command[0]}: no record has "byte_s2"; `);
    expect(err).toMatch(/the keys are srcaddr, bytes, start and bin\n$/);
    expect(status).toBe(answer === "told" ? 0 : 3);
    expect(answer === "vital" ? out : "").toBe("");
    expect((await run([...withName(command, "byte_s2"), "--strict"], input)).status).toBe(3);
  });

  test.each(uses)("%s: %j of no record at all", async (_, command) => {
    expect(await run(withName(command, "latency"), "")).toMatchObject({ err: "", status: 0 });
  });

  test("the time of flow-bin", async () => {
    const { err, status } = await run(["flow-bin", "5m"], '{"bytes":1}\n');
    expect({ err, status }).toEqual({ err: 'flow-bin: no record has "start"; the only key is bytes\n', status: 3 });
    expect((await run(["flow-bin", "5m", "--at", "end"], input)).err).toContain('no record has "end"');
    expect((await run(["flow-bin", "5m", "--at", "middle"], input)).err).toContain('no record has "end"');
    expect((await run(["flow-bin", "5m", "--spread"], input)).status).toBe(3);
    expect((await run(["flow-bin", "5m", "--fill", "--by", "bin"], '{"start":1}\n')).status).toBe(3);
  });

  test("the results that --having asks for", async () => {
    const { out, status } = await run(["flow-group", "count()", "--having", "latency > 1"], input);
    expect({ out, status }).toEqual({ out: "", status: 2 });
  });

  test("in threads, and in several sources", async () => {
    const first = file("first.ndjson", '{"bytes":1,"x":1}\n');
    const second = file("second.ndjson", '{"bytes":1,"y":1}\n');
    const by = (where: string) => run(["flowlogs-read", first, second, "--workers", "2", "--where", where]);
    expect(await by("x = 1 or y = 1")).toMatchObject({ err: "", status: 0 });
    expect((await by("x = 1 or zz = 1")).err).toBe('flowlogs-read: no record has "zz"; the keys are bytes, x and y\n');
  });

  test("while records still come, it is told of the first thousand", async () => {
    const line = `(yes '{"bytes":1}' | head -1000; sleep 2) | flowlogs-read --follow --where 'acton = 5' 2>&1 | head -1`;
    const { out } = await shell(line);
    expect(out).toBe('flowlogs-read: no record so far has "acton"; the only key is bytes\n');
  });
});
