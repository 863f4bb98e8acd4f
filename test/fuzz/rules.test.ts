// Each rule of flow-query by itself (all together are in pipelines.test.ts): a pipeline writes, tells and returns the same with it as without it; and
// it applies where --explain says so, and nowhere else.
import { describe, expect, test } from "vitest";
import { CallError } from "../../packages/flow-query/src/pipeline/parse.ts";
import { boundSort } from "../../packages/flow-query/src/rules/boundSort.ts";
import { filterIntoRead } from "../../packages/flow-query/src/rules/filterIntoRead.ts";
import { keepFields } from "../../packages/flow-query/src/rules/keepFields.ts";
import { type Random, repeatAsync } from "./random.ts";
import { asIs, explained, linksOf, ran, type Rule } from "./ruleRuns.ts";
import { lines, printing, reading, step, typed, type Words } from "./randomPipelines.ts";

const rules: Readonly<Record<string, Rule>> = { boundSort, filterIntoRead, keepFields };

/** Whether every command is called as it may be. */
async function isCallable(text: string): Promise<boolean> {
  return await linksOf(text).then(
    () => true,
    (error: unknown) => {
      if (error instanceof CallError) return false;
      throw error;
    },
  );
}

/** A sort that is perhaps bounded by the next command, after groups or not. */
function sorting(random: Random): Words[] {
  const keys = ["sum(bytes)", "`count()` desc, srcaddr asc", "dstport", "srcaddr,sum(bytes)", "max(acton)"];
  const by = random.pick(keys);
  const other = random.once(3) ? random.pick(keys) : by;
  const least = random.once(4) ? ["--least"] : [];
  const results = ["count()", "sum(bytes)", ...(random.once(3) ? ["max(acton)", "--totals"] : [])];
  const group: Words = ["flow-group", "--by", random.pick(["srcaddr,dstport", "srcaddr"]), "--keep-null", ...results];
  return [
    ...(random.once(8) ? [] : [group]),
    ["flow-top", "--sort", "--by", by, ...least],
    ["flow-top", String(random.below(4)), "--by", other, ...least, ...(random.once(5) ? ["--share"] : [])],
    ...(random.once(2) ? [["flow-fmt", "-o", "csv"] as const] : []),
  ];
}

/** A filter right behind the reader, and others. */
function filtering(random: Random): Words[] {
  const condition = (): string =>
    random.pick(["action = REJECT", "acton = 3", "bytes > 1k", "today = yday", "addr in 10.0.0.0/8"]);
  const filters = random.times(random.between(1, 2), (): Words => ["flow-filter", condition()]);
  return [...filters, ...random.times(random.below(3), () => step(random)), ...printing(random)];
}

/** Any commands. */
function anything(random: Random): Words[] {
  return [...random.times(random.between(1, 3), () => step(random)), ...printing(random)];
}

const stepsFor: Readonly<Record<string, (random: Random) => Words[]>> = {
  boundSort: sorting,
  filterIntoRead: filtering,
};

describe("random pipelines are the same with and without", () => {
  test.each(Object.entries(rules))("%s", async (name, rule) => {
    let applied = 0;
    await repeatAsync(30, async (random) => {
      const isText = random.once(2);
      const read: Words = random.once(2) ? ["flowlogs-read"] : reading(random);
      const text = typed([read, ...(stepsFor[name] ?? anything)(random)]);
      if (!(await isCallable(text))) return;
      const input = lines(random, isText);
      expect({ text, ...(await ran(text, rule, input)) }).toEqual({ text, ...(await ran(text, asIs, input)) });
      const links = await linksOf(text);
      if (rule(links).some((link, i) => link !== links[i])) applied += 1;
    });
    expect(applied).toBeGreaterThan(5);
  });
});

describe("filterIntoRead", () => {
  const applies = "done by flowlogs-read";
  test.each([
    "read - | filter 'bytes > 1'",
    "read - --start 2014-12-14 | filter 'today is null and bps > 3' | top",
    "read - --with-message | filter 'message like a'",
  ])("%s: applies", async (text) => {
    expect(await explained(text)).toContain(applies);
  });
  test.each([
    ["a sample has a place in the input", "read - | filter 'bytes > 1' --sample 10%"],
    ["a filter after a sample", "read - | filter --sample 10% | filter 'bytes > 1'"],
    ["a filter of a column that a command made", "read - | bin 5m | filter 'bin is null'"],
    ["a limit comes before it", "read - --limit 2 | filter 'bytes > 1'"],
    ["repeated records are left out before it", "read - --dedupe | filter 'bytes > 1'"],
    ["the field is left out before it", "read - --fields srcaddr | filter 'bytes > 1'"],
    ["the reader has a condition of its own, of which it tells", "read - --where 'bytes > 1' | filter 'acton = 3'"],
    ["what is counted is told of each command", "read - | filter 'bytes > 1' --stats"],
    ["the reader is counted", "read - --stats | filter 'bytes > 1'"],
    ["whether something passed is told", "read - | filter 'bytes > 1' -e"],
    ["what does not pass is written", "read - | filter 'bytes > 1' --rest x"],
    ["the condition is in a file", "read - | filter -f x"],
    ["it is denied", "read - | filter --not 'bytes > 1'"],
    ["there is no reader", "filter 'bytes > 1' | top"],
  ])("%s", async (_, text) => {
    expect(await explained(text)).not.toContain(applies);
    const links = await linksOf(text);
    expect(filterIntoRead(links)).toEqual(links);
  });

  test.each([
    ["a name that no record has is told by the filter", "read - | filter 'acton = 3'", "flow-filter: no record has"],
    ["a text that is a key of records", "read - | filter 'action = today'", "flow-filter: "],
    [
      "null is unknown",
      "read - | filter 'srcport != 443 or srcport = 443' | group 'count()'",
      String.raw`{\"count()\":1}`,
    ],
  ])("%s", async (_, text, told) => {
    const records = [
      { srcport: null, action: "x", today: 1 },
      { srcport: 443, action: "today" },
    ];
    const input = records.map((it) => `${JSON.stringify(it)}\n`).join("");
    const without = await ran(text, asIs, input);
    expect(await ran(text, filterIntoRead, input)).toEqual(without);
    expect(JSON.stringify(without)).toContain(told);
  });
});

describe("keepFields", () => {
  test.each([
    ["what is grouped", "read - | group --by srcaddr 'sum(bytes)'", "srcaddr, bytes, sample_rate, grouping"],
    ["what is printed", "read - | fmt -o csv --fields start,bytes", "start, bytes"],
    [
      "what is tested and grouped",
      "read - | filter 'bps > 1' -e | group --by action",
      "bps, bytes, duration, end, start, action",
    ],
    ["by what is ordered, and all others", "read - | top 3 --by bytes", "all"],
    ["all that comes out", "read - | filter 'bytes > 1'", "all"],
    ["all that is printed", "read - | fmt -o csv", "all"],
    ["what the reader says itself", "read - --fields bytes | group 'sum(bytes)'", "as its options say"],
    ["with --stats what it says", "read - --stats | group 'sum(bytes)'", "as its options say"],
    ["another spelling of a field", "read - | group --by srcAddr 'count()'", "srcAddr, sample_rate"],
  ])("%s", async (_, text, kept) => {
    expect(await explained(text)).toContain(`fields that it passes on: ${kept}`);
  });

  test.each([
    ["a key in another spelling", { srcAddr: "10.0.0.1", bytes: 1 }, "group --by srcaddr 'sum(bytes)'"],
    ["two keys that are one field", { srcAddr: "10.0.0.1", srcaddr: "10.0.0.2" }, "group --by srcaddr 'count()'"],
    ["a null key is left out and told", { srcaddr: null, bytes: 1 }, "group --by srcaddr 'sum(bytes)'"],
    ["a name that no record has, and the keys that they have", { a: 1, b: 2 }, "group --by srcaddr 'sum(bytes)'"],
    ["a rate of samples, of which a note tells", { a: 1, sample_rate: 0.1 }, "group --by a 'count()'"],
    ["a dotted name", { "a.b": 1, c: 2 }, "group --by a.b 'max(c)'"],
  ])("%s", async (_, record, text) => {
    const input = `${JSON.stringify(record)}\n`;
    const pipeline = `read - | ${text}`;
    expect(await ran(pipeline, keepFields, input)).toEqual(await ran(pipeline, asIs, input));
  });
});

describe("boundSort", () => {
  const applies = "keeps no more than";
  test.each([
    ["read - | group --by srcaddr 'sum(bytes)' | top --sort --by 'sum(bytes)' | top 3 --by 'sum(bytes)'", 3],
    ["read - | group --by a 'count() as n' --totals | top --sort --least --by n,a | top --by 'n asc, a asc' | fmt", 10],
  ])("%s: applies", async (text, count) => {
    expect(await explained(text)).toContain(`${applies} ${count} records`);
  });
  const group = "group --by srcaddr 'count()' 'sum(bytes)'";
  test.each([
    ["records that are not groups may lack a key", "read - | top --sort --by bytes | top 3 --by bytes"],
    ["other keys", `${group} | top --sort --by 'count()' | top 3 --by 'sum(bytes)'`],
    ["another direction", `${group} | top --sort --by 'count()' | top 3 --by 'count() asc'`],
    [
      "a command between them",
      `${group} | top --sort --by 'count()' | filter 'srcaddr != 10.0.0.1' | top 3 --by 'count()'`,
    ],
    ["shares are those of all", `${group} | top --sort --by 'count()' | top 3 --by 'count()' --share`],
    ["the first of each", `${group} | top --sort --by 'count()' | top 3 --by 'count()' --per srcaddr`],
    ["what is counted is told", `${group} | top --sort --by 'count()' --stats | top 3 --by 'count()'`],
    ["the next is counted", `${group} | top --sort --by 'count()' | top 3 --by 'count()' --stats`],
    ["none are kept", `${group} | top --sort --by 'count()' | top 0 --by 'count()'`],
    ["the usual key depends on the records", `${group} | top --sort | top 3`],
    ["computed keys tell of what they compare", `${group} | top --sort --by 'bytes*2' | top 3 --by 'bytes*2'`],
    ["interim results", `${group} --every 1s | top --sort --by 'count()' | top 3 --by 'count()'`],
  ])("%s", async (_, text) => {
    expect(await explained(text)).not.toContain(applies);
    const links = await linksOf(text);
    expect(boundSort(links)).toEqual(links);
  });
});
