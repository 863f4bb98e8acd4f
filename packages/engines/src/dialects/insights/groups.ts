// Groups as `stats`: records without a key are left out, what is not a name of Logs Insights gets one, and conditions on groups
// come after them.
import { isProblem } from "@flowlogs/base/problem";
import { aggregates, kindOf } from "@flowlogs/core/kinds";
import { type AggregateCall, type Formula, type GroupKey, type GroupResult, isDerived } from "@flowlogs/core/spelling";
import { fieldType } from "../../fieldType.ts";
import { LEAVE_OUT } from "../../printer/refuse.ts";
import type { Plan, PlanGroup } from "../../plan.ts";
import type { EngineColumn, EngineMerge } from "../../query.ts";
import { formulaText, type InsightsResult, isMadeLater } from "./aggregates.ts";
import { binColumn, isCountedFromEpoch } from "./bins.ts";
import { ColumnNames } from "./columns.ts";
import type { InsightsValue, InsightsScope, LogNames } from "./names.ts";
import type { InsightsPart } from "./records.ts";
import { refuse } from "./words.ts";
import { scopeOf } from "./scope.ts";

/** Throws UsageError. */
export function groupParts(plan: Plan, group: PlanGroup, names: LogNames): InsightsPart {
  if (group.alsoBy !== undefined)
    refuse("for several groupings at once", "it has one of them in a query", "ask a question for each grouping");
  if (group.totals === true) refuse("with --totals", "it has no rows for totals", "ask for the total without --by");
  return new GroupWriter(plan, group, names).part();
}

class GroupWriter {
  readonly #plan: Plan;
  readonly #group: PlanGroup;
  readonly #names: LogNames;
  readonly #log: InsightsScope;
  readonly #made = new ColumnNames();
  readonly #columns: EngineColumn[] = [];
  /** What the columns are after the `stats`. */
  readonly #values = new Map<string, InsightsValue>();
  readonly #approximate: string[] = [];
  /** What `stats` computes, and what is made of it after that. */
  readonly #results: string[] = [];
  readonly #later: string[] = [];

  constructor(plan: Plan, group: PlanGroup, names: LogNames) {
    this.#plan = plan;
    this.#group = group;
    this.#names = names;
    this.#log = scopeOf(names.find);
  }

  part(): InsightsPart {
    const { keys, having, keepNull } = this.#group;
    const known: string[] = [];
    const by = keys.map((key) => {
      const { value, ...column } = this.#key(key);
      if (value.known !== undefined && keepNull !== true) known.push(value.known);
      return this.#add({ ...column, name: key.name }, value, keepNull === true);
    });
    for (const result of this.#group.aggregates) this.#result(result);
    const scope = scopeOf((name) => this.#values.get(name));
    // What only the condition asks for is not shown.
    const condition = having && scopeOf((name) => scope.find(name) ?? this.#asked(name)).holds(having);
    const later = this.#later.length === 0 ? [] : [`fields ${this.#later.join(", ")}`];
    const kept = known.length === 0 ? [] : [`filter ${[...new Set(known)].map((it) => `(${it})`).join(" and ")}`];
    return {
      commands: [
        ...kept,
        `stats ${this.#results.join(", ")}${by.length === 0 ? "" : ` by ${by.join(", ")}`}`,
        ...later,
        ...(condition === undefined ? [] : [`filter ${condition}`]),
      ],
      columns: this.#columns,
      scope,
      usual: keys.map(({ name }) => `${this.#values.get(name)?.text ?? name} asc`),
      notes: [],
      approximate: this.#approximate,
      ...this.#pieces(),
      ...this.#whenEmpty(),
      ...this.#merge(),
    };
  }

  /** Each group is in one bin. */
  #pieces(): Pick<InsightsPart, "pieces"> {
    const { bin } = this.#plan;
    const isByBin = this.#group.keys.some(({ column }) => column === "bin");
    if (bin === undefined || !isByBin || !isCountedFromEpoch(bin) || !("seconds" in bin.size)) return {};
    return { pieces: bin.size.seconds };
  }

  /** Without a condition on whole groups, and with nothing but amounts and extremes. */
  #merge(): Pick<InsightsPart, "merge"> {
    const { keys, having, aggregates: results } = this.#group;
    const ways = results.map(mergeOf);
    if (having !== undefined || keys.length === 0 || !ways.every((way) => way !== undefined)) return {};
    return { merge: [...keys.map(() => "key" as const), ...ways] };
  }

  /** Without keys all records are a group, if there are any or not; Logs Insights has no row for none. */
  #whenEmpty(): Pick<InsightsPart, "whenEmpty"> {
    const { keys, having, aggregates: results } = this.#group;
    if (keys.length > 0 || having !== undefined) return {};
    return { whenEmpty: results.map((result) => (isAmount(result) ? 0 : null)) };
  }

  #key({ name, column, network, scalar }: GroupKey): Pick<EngineColumn, "type" | "stored" | "isRaw"> & {
    readonly value: InsightsValue;
  } {
    if (network !== undefined)
      refuse(`by "${name}"`, "it has no function that gives the network of an address", LEAVE_OUT);
    if (scalar === undefined && column === "bin" && this.#plan.bin !== undefined) {
      return binColumn(this.#plan.bin, this.#names);
    }
    if (scalar === undefined) return { type: fieldType(column), isRaw: true, value: this.#names.get(column) };
    const kind = kindOf(scalar);
    return { type: kind === "number" || kind === "time" ? "number" : "text", value: this.#log.value(scalar) };
  }

  #result(result: GroupResult): void {
    if (isDerived(result)) {
      const parts = new Map(result.aggregates.map(({ name, formula }) => [name, this.#hidden(formula, result.name)]));
      const value = scopeOf((name) => parts.get(name) ?? this.#values.get(name)).value(result.scalar);
      this.#later.push(
        this.#add({ name: result.name, type: value.kind === "number" ? "number" : "text" }, value, true),
      );
      return;
    }
    const { name, formula } = result;
    const isLater = isMadeLater(formula);
    const value = formulaText(formula, this.#log, isLater ? this.#hide : undefined);
    if (value.isApproximate) this.#approximate.push(name);
    const item = this.#add({ name, type: value.kind }, valueOf(value.text, value), value.isNullable);
    (isLater ? this.#later : this.#results).push(item);
  }

  /** An aggregate by its text, of which only the value is wanted. */
  #asked(name: string): InsightsValue | undefined {
    const parsed = aggregates.parse(name);
    const [result] = isProblem(parsed) ? [] : parsed;
    return result === undefined || isDerived(result) ? undefined : this.#hidden(result.formula);
  }

  #hidden(formula: Formula, shown?: string): InsightsValue {
    const value = formulaText(formula, this.#log, this.#hide);
    if (value.isApproximate && shown !== undefined) this.#approximate.push(shown);
    return valueOf(value.text, value);
  }

  readonly #hide = (text: string): string => {
    const as = this.#made.nameFor(`part of ${this.#results.length + 1}`);
    this.#results.push(`${text} as ${as}`);
    return as;
  };

  #add(column: EngineColumn, { text, kind }: InsightsValue, isNullable: boolean): string {
    const as = this.#made.nameFor(column.name);
    this.#columns.push({ ...column, as });
    this.#values.set(column.name, { text: as, kind, ...(isNullable ? { known: `ispresent(${as})` } : {}) });
    return as === text ? as : `${text} as ${as}`;
  }
}

function valueOf(text: string, { isNullable }: InsightsResult): InsightsValue {
  return { text, kind: "number", ...(isNullable ? { known: `ispresent(${text})` } : {}) };
}

function isAmount(result: GroupResult): boolean {
  return mergeOf(result) === "sum" || (callOf(result)?.function.name.startsWith("count") ?? false);
}

function mergeOf(result: GroupResult): EngineMerge | undefined {
  const call = callOf(result);
  const name = call?.function.name;
  if (name === "sum") return call?.where === undefined ? "sum" : undefined;
  if (name === "count") return "sum";
  return name === "min" || name === "max" ? name : undefined;
}

function callOf(result: GroupResult): AggregateCall | undefined {
  return !isDerived(result) && result.formula.kind === "call" ? result.formula : undefined;
}
