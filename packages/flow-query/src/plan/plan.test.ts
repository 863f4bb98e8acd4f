// What a plan says of a pipeline, and what it leaves to the commands.
import { expect, test } from "vitest";
import { isProblem } from "@flowlogs/base/problem";
import { unconfigured } from "../pipeline/configured.ts";
import { parsePipeline, plainPipeline } from "../pipeline/parse.ts";
import { printPipeline } from "../pipeline/print.ts";
import type { Plan } from "@flowlogs/engines";
import { planJson, planOf, pipelineOf } from "./index.ts";

async function planned(text: string): Promise<Plan> {
  const [links, compiled] = [await parsePipeline(text, unconfigured), plainPipeline(text)];
  if (isProblem(links) || isProblem(compiled)) throw new Error(text);
  return planOf(links, compiled.commands);
}

async function json(text: string): Promise<unknown> {
  return JSON.parse(planJson(await planned(text)));
}

async function normal(text: string): Promise<string> {
  return printPipeline(pipelineOf(await planned(text)));
}

const field = (name: string) => ({ kind: "field", name });
const rejected = {
  kind: "compare",
  operator: "=",
  field: field("action"),
  value: { kind: "text", text: "REJECT", quoted: false },
};

test("every part of a question", async () => {
  const text = `read logs/ --start 2026-11-20 --end 2026-11-20T01:30Z | filter 'action = REJECT' | bin 90m --tz Europe/Berlin
    | group --by bin,srcaddr/24 'sum(bytes)' 'p95(packets) as p' 'count(action = REJECT)' --having 'count() > 2'
    | top 3 --by 'sum(bytes)' --per bin --share --other | fmt -o csv --fields '*,bytes/2 as half' --heading no`;
  expect(await json(text)).toEqual({
    source: { kind: "logs", names: ["logs/"], options: {} },
    // date -u -d 2026-11-20 +%s; 90 minutes later
    window: { start: 1795132800, end: 1795138200 },
    filter: rejected,
    bin: { size: { seconds: 5400 }, at: "start", zone: "Europe/Berlin" },
    group: {
      keys: [
        { name: "bin", value: field("bin") },
        { name: "srcaddr/24", network: { field: "srcaddr", four: 24, six: 64 } },
      ],
      aggregates: [
        { name: "sum(bytes)", formula: { kind: "call", function: "sum", field: "bytes" } },
        { name: "p", formula: { kind: "call", function: "pct", field: "packets", percent: "95" } },
        { name: "count(action=REJECT)", formula: { kind: "call", function: "count", where: rejected } },
      ],
      having: {
        kind: "compare",
        operator: ">",
        field: field("count()"),
        value: { kind: "number", text: "2", quoted: false, raw: "2" },
      },
    },
    rank: {
      order: [{ value: field("sum(bytes)"), direction: "desc" }],
      limit: 3,
      per: ["bin"],
      share: true,
      other: true,
    },
    output: {
      format: "csv",
      columns: [
        { name: "*", role: "rest" },
        {
          name: "half",
          scalar: { kind: "arithmetic", operator: "/", left: field("bytes"), right: { kind: "number", text: "2" } },
        },
      ],
      options: { heading: ["no"] },
    },
  });
});

test("addresses and large numbers keep what they are", async () => {
  expect(await json("filter 'addr in [10.0.0.0/8, 2001:db8::1] and bytes > 9007199254740993' a.ndjson")).toMatchObject({
    source: { kind: "records", names: ["a.ndjson"] },
    filter: { operands: [{}, { value: { text: "9007199254740993" } }] },
  });
  expect(await json("filter 'srcaddr in [10.0.0.0/8, 2001:db8::1]'")).toMatchObject({
    filter: {
      items: [
        { low: "10.0.0.0", high: "10.255.255.255" },
        { low: "2001:db8::1", high: "2001:db8::1" },
      ],
    },
  });
});

test.each([
  ["several filters are one", "read a | filter 'a = 1' | filter --not 'b = 2'", "flow-filter 'a = 1 and not b = 2'"],
  ["a filter of groups is of them", "group --by a 'sum(b)' | filter 'sum(b) > 1'", "--having 'sum(b) > 1'"],
  ["the usual number is said", "top --by b", "flow-top 10 --by 'b desc'"],
  ["a filter of what is there before bins", "bin 5m | filter 'bytes > 1'", "flow-filter 'bytes > 1' | flow-bin 5m"],
])("%s", async (_, text, part) => {
  expect((await normal(text)).replaceAll("`", "")).toContain(part);
});

test.each<[text: string, why: string, kept: number]>([
  ["read a | top 3 | filter 'bytes > 1'", "flow-filter comes after flow-top", 1],
  ["read a | filter --sample 1% | group --by srcaddr", "flow-filter has --sample", 2],
  ["read a | filter 'bytes > 1' --strict", "flow-filter has --strict", 1],
  ["read a | bin 5m | filter 'bin is null'", "flow-filter is about what flow-bin adds", 1],
  ["read a | bin 5m --spread | filter 'bps > 1' | fmt", "flow-filter is about what flow-bin adds", 2],
  ["read a | group 'count()' --totals | filter 'count() > 1'", "flow-filter comes after groups of several kinds", 1],
  ["read a | group --by b 'count()' | filter 'c > 1'", "flow-filter is about more than groups have", 1],
  ["read a --fields srcaddr | filter 'bytes > 1'", "flow-filter is about fields that flowlogs-read leaves out", 1],
  ["read a --fields bytes -n 5 | filter 'bytes > 1'", "flow-filter comes after --limit and --fields", 1],
  ["read a | group --by bin | bin 5m --fill", "flow-bin has --fill", 1],
  ["read a | group --by a,b | group --by a", "flow-group comes after groups or an order", 1],
  ["read a | group --by a --partial | fmt", "flow-group has --partial", 2],
  ["read a | top 3 --every 1s", "flow-top has --every", 1],
])("%s: what does not fit is kept", async (text, why, kept) => {
  const typed = plainPipeline(text);
  const commands = isProblem(typed) ? [] : typed.commands.slice(-kept);
  expect((await planned(text)).rest).toEqual({ why, commands });
});

test("with a limit of the reader its other options say of which records that is", async () => {
  const text = "flowlogs-read a --start=2026-11-20 '--where=action = REJECT' --limit=5 | flow-filter 'bytes > 1'";
  expect(await json(text)).toMatchObject({
    source: { options: { start: ["2026-11-20"], where: ["action = REJECT"], limit: ["5"] } },
    filter: { field: field("bytes") },
  });
  expect(await normal(text)).toBe(text);
});
