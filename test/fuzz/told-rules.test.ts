// Rules that plans have, or that are only told: a filter before flow-bin, and the window that a filter could be.
import { describe, expect, test } from "vitest";
import { isProblem } from "../../packages/base/src/problem.ts";
import { memoryHost } from "../../packages/cli/src/memoryHost.ts";
import { execute } from "../../packages/cli/src/run.ts";
import { command as query } from "../../packages/flow-query/src/command.ts";
import { plainPipeline } from "../../packages/flow-query/src/pipeline/parse.ts";
import { printPipeline } from "../../packages/flow-query/src/pipeline/print.ts";
import { planOf, pipelineOf } from "../../packages/flow-query/src/plan/index.ts";
import { couldPrecedeBin } from "../../packages/flow-query/src/rules/filterBeforeBin.ts";
import { optimise } from "../../packages/flow-query/src/rules/optimise.ts";
import { windowFor } from "../../packages/flow-query/src/rules/windowFromFilter.ts";
import { repeatAsync } from "./random.ts";
import { lines, typed, type Words } from "./randomPipelines.ts";
import { asIs, explained, linksOf, ran } from "./ruleRuns.ts";

/** A pipeline with its commands where plans have them. */
async function plannedOf(text: string): Promise<string> {
  const plain = plainPipeline(text);
  if (isProblem(plain)) throw new Error(plain.problem);
  return printPipeline(pipelineOf(planOf(await linksOf(text), plain.commands)));
}

describe("filterBeforeBin, which plans have", () => {
  test("the rows are the same, whatever is tested", async () => {
    let moved = 0;
    await repeatAsync(40, async (random) => {
      const size = random.pick(["1m", "5m", "1h"]);
      const how = random.pick([[], ["--at", "end"], ["--spread"], ["--bounds"], ["--tz", "Asia/Kolkata"]]);
      const conditions = [
        "action = REJECT",
        "bytes > 1k",
        "srcport != 443",
        "bps > 100",
        "bin is not null",
        "bytes is null",
      ];
      const filter: Words = ["flow-filter", random.pick(conditions)];
      const group: Words[] = random.once(2) ? [["flow-group", "--by", "bin", "count()", "sum(bytes)"]] : [];
      const text = typed([["flowlogs-read"], ["flow-bin", size, ...how], filter, ...group]);
      const printed = await plannedOf(text);
      const input = lines(random, random.once(2));
      const rows = async (it: string) => {
        const host = memoryHost({ stdin: input });
        return { code: await execute(query, [it, "--quiet"], host), out: host.out() };
      };
      expect({ text, printed, ...(await rows(printed)) }).toEqual({ text, printed, ...(await rows(text)) });
      if (printed.indexOf("flow-filter") < printed.indexOf("flow-bin")) moved += 1;
    });
    expect(moved).toBeGreaterThan(10);
  });

  test.each([
    ["what flow-bin does not touch", "read - | bin 5m | filter 'bytes > 1'", true],
    ["what it adds", "read - | bin 5m | filter 'bin is not null'", false],
    ["what it divides", "read - | bin 5m --spread | filter 'bytes > 1'", false],
    ["what is computed of that", "read - | bin 5m --spread | filter 'bps > 1'", false],
    ["the same where nothing is divided", "read - | bin 5m | filter 'bps > 1'", true],
    ["the bounds", "read - | bin 5m --bounds | filter 'bytes_low > 1'", false],
    ["bins that are added", "bin 5m --fill --by srcaddr | filter 'srcaddr = 10.0.0.1'", false],
    ["a sample has a place in the records", "read - | bin 5m | filter 'bytes > 1' --sample 10%", false],
    ["a command between them", "read - | bin 5m | top 3 --by bytes | filter 'bytes > 1'", false],
  ])("%s", async (_, text, isPossible) => {
    const links = await linksOf(text);
    expect(couldPrecedeBin(links, links.length - 1)).toBe(isPossible);
    expect(/flow-filter .* flow-bin/.test(await plannedOf(text))).toBe(isPossible);
    expect((await explained(text)).includes("before flow-bin it would be faster")).toBe(isPossible);
  });

  test("here the order stays: flow-bin tells of all records, and one that a filter leaves out has no time", async () => {
    const input = '{"bytes":1,"start":null}\n{"bytes":2,"start":1418530010}\n';
    const told = "flow-bin: 1 record has no usable start";
    const typedOrder = await ran("read - | bin 5m | filter 'bytes > 1'", asIs, input);
    const otherOrder = await ran("read - | filter 'bytes > 1' | bin 5m", asIs, input);
    expect(JSON.stringify(typedOrder)).toContain(told);
    expect(JSON.stringify(otherOrder)).not.toContain(told);
    expect(await ran("read - | bin 5m | filter 'bytes > 1'", optimise, input)).toEqual(typedOrder);
  });
});

describe("windowFromFilter, which is told and not applied", () => {
  test.each([
    ["read logs/ | filter 'start >= 2026-11-20T10:00:00Z'", "--start 2026-11-20T10:00:00Z"],
    ["read s3://flows | filter 'start < 1700000000 and action = REJECT'", "--end 2023-11-14T22:13:20Z"],
    [
      "read cwl:flows | filter 'start between 1700000000 and 1700000010'",
      "--start 2023-11-14T22:13:20Z --end 2023-11-14T22:13:31Z",
    ],
    ["read logs/ | filter 'start > 1700000000 and start > 1700000010'", "--start 2023-11-14T22:13:30Z"],
    ["read logs/ | filter 'start = 1700000000'", "--start 2023-11-14T22:13:20Z --end 2023-11-14T22:13:21Z"],
  ])("%s", async (text, options) => {
    expect(windowFor(await linksOf(text))).toBe(options);
    expect(await explained(text)).toContain(`with ${options} it would leave out`);
  });
  test.each([
    ["a file that is named", "read v2.log | filter 'start >= 2026-11-20'"],
    ["standard input", "read - | filter 'start >= 2026-11-20'"],
    ["one of two conditions", "read logs/ | filter 'start >= 2026-11-20 or bytes > 1'"],
    ["the contrary", "read logs/ | filter 'not (start >= 2026-11-20)'"],
    ["another time", "read logs/ | filter 'end >= 2026-11-20'"],
    ["a window of its own", "read logs/ --start 2026-11-20 | filter 'start < 2026-11-21'"],
    ["what was made of it", "read logs/ | bin 5m | filter 'start >= 2026-11-20'"],
  ])("%s: none", async (_, text) => {
    expect(windowFor(await linksOf(text))).toBeUndefined();
  });
});
