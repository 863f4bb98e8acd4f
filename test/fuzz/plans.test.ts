// Plans of random pipelines: printed as pipelines and read back they are the same plans, and the printed pipelines write what
// the pipelines write.
import { expect, test } from "vitest";
import { isProblem } from "../../packages/base/src/problem.ts";
import { exit } from "../../packages/cli/src/exit.ts";
import { memoryHost } from "../../packages/cli/src/memoryHost.ts";
import { execute } from "../../packages/cli/src/run.ts";
import { command as query } from "../../packages/flow-query/src/command.ts";
import type { Plan } from "@flowlogs/engines";
import { planJson, planOf, pipelineOf } from "../../packages/flow-query/src/plan/index.ts";
import { parsePipeline, plainPipeline } from "../../packages/flow-query/src/pipeline/parse.ts";
import { printPipeline } from "../../packages/flow-query/src/pipeline/print.ts";
import { unconfigured } from "../../packages/flow-query/src/pipeline/configured.ts";
import { repeatAsync, type Random } from "./random.ts";
import { lines, printing, reading, step, typed, type Words } from "./randomPipelines.ts";

async function planned(text: string): Promise<Plan> {
  const [links, compiled] = [await parsePipeline(text, unconfigured), plainPipeline(text)];
  if (isProblem(links) || isProblem(compiled)) throw new Error(text);
  return planOf(links, compiled.commands);
}

async function answerTo(text: string, input: string): Promise<{ readonly code: number; readonly out: string }> {
  const host = memoryHost({ stdin: input });
  const code = await execute(query, [text, "--quiet"], host);
  return { code, out: host.out() };
}

/** Stages in the order of a plan, with values that are hard to spell. */
function spelled(random: Random): Words[] {
  const keys = [
    "srcaddr/24",
    "srcaddr/24/48 as net",
    "`odd key`",
    "duration",
    "(bytes) / packets",
    "bytes%7 as 'rest'",
  ];
  const results = [
    "pct(bytes, 99.9)",
    "p95(bytes) as p",
    "-(sum(bytes) - sum(packets)) * 2",
    "sum(bytes) - (count() - 1)",
    "count(action = REJECT and srcport = https)",
    "sum(bytes where dstaddr in [10.0.0.0/8, 2001:db8::/32])",
    "round(sum(bytes) / 1e6, 1) as mb",
    "if(count() > 2, 'many', 'few') as size",
    "sum(bytes) % 10",
    "max(bytes / packets)",
    "count_distinct(`odd key`)",
    "first(action)",
  ];
  const some = (all: readonly string[]): string[] => random.shuffled(all).slice(0, random.between(1, 3));
  const filters = ["srcaddr in [10.0.0.1-10.0.0.9, @list]", "action =~ /^R/i", "tcp_flags has syn", "not (port = 53)"];
  const bins = [["5m"], ["90s", "--at", "middle"], ["1d", "--tz", "Europe/Berlin"], ["1q"], ["250ms", "--time", "end"]];
  const orders = [
    "bytes desc, start asc",
    "`odd key`",
    "sum(bytes)",
    "bytes / packets, srcaddr asc",
    "-(bytes)",
    "addr",
  ];
  const words: (Words | undefined)[] = [
    random.once(2) ? undefined : ["flow-filter", random.pick(filters).replace(", @list", "")],
    random.once(2) ? undefined : ["flow-bin", ...random.pick(bins)],
    random.once(3) ? undefined : ["flow-group", "--by", some(keys).join(","), ...some(results)],
    random.once(3)
      ? undefined
      : ["flow-top", "--by", random.pick(orders), ...random.pick([["3"], ["--least"], ["--sort"]])],
    random.once(2) ? undefined : ["flow-fmt", "-o", "csv", "--fields", "*,-action,bytes * 8 as `two words`"],
  ];
  const chosen = words.filter((it) => it !== undefined);
  return chosen.length === 0 ? [["flow-top"]] : chosen;
}

/** Records that have what the spelled pipelines ask for. */
function records(random: Random): string {
  const each = random.times(random.between(5, 40), () => ({
    srcaddr: random.pick(["10.0.0.1", "10.0.0.200", "2001:db8::1", null]),
    dstaddr: random.pick(["10.9.0.1", "192.0.2.7", "2001:db8::2"]),
    srcport: random.pick([22, 53, 443]),
    dstport: random.pick([53, 443, null]),
    packets: random.between(0, 5),
    bytes: random.below(3000),
    start: 1_418_530_010 + random.below(600),
    end: 1_418_530_700,
    action: random.pick(["ACCEPT", "REJECT"]),
    tcp_flags: random.pick([2, 18]),
    "odd key": random.pick([1, 2, "x"]),
  }));
  return each.map((it) => `${JSON.stringify(it)}\n`).join("");
}

test("are read back from the pipelines that they are printed as, which write the same", async () => {
  const met = { fits: 0, rest: 0, same: 0 };
  await repeatAsync(110, async (random) => {
    const isText = random.once(2);
    const isSpelled = random.once(2);
    const read = isSpelled && random.once(2) ? (["flowlogs-read"] as const) : reading(random);
    const start = isText || random.once(2) ? [read] : [];
    const steps = isSpelled
      ? spelled(random)
      : [...random.times(random.between(1, 4), () => step(random)), ...printing(random)];
    const text = typed([...start, ...steps]);
    const input = isSpelled ? records(random) : lines(random, isText);
    const original = await answerTo(text, input);
    if (original.code === exit.usage) return;
    const plan = await planned(text);
    const printed = printPipeline(pipelineOf(plan));
    expect({ text, printed, plan: planJson(await planned(printed)) }).toEqual({ text, printed, plan: planJson(plan) });
    expect({ text, printed, ...(await answerTo(printed, input)) }).toEqual({ text, printed, ...original });
    met[plan.rest === undefined ? "fits" : "rest"] += 1;
    if (original.out !== "") met.same += 1;
  });
  expect(met.fits).toBeGreaterThan(35);
  expect(met.rest).toBeGreaterThan(20);
  expect(met.same).toBeGreaterThan(20);
});
