// Texts of any signs in a question for Logs Insights: what is asked there reads them as the texts that they are, never as a part of
// the query. Our own reading of the language answers, and the pipeline here.
import { expect, test } from "vitest";
import { isProblem } from "../../packages/base/src/problem.ts";
import { memoryHost } from "../../packages/cli/src/memoryHost.ts";
import { execute } from "../../packages/cli/src/run.ts";
import { engines } from "../../packages/engines/src/index.ts";
import { command } from "../../packages/flow-query/src/command.ts";
import { planOf } from "../../packages/flow-query/src/plan/index.ts";
import { unconfigured } from "../../packages/flow-query/src/pipeline/configured.ts";
import { parsePipeline, plainPipeline } from "../../packages/flow-query/src/pipeline/parse.ts";
import { type Random, repeatAsync } from "./random.ts";

const parts = [
  '"',
  "'",
  "`",
  "\\",
  "#",
  "/",
  "|",
  "stats",
  "count(*)",
  "--",
  "*/",
  ";",
  "$",
  "{x}",
  "%",
  "_",
  "é",
  "😀",
  "0",
  "12",
  "(",
  ")",
  "[",
  "]",
  "a",
  ".",
  "-",
  "&",
  "<",
  "?",
  "+",
  ",",
];

function anyText(random: Random): string {
  const text = random.times(random.between(1, 5), () => random.pick(parts)).join("");
  // A lone dash says in a log that nothing is there.
  return text === "-" ? "--" : text;
}

/** In the language of flow-filter. */
function literal(text: string): string {
  return `"${text.replaceAll("\\", "\\\\").replaceAll('"', '\\"')}"`;
}

async function answers(words: readonly string[], input: string): Promise<string> {
  const host = memoryHost({ stdin: input });
  const code = await execute(command, words, host);
  if (code !== 0) throw new Error(`${words.join(" ")}: ${host.err()}`);
  return host.out();
}

function sorted(rows: string): readonly string[] {
  return rows.replaceAll("sum_bytes", "sum(bytes)").split("\n").toSorted();
}

test("a text is a text", async () => {
  await repeatAsync(60, async (random) => {
    const text = anyText(random);
    const others = [text, anyText(random), `${text}x`, `${anyText(random)}${text}`, "REJECT"];
    const input = others.map(
      (it, i) => `2 1 eni-1 10.0.0.1 10.0.0.2 1 2 6 1 ${i + 1} 1700000000 1700000060 ${it} OK\n`,
    );
    const condition = random.pick([
      `action = ${literal(text)}`,
      `action != ${literal(text)}`,
      `strcontains(action, ${literal(text)})`,
      `startsWith(action, ${literal(text)})`,
      `not (action in [${literal(text)}, x])`,
      `concat(action, ${literal(text)}) = ${literal(text + text)}`,
    ]);
    const steps = `filter '${condition.replaceAll("'", String.raw`'\''`)}' | group --by action 'sum(bytes)'`;
    const pipeline = `read - | ${steps}`;
    const [links, compiled] = [await parsePipeline(pipeline, unconfigured), plainPipeline(pipeline)];
    if (isProblem(links) || isProblem(compiled)) throw new Error(pipeline);
    const dialect = await engines.insights.dialect?.();
    const query = dialect?.print(planOf(links, compiled.commands), { name: ["x"], columns: [], partitions: [] });
    if (query === undefined || isProblem(query)) throw new Error(`${pipeline}: ${query?.problem}`);
    const there = await answers(["--lang", "insights", query.text], input.join(""));
    const here = await answers([pipeline], input.join(""));
    expect({ pipeline, rows: sorted(there) }).toEqual({ pipeline, rows: sorted(here) });
  });
});
