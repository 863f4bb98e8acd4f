// The order of an answer: null is last in either direction, and equal rows come by their keys or, without groups, by all that they
// have: an engine has no order of records.
import type { PlanRank } from "../plan.ts";
import { labelOf, type SqlValue } from "./dialect.ts";
import { LEAVE_OUT, refuse } from "./refuse.ts";
import type { SqlScope } from "./values.ts";

interface OrderedColumns {
  readonly shown: readonly string[];
  /** The names by which equal rows come; undefined: all. */
  readonly ties: readonly string[] | undefined;
  readonly where: readonly string[];
}

export interface OrderedSql {
  /** The query for the rows of another one, in this order. */
  wrap(inner: string): string;
}

/** Throws UsageError. */
export function orderSql(
  rank: PlanRank | undefined,
  scope: SqlScope,
  { shown, ties = shown, where }: OrderedColumns,
): OrderedSql {
  if (rank !== undefined) refuseRest(rank);
  const { dialect } = scope;
  const byName = (name: string): SqlValue => scope.value({ kind: "field", name, from: 0, to: 0 });
  const keys = (rank?.order ?? []).flatMap(({ value, direction }) =>
    orderOf(scope.value(value), scope).map((sql) => ordered(sql, direction)),
  );
  const rest = ties.map((name) => ordered(byName(name).sql, "asc"));
  const limit = rank?.limit;
  const per = rank?.per?.map((name) => byName(name).sql) ?? [];
  return {
    wrap(inner) {
      const list = shown.map((name) => byName(name).sql).join(", ");
      const all = [...keys, ...rest.filter((it) => !keys.includes(it))];
      const wheres = [...where, ...per.map((sql) => `${sql} IS NOT NULL`)];
      const filter = wheres.length === 0 ? [] : [`WHERE ${wheres.join(" AND ")}`];
      const order =
        all.length === 0 ? [] : [`ORDER BY ${[...per.map((sql) => ordered(sql, "asc")), ...all].join(", ")}`];
      if (per.length === 0) {
        const end = limit === undefined ? [] : [`LIMIT ${limit}`];
        return [`WITH g AS (`, inner, ")", `SELECT ${list}`, "FROM g", ...filter, ...order, ...end].join("\n");
      }
      const place = dialect.name("place()");
      const ranked = `row_number() OVER (PARTITION BY ${per.join(", ")} ORDER BY ${all.join(", ")}) AS ${place}`;
      const lines = ["WITH r AS (", inner, "), g AS (", `  SELECT g.*, ${ranked}`, "  FROM r AS g"];
      const kept = limit === undefined ? [] : [`WHERE g.${place} <= ${limit}`];
      return [...lines, ...filter, ")", `SELECT ${list}`, "FROM g", ...kept, ...order].join("\n");
    },
  };
}

function refuseRest({ order, until, share, other, keepNull }: PlanRank): void {
  if (order.length === 0)
    refuse("flow-top without --by", "what to rank by is known when records are there", "add --by to flow-top");
  if (until !== undefined) refuse("flow-top --until", "its sums are exact only here", "give a number of rows");
  if (share === true || other === true)
    refuse(`flow-top --${share === true ? "share" : "other"}`, "its sums are exact only here", LEAVE_OUT);
  if (keepNull === true) refuse("flow-top --keep-null", "rows without a group are not ranked", "leave it out");
}

function orderOf(value: SqlValue, { dialect }: SqlScope): readonly string[] {
  const { sql, type, isKnownText } = value;
  if (type === "integer" || type === "number" || isKnownText === true) return [sql];
  const order = type === "address" ? dialect.addressOrder?.(sql) : undefined;
  if (order !== undefined) return order;
  // Texts that look like numbers or times are put in the order of these here.
  return refuse(
    `an order by ${labelOf(value)}`,
    "it puts such values in another order",
    "rank by a number or an address",
  );
}

function ordered(sql: string, direction: "asc" | "desc"): string {
  return `${sql} ${direction.toUpperCase()} NULLS LAST`;
}
