// The README of the engines lists what is different, and what each engine does not do of the pipelines of the suite. With ACCEPT=1 it
// is written instead.
import { readFileSync, writeFileSync } from "node:fs";
import { format, resolveConfig } from "prettier";
import { expect, test } from "vitest";
import type { EngineKind } from "../../packages/engines/src/index.ts";
import { differences } from "./differences.ts";
import { type Outcome, outcomeOf } from "./outcomes.ts";
import { plans, refused } from "./plans.ts";

const accept = process.env["ACCEPT"] === "1";
const readme = new URL("../../packages/engines/README.md", import.meta.url);
const titles: Readonly<Record<EngineKind, string>> = {
  athena: "Athena",
  clickhouse: "ClickHouse",
  duckdb: "DuckDB",
  insights: "Logs Insights",
  trino: "Trino",
};
const kinds: readonly EngineKind[] = ["duckdb", "clickhouse", "trino", "athena", "insights"];

test("the README has the differences", async () => {
  expect(differences.filter(({ shownBy }) => shownBy !== undefined && !plans.includes(shownBy))).toEqual([]);
  const rows = differences.map(({ what, here, sql, trino = sql }) => [what, here, sql, trino]);
  const { is, wanted } = await section("differences", [
    ["what", "here", "DuckDB, ClickHouse", "Trino, Athena"],
    ...rows,
  ]);
  expect(is).toBe(wanted);
});

interface Undone {
  readonly does: Outcome["does"];
  readonly why: string;
  readonly kinds: Set<EngineKind>;
  readonly plan: string;
}

test("the README has what engines do not do", async () => {
  const found = new Map<string, Undone>();
  for (const plan of plans) {
    for (const kind of kinds) {
      const { does, why } = await outcomeOf(plan, kind);
      if (does === "all") continue;
      const reason = why.slice(why.lastIndexOf(": ") + 1).trim();
      const row = found.get(`${does} ${reason}`) ?? { does, why: reason, kinds: new Set(), plan };
      found.set(`${does} ${reason}`, row);
      row.kinds.add(kind);
    }
  }
  const order = ["refused", "records here", "groups here"];
  const rows = [...found.values()].toSorted((a, b) => order.indexOf(a.does) - order.indexOf(b.does));
  const { is, wanted } = await section("undone", [
    ["for example", "engines", "is", "because"],
    ...rows.map((row) => [`\`${row.plan}\``, namesOf(row.kinds), titleOf(row.does), row.why]),
  ]);
  expect(is).toBe(wanted);
  // What no engine is asked is what the suite expects it to be.
  const none = (await Promise.all(plans.map(async (plan) => ((await isRefused(plan)) ? [plan] : [])))).flat();
  expect(none.toSorted()).toEqual(refused.toSorted());
});

async function isRefused(plan: string): Promise<boolean> {
  return (await outcomeOf(plan, "duckdb")).does === "refused";
}

function namesOf(some: ReadonlySet<EngineKind>): string {
  if (some.size === kinds.length) return "all";
  if (some.size === kinds.length - 1 && !some.has("insights")) return "SQL";
  return [...some].map((kind) => titles[kind]).join(", ");
}

function titleOf(does: Outcome["does"]): string {
  if (does === "refused") return "refused";
  return `done here, with the ${does === "groups here" ? "groups" : "records"}`;
}

/** The text of the README, and what it should be: with this table between two comments. */
async function section(title: string, rows: readonly (readonly string[])[]): Promise<{ is: string; wanted: string }> {
  const text = readFileSync(readme, "utf8");
  const lines = rows.map((cells) => `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`);
  const rule = `| ${(rows[0] ?? []).map(() => "---").join(" | ")} |`;
  const place = new RegExp(`<!-- ${title} -->[^]*<!-- /${title} -->`);
  if (!place.test(text)) throw new Error(`the README of the engines has no place for ${title}`);
  const table = [lines[0], rule, ...lines.slice(1)].join("\n");
  const filled = text.replace(place, () => `<!-- ${title} -->\n\n${table}\n\n<!-- /${title} -->`);
  const wanted = await format(filled, { ...(await resolveConfig(readme)), parser: "markdown" });
  if (accept) writeFileSync(readme, wanted);
  return { is: accept ? wanted : text, wanted };
}
