// What names promise, in every command and in every option that takes one: a name that no record has never ends in a silent
// answer, one in another spelling is the same field, and a strange record changes no other one's answer.
import { describe, expect, test } from "vitest";
import type { Kind } from "../packages/cli/src/kind.ts";
import { type Answer, contracts } from "./cases.ts";
import { type CommandLine, commandNames, file, run, shell } from "./command.ts";
import { definitions } from "./definitions.ts";

/** Placeholders of values in which names of fields stand. */
const nameKinds = ["FIELD", "FIELD,...", "COLUMN,...", "EXPR", "KEY,...", "KEYS", "AGGREGATE"];

/** A command with NAME in it, and whether the answer hangs on it. What a definition has and this lacks fails the test below. */
const uses = contracts.flatMap(([name, { names, needs = "" }]) =>
  names.map(([where, words, answer]): [string, CommandLine, Answer, string] => [
    `${name} ${where}`,
    [name, ...words],
    answer,
    needs,
  ]),
);
const madeHere = contracts.flatMap(([name, it]) => (it.madeHere ?? []).map((option) => `${name} ${option}`));

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
  test.each(uses)("%s: %j", async (_, command, answer, needs) => {
    const given = needs === "" ? input : input.replaceAll("}", `,${needs}}`);
    const { out, err, status } = await run(withName(command, "byte_s2"), given);
    expect(err).toContain(`${command[0]}: no record has "byte_s2"; `);
    expect(err).toMatch(/the keys are srcaddr, bytes, start(?: and bin|, bin,.*)\n$/);
    expect(status).toBe(answer === "told" ? 0 : 3);
    expect(answer === "vital" ? out : "").toBe("");
    expect((await run([...withName(command, "byte_s2"), "--strict"], given)).status).toBe(3);
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
