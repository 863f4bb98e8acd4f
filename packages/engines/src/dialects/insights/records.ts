// The records themselves, without groups: their fields, oldest first.
import { fieldType } from "../../fieldType.ts";
import type { Plan } from "../../plan.ts";
import type { EngineColumn, EngineMerge, EngineRow } from "../../query.ts";
import { binColumn } from "./bins.ts";
import { ColumnNames } from "./columns.ts";
import type { InsightsValue, InsightsScope, LogNames } from "./names.ts";
import { scopeOf } from "./scope.ts";

/** The commands that make the columns of an answer. */
export interface InsightsPart {
  readonly commands: readonly string[];
  readonly columns: readonly EngineColumn[];
  /** Values by the names of columns, for what comes after. */
  readonly scope: InsightsScope;
  /** The order of rows that nobody ranks, after that of those who do. */
  readonly usual: readonly string[];
  readonly notes: readonly string[];
  /** The columns whose values are approximate. */
  readonly approximate: readonly string[];
  /** How groups of pieces of the time are put together. */
  readonly merge?: readonly EngineMerge[];
  /** The one row that there is where no record is. */
  readonly whenEmpty?: EngineRow;
  /** Seconds at whose multiples the answer may be cut in pieces. */
  readonly pieces?: number;
}

/** Throws UsageError. */
export function recordParts({ fields, bin }: Plan, names: LogNames): InsightsPart {
  const made = new ColumnNames();
  const values = new Map<string, InsightsValue>();
  const columns: EngineColumn[] = [];
  const items: string[] = [];
  const add = (column: EngineColumn, value: InsightsValue): void => {
    const as = made.nameFor(column.name);
    items.push(as === value.text ? as : `${value.text} as ${as}`);
    columns.push({ ...column, as });
    values.set(column.name, { ...value, text: as });
  };
  for (const name of fields ?? names.fields) add({ name, type: fieldType(name), isRaw: true }, names.get(name));
  if (bin !== undefined) {
    const { value, ...column } = binColumn(bin, names);
    add({ name: "bin", ...column }, value);
  }
  return {
    commands: [`fields ${items.join(", ")}`],
    columns,
    scope: scopeOf((name) => values.get(name) ?? names.find(name)),
    usual: ["@timestamp asc"],
    notes: [],
    approximate: [],
    pieces: 1,
  };
}
