// From a plan to the SQL of an engine: the records that count, their groups, and the order of the answer, each a part of the text.
import { isProblem, type Problem } from "@flowlogs/base/problem";
import { UsageError } from "@flowlogs/base/errors";
import { fields as fieldsOfLogs } from "@flowlogs/core";
import { aggregates } from "@flowlogs/core/kinds";
import { fieldsOf, isDerived, keyFor, type GroupKey } from "@flowlogs/core/spelling";
import { fieldType } from "../fieldType.ts";
import type { Plan, PlanGroup } from "../plan.ts";
import type { EngineColumn, EngineDialect, EngineQuery, EngineTable, StoredColumn } from "../query.ts";
import { formulaSql } from "./aggregates.ts";
import { binSql } from "./bins.ts";
import { conditionSql } from "./conditions.ts";
import type { Finder, SqlDialect, SqlResult, SqlValue } from "./dialect.ts";
import { givenPartitions } from "./given.ts";
import { orderSql } from "./order.ts";
import { noColumn, refuse } from "./refuse.ts";
import { isTextField, SqlScope } from "./values.ts";
import { windowSql } from "./window.ts";

/** A dialect as flow-query asks it. */
export function sqlDialect(dialect: SqlDialect): EngineDialect {
  return {
    print(plan, table): EngineQuery | Problem {
      try {
        const query = printed(plan, table, dialect);
        return tooLong(query, dialect) ?? query;
      } catch (error) {
        if (error instanceof UsageError) return error.problem;
        throw error;
      }
    },
  };
}

function tooLong({ text }: EngineQuery, { title, longest = Infinity }: SqlDialect): Problem | undefined {
  const length = new TextEncoder().encode(text).length;
  if (length <= longest) return undefined;
  const problem = `the question has ${length} bytes, and ${title} takes ${longest} at most`;
  return { problem, advice: "give it shorter lists, or fewer labels" };
}

/** A column of an answer, and what it is made of. */
interface MadeColumn {
  readonly name: string;
  readonly value: SqlResult;
}

/** Throws UsageError. */
function printed(plan: Plan, table: EngineTable, dialect: SqlDialect): EngineQuery {
  const given = givenPartitions(plan.filter, table);
  const stored = columnsOf(table, dialect);
  const columnsThere = new Map([...stored, ...partitionColumns(table, dialect)]);
  const labels = labelsOf(plan, columnsThere, dialect);
  const known = new Map([...columnsThere, ...labels]);
  const records = new SqlScope(dialect, (name) => found(name, known), [...known.keys()]);
  const bin = plan.bin === undefined ? [] : [{ name: "bin", value: binSql(plan.bin, records, plan.window) }];
  const find: Finder = (name) => (name === "bin" ? bin[0]?.value : undefined) ?? found(name, known);
  const scope = new SqlScope(dialect, find, [...known.keys()]);
  const wheres = [
    ...windowSql(plan, table, scope),
    ...(plan.filter === undefined ? [] : [conditionSql(plan.filter, records)]),
  ];
  const from = `FROM ${dialect.table(table)} AS f`;
  const made =
    plan.group === undefined
      ? recordsOf(plan, [...stored.keys()], [...labels.keys()], { bin, find })
      : groupsOf(plan.group, scope);
  const isGrouped = plan.group !== undefined;
  const all = [...wheres, ...made.wheres];
  const inner = [
    `SELECT ${made.columns.map(({ name, value }) => `${value.sql} AS ${dialect.name(name)}`).join(", ")}`,
    from,
    ...(all.length === 0 ? [] : [`WHERE ${all.join(" AND ")}`]),
    ...(made.keys === 0 ? [] : [`GROUP BY ${Array.from({ length: made.keys }, (_, i) => i + 1).join(", ")}`]),
  ];
  const shown = made.columns.filter(({ name }) => !made.hidden.has(name));
  const outer = new Map(made.columns.map(({ name, value }) => [name, { ...value, sql: `g.${dialect.name(name)}` }]));
  const after = new SqlScope(
    dialect,
    (name) => {
      const key = keyFor(name, [...outer.keys()]);
      return key === undefined ? undefined : outer.get(key);
    },
    [...outer.keys()],
  );
  const having = plan.group?.having;
  const order = orderSql(plan.rank, after, {
    shown: shown.map(({ name }) => name),
    ties: isGrouped ? shown.slice(0, made.keys).map(({ name }) => name) : undefined,
    where: having === undefined ? [] : [conditionSql(having, after)],
  });
  const columns = shown.map(({ name, value }): EngineColumn => ({ name, type: value.type }));
  const isPlain = !isGrouped && plan.rank === undefined;
  const text = isPlain ? inner.join("\n") : order.wrap(inner.join("\n"));
  return {
    engine: dialect.kind,
    text,
    columns,
    approximate: shown.flatMap(({ name, value }) => (value.isApproximate === true ? [name] : [])),
    notes: notesOf(plan, labels),
    table,
    given,
    ...(plan.window === undefined ? {} : { window: plan.window }),
  };
}

/** The columns that records have, by our names. */
function columnsOf({ columns, partitions }: EngineTable, dialect: SqlDialect): ReadonlyMap<string, SqlValue> {
  const known: readonly StoredColumn[] =
    columns.length > 0
      ? columns.filter(({ name }) => !partitions.some((it) => it.name === name))
      : fieldsOfLogs.map(({ name }) => ({ name, stored: "", type: fieldType(name) }));
  return new Map(known.map((column) => [column.name, valueOf(column, dialect)]));
}

/** Those by which the table is divided can be asked about, and are not a part of the records. */
function partitionColumns({ partitions }: EngineTable, dialect: SqlDialect): readonly (readonly [string, SqlValue])[] {
  return partitions.map((column) => {
    const raw = `f.${dialect.name(column.name)}`;
    // Nothing is missing there: an engine leaves out partitions by the column as it is.
    const sql = column.type === "text" ? raw : dialect.column(raw, column);
    return [column.name, { sql, raw, type: column.type, isKnownText: column.type === "text" }];
  });
}

function valueOf(column: StoredColumn, dialect: SqlDialect): SqlValue {
  const raw = `f.${dialect.name(column.name)}`;
  const isAddress = column.type === "text" && fieldType(column.name) === "address";
  return {
    sql: dialect.column(raw, column),
    raw,
    type: isAddress ? "address" : column.type,
    isKnownText: isTextField(column.name),
  };
}

/** Records without traffic have null in fields of flow logs, but not in labels. */
function notesOf({ group }: Plan, labels: ReadonlyMap<string, SqlValue>): readonly string[] {
  const keys = group?.keepNull === true ? [] : (group?.keys ?? []);
  const names = keys.map(({ column }) => column).filter((name) => keyFor(name, [...labels.keys()]) !== undefined);
  return names.length === 0
    ? []
    : [`records with null in ${names.join(" or ")} are left out; --keep-null groups them too`];
}

/** What labels are worked out from is a column, and their names are no column's. */
function labelsOf(
  { labels = new Map() }: Plan,
  columns: ReadonlyMap<string, SqlValue>,
  dialect: SqlDialect,
): ReadonlyMap<string, SqlValue> {
  const names = [...columns.keys()];
  const scope = new SqlScope(dialect, (name) => found(name, columns), names);
  const taken = [...labels.keys()].find((name) => keyFor(name, names) !== undefined);
  if (taken !== undefined) refuse(`the label ${taken}`, "there is a column of that name", "rename it with --as");
  return new Map(Array.from(labels, ([name, scalar]) => [name, { ...scope.value(scalar), label: name }]));
}

function found(name: string, stored: ReadonlyMap<string, SqlValue>): SqlValue | undefined {
  const key = keyFor(name, [...stored.keys()]);
  return key === undefined ? undefined : stored.get(key);
}

interface Selected {
  readonly columns: readonly MadeColumn[];
  readonly hidden: ReadonlySet<string>;
  /** The first of the columns by which records are grouped. */
  readonly keys: number;
  readonly wheres: readonly string[];
}

function recordsOf(
  { fields }: Plan,
  stored: readonly string[],
  labels: readonly string[],
  { bin, find }: { readonly bin: readonly MadeColumn[]; readonly find: Finder },
): Selected {
  const columns = [...(fields ?? stored), ...labels].map((name) => ({
    name,
    value: find(name) ?? noColumn(name, stored),
  }));
  return {
    columns: [...columns.filter(({ name }) => bin.length === 0 || name !== "bin"), ...bin],
    hidden: new Set(),
    keys: 0,
    wheres: [],
  };
}

function groupsOf(group: PlanGroup, scope: SqlScope): Selected {
  if (group.alsoBy !== undefined)
    refuse("--also-by", "its groupings are marked here", "ask a question for each grouping");
  if (group.totals === true) refuse("--totals", "the total is marked here", "ask for the total without --by");
  const isWhole = group.keys.length === 0;
  const columns: MadeColumn[] = group.keys.map((key) => ({ name: key.name, value: keySql(key, scope) }));
  const hidden = new Set<string>();
  const add = (name: string, value: SqlResult): void => {
    if (!columns.some((it) => it.name === name)) columns.push({ name, value });
  };
  for (const result of group.aggregates) {
    if (!isDerived(result)) {
      add(result.name, formulaSql(result.formula, scope, isWhole));
      continue;
    }
    const parts = new Map(result.aggregates.map(({ name, formula }) => [name, formulaSql(formula, scope, isWhole)]));
    const ofGroup = new SqlScope(
      scope.dialect,
      (name) => parts.get(name) ?? columns.find((it) => it.name === name)?.value,
      columns.map(({ name }) => name),
    );
    add(result.name, {
      ...ofGroup.value(result.scalar),
      isApproximate: [...parts.values()].some((it) => it.isApproximate === true),
    });
  }
  for (const name of group.having === undefined ? [] : namesIn(group)) {
    if (
      keyFor(
        name,
        columns.map((it) => it.name),
      ) !== undefined
    )
      continue;
    const parsed = aggregates.parse(name);
    const [asked] = isProblem(parsed) ? [] : parsed;
    if (asked === undefined || isDerived(asked)) continue;
    add(name, formulaSql(asked.formula, scope, isWhole));
    hidden.add(name);
  }
  const wheres =
    group.keepNull === true
      ? []
      : columns.slice(0, group.keys.length).map(({ value }) => `${value.known ?? value.sql} IS NOT NULL`);
  return { columns, hidden, keys: group.keys.length, wheres };
}

function namesIn({ having }: PlanGroup): readonly string[] {
  return having === undefined ? [] : fieldsOf(having);
}

function keySql({ name, column, network, scalar }: GroupKey, scope: SqlScope): SqlValue {
  if (network === undefined) return scope.value(scalar ?? { kind: "field", name: column, from: 0, to: 0 });
  const address = scope.value({ kind: "field", name: network.field, from: 0, to: 0 });
  if (address.type !== "address")
    return refuse(`the key "${name}"`, `${network.field} is not an address there`, "name a column of addresses");
  return { sql: scope.dialect.network(address.sql, network.four, network.six), type: "text", label: name };
}
