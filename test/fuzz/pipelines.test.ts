// Random pipelines give in one process what they give in a shell: the same bytes, the same messages, and the highest of the
// exit codes.
import { expect, test } from "vitest";
import { exit } from "../../packages/cli/src/exit.ts";
import { execute } from "../../packages/cli/src/run.ts";
import { memoryHost } from "../../packages/cli/src/memoryHost.ts";
import { command as query } from "../../packages/flow-query/src/command.ts";
import { definitions } from "../definitions.ts";
import { repeat } from "./random.ts";
import { lines, merging, messagesOf, printing, reading, step, typed, type Words } from "./randomPipelines.ts";

interface Result {
  readonly code: number;
  readonly out: string;
  readonly err: readonly string[];
}

/**
 * What a shell does: the commands one after the other, each with the output of the one before. Undefined for a wrong call,
 * which ends one command of a shell, and all of flow-query.
 */
async function inShell(pipeline: readonly Words[], input: string): Promise<Result | undefined> {
  let [out, err, code] = [input, "", 0];
  for (const [name, ...words] of pipeline) {
    const command = definitions.find((it) => it.name === name);
    if (command === undefined) throw new Error(`there is no ${name}`);
    const host = memoryHost({ stdin: out });
    const status = await execute(command, words, host);
    if (status === exit.usage) return undefined;
    code = Math.max(code, status);
    out = host.out();
    err += host.err();
  }
  return { code, out, err: messagesOf(err) };
}

async function inOneProcess(pipeline: readonly Words[], input: string): Promise<Result> {
  const host = memoryHost({ stdin: input });
  const code = await execute(query, [typed(pipeline)], host);
  return { code, out: host.out(), err: messagesOf(host.err()) };
}

test.each<[what: string, pipeline: Words[]]>([
  [
    "a condition of which no record comes as far: the window has none",
    [
      ["flowlogs-read", "--start", "2020-01-01"],
      ["flow-filter", "dstport = 22"],
      ["flow-bin", "1h"],
    ],
  ],
  [
    "a key that only records outside of the window have",
    [["flowlogs-read", "--start", "2014-12-14T04:08:00Z"], ["flow-filter", "today is null"], ["flow-fmt"]],
  ],
])("%s", async (_, pipeline) => {
  const records = [
    { srcaddr: "10.0.0.1", start: 1_418_530_010, end: 1_418_530_020, today: 1 },
    { srcaddr: "10.0.0.1", start: 1_418_530_210, end: 1_418_530_220 },
  ];
  const input = records.map((it) => `${JSON.stringify(it)}\n`).join("");
  expect(await inOneProcess(pipeline, input)).toEqual(await inShell(pipeline, input));
});

test("random pipelines", async () => {
  const cases: { pipeline: Words[]; input: string }[] = [];
  repeat(150, (random) => {
    const isText = random.once(2);
    const some = random.times(random.between(1, 4), () => step(random));
    const steps = random.once(5) ? [...some.slice(0, 2), ...merging(random), ...some.slice(3)] : some;
    const pipeline = [...(isText || random.once(2) ? [reading(random)] : []), ...steps, ...printing(random)];
    cases.push({ pipeline, input: lines(random, isText) });
  });
  let compared = 0;
  for (const { pipeline, input } of cases) {
    const shell = await inShell(pipeline, input);
    // One that ends early may end those before it, which then have nothing more to say.
    if (shell === undefined || shell.err.some((text) => text.includes("without --by"))) continue;
    expect({ pipeline, input, ...(await inOneProcess(pipeline, input)) }).toEqual({ pipeline, input, ...shell });
    compared++;
  }
  expect(compared).toBeGreaterThan(cases.length / 3);
});
