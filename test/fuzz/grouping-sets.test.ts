// flow-group --also-by against a run of its own for each grouping: the same bytes, but for the keys of the others and the column
// that says which grouping it is.
import { expect, test } from "vitest";
import { parseGroupKeys } from "../../packages/core/src/aggregate/key.ts";
import { parseAggregates } from "../../packages/core/src/aggregate/list.ts";
import { planResults, withCondition } from "../../packages/core/src/aggregate/resultPlan.ts";
import { type GroupStageOptions, groupingSetsWorker, groupWorker } from "../../packages/core/src/stages.ts";
import { feed, linesOf, randomCut, unwrap, whole } from "./feed.ts";
import { randomFlows } from "./flows.ts";
import { repeat } from "./random.ts";

const keys = ["srcaddr", "dstport", "action", "srcaddr/16", "bytes", "key", "floor(bytes/1000) as kb", "n.x"];
const asked = [
  "count(), sum(bytes)",
  "count(), max(bytes), values(action)",
  "p90(bytes), count_distinct(srcaddr), first(dstport) as port",
  "count(bytes > 5) as large, avg(bytes*2), sum(bytes)/count() as mean",
  "count(), round(avg(bytes), 1) as mean",
];

/** The lines of one grouping without what a run of its own does not write. */
function own(lines: readonly string[], label: string, others: readonly string[]): string[] {
  const lead = `{"grouping":${JSON.stringify(label)},`;
  const nulls = others.map((name) => `${JSON.stringify(name)}:null,`).join("");
  return lines
    .filter((line) => line.startsWith(lead))
    .map((line) => {
      const rest = line.slice(lead.length);
      const at = nulls === "" ? 0 : rest.indexOf(nulls);
      expect(at).toBeGreaterThanOrEqual(0);
      return `{${rest.slice(0, at)}${rest.slice(at + nulls.length)}`;
    });
}

test("each grouping is as a run of its own, in memory and out of it", () => {
  repeat(60, (random) => {
    const isLate = random.once(5);
    const sets = random.times(random.between(2, 4), () => {
      const some = random.shuffled(keys).slice(0, random.between(1, 3));
      return unwrap(parseGroupKeys((isLate ? ["start", ...some] : some).join(",")));
    });
    const labels = sets.map((by) => by.map(({ name }) => name).join(","));
    if (new Set(labels).size < labels.length) return;
    const results = unwrap(parseAggregates(random.pick(asked)));
    const having = random.once(4) ? "count() > 1" : undefined;
    const shared = {
      totals: random.once(3),
      keepNull: random.once(3),
      maxGroups: random.pick([1, 7, 100_000]),
      late: isLate ? 1000 : undefined,
    };
    const options = sets.map((by): GroupStageOptions => {
      const plan = unwrap(planResults(by, results));
      const names = [...by, ...results].map(({ name }) => name);
      return { by, ...(having === undefined ? plan : unwrap(withCondition(plan, having, names))), ...shared };
    });
    const source = randomFlows(random, random.pick([1, 20, 60, 300]))
      .map((line) => `${line}\n`)
      .join("");
    // Which bins are over when a record comes is asked between two pieces of input.
    const together = feed((it) => groupingSetsWorker(options, it), source, isLate ? whole : randomCut(random));
    const lines = linesOf(together);
    const apart = options.map((it) => feed((context) => groupWorker(it, context), source));
    // A name that no record has, in any grouping, is an error for all.
    const isMissing = apart.some((outcome) => outcome.counts.records > 0 && outcome.counts.outRecords === 0);
    if (isMissing && lines.length === 0) return;
    sets.forEach((by, i) => {
      const names = by.map(({ name }) => name);
      const others = [...new Set(sets.flatMap((each) => each.map(({ name }) => name)))].filter(
        (name) => !names.includes(name),
      );
      expect(own(lines, labels[i] ?? "", others)).toEqual(linesOf(apart[i] ?? together));
    });
    const inOrder = lines.map((line) =>
      labels.findIndex((it) => line.startsWith(`{"grouping":${JSON.stringify(it)},`)),
    );
    // Bins are written when they are over.
    expect(isLate ? [] : inOrder).toEqual(isLate ? [] : inOrder.toSorted((a, b) => a - b));
    expect(together.counts.outRecords).toBe(lines.length);
    expect(new Set(together.notes)).toEqual(new Set(apart.flatMap(({ notes }) => notes)));
    expect(together.notes.length).toBe(new Set(together.notes).size);
  });
});
