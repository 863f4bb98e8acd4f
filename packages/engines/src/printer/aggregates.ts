// Aggregates of groups as SQL: nulls do not count, and each may have a condition.
import { findField } from "@flowlogs/core";
import type { AggregateCall, Formula } from "@flowlogs/core/spelling";
import { conditionSql, doubleText } from "./conditions.ts";
import type { SqlResult, SqlValue } from "./dialect.ts";
import { LEAVE_OUT, refuse } from "./refuse.ts";
import type { SqlScope } from "./values.ts";

/** `isWhole`: without keys, where there may be no record at all. Throws UsageError. */
export function formulaSql(formula: Formula, scope: SqlScope, isWhole: boolean): SqlResult {
  switch (formula.kind) {
    case "call":
      return callSql(formula, scope, isWhole);
    case "number": {
      const isInteger = typeof formula.value === "bigint";
      if (isInteger) return { sql: String(formula.value), type: "integer" };
      return { sql: doubleText(String(formula.value)), type: "number" };
    }
    case "negative": {
      const operand = formulaSql(formula.operand, scope, isWhole);
      return { ...operand, sql: `(-${operand.sql})` };
    }
    case "operation": {
      const left = formulaSql(formula.left, scope, isWhole);
      const right = formulaSql(formula.right, scope, isWhole);
      const isApproximate = left.isApproximate === true || right.isApproximate === true;
      const areWhole = left.type === "integer" && right.type === "integer";
      const [a, b] = areWhole && formula.operator !== "/" ? [left.sql, right.sql] : [left, right].map(asDouble(scope));
      if (formula.operator !== "/") {
        return { sql: `(${a} ${formula.operator} ${b})`, type: areWhole ? "integer" : "number", isApproximate };
      }
      return { sql: `(${a} / nullif(${b}, ${doubleText("0")}))`, type: "number", isApproximate };
    }
  }
}

function asDouble({ dialect }: SqlScope): (value: SqlValue) => string {
  return ({ sql, type }) => (type === "integer" ? dialect.double(sql) : sql);
}

function callSql(call: AggregateCall, scope: SqlScope, isWhole: boolean): SqlResult {
  const { dialect } = scope;
  const where = call.where === undefined ? undefined : conditionSql(call.where, scope);
  const filtered = (sql: string): string => (where === undefined ? sql : `${sql} FILTER (WHERE ${where})`);
  const { name } = call.function;
  if (call.field === undefined) return { sql: filtered("count(*)"), type: "integer" };
  const value = scope.value(call.scalar ?? { kind: "field", name: call.field, from: 0, to: 0 });
  switch (name) {
    case "count":
      return { sql: filtered(`count(${value.sql})`), type: "integer" };
    case "count_distinct":
      return { sql: filtered(`count(DISTINCT ${value.sql})`), type: "integer" };
    case "approx_count_distinct":
      return { sql: filtered(dialect.approximateDistinct(value.sql)), type: "integer", isApproximate: true };
    case "min":
    case "max":
      return extreme(call, value, scope, where);
    case "earliest":
    case "latest":
      return byStart(name, value, scope, where);
    case "first":
    case "last":
    case "any":
      return refuse(`${name}()`, "an engine has no order of records", "ask for earliest() or latest()");
    case "values":
      return refuse(
        "values()",
        "its list is in the order of the records, which an engine does not have",
        "add the field to --by",
      );
    default:
      return ofNumbers(call, value, scope, { where, filtered, isWhole });
  }
}

function extreme(
  { function: called, field = "" }: AggregateCall,
  value: SqlValue,
  scope: SqlScope,
  where: string | undefined,
): SqlResult {
  const { dialect } = scope;
  const { name } = called;
  if (value.type === "integer" || value.type === "number" || value.isKnownText === true) {
    return { ...value, sql: `${name}(${value.sql})${where === undefined ? "" : ` FILTER (WHERE ${where})`}` };
  }
  const order = findField(field)?.kind === "address" ? dialect.addressOrder?.(value.sql) : undefined;
  if (order === undefined)
    return refuse(`${name}(${field})`, "it puts such values in another order", "ask for that of a number");
  const known = [`${value.sql} IS NOT NULL`, ...(where === undefined ? [] : [where])].join(" AND ");
  const picked = dialect.pick(name === "min" ? "least" : "most", value.sql, order);
  return { ...value, sql: `${picked} FILTER (WHERE ${known})` };
}

/** Of records with the same start the least value counts: engines have no order of records. */
function byStart(name: "earliest" | "latest", value: SqlValue, scope: SqlScope, where: string | undefined): SqlResult {
  const start = scope.value({ kind: "field", name: "start", from: 0, to: 0 });
  const known = [`${value.sql} IS NOT NULL`, `${start.sql} IS NOT NULL`, ...(where === undefined ? [] : [where])];
  const picked = scope.dialect.pick(name === "earliest" ? "least" : "most", value.sql, [start.sql, value.sql]);
  return { ...value, sql: `${picked} FILTER (WHERE ${known.join(" AND ")})` };
}

interface CallParts {
  readonly where: string | undefined;
  readonly filtered: (sql: string) => string;
  readonly isWhole: boolean;
}

function ofNumbers(
  call: AggregateCall,
  value: SqlValue,
  { dialect }: SqlScope,
  { where, filtered, isWhole }: CallParts,
): SqlResult {
  const { name } = call.function;
  if (value.type !== "integer" && value.type !== "number") {
    return refuse(`${name}(${call.field})`, "it is not a number there", "name a column of numbers");
  }
  const isInteger = value.type === "integer";
  const double = isInteger ? dialect.double(value.sql) : value.sql;
  const sum = filtered(isInteger ? dialect.sum(value.sql) : `sum(${value.sql})`);
  switch (name) {
    case "sum": {
      // Of no records it is 0; of records without a number it is null.
      const isEmptyZero = isWhole || where !== undefined;
      const sql = isEmptyZero ? `CASE WHEN ${filtered("count(*)")} = 0 THEN 0 ELSE ${sum} END` : sum;
      return { sql, type: value.type };
    }
    case "avg": {
      const count = dialect.double(filtered(`count(${value.sql})`));
      return {
        sql: `(${isInteger ? dialect.double(sum) : sum} / nullif(${count}, ${doubleText("0")}))`,
        type: "number",
      };
    }
    case "stddev":
    case "variance":
      return { sql: filtered(`${name === "stddev" ? "stddev_pop" : "var_pop"}(${double})`), type: "number" };
    case "bit_or":
      return isInteger
        ? { sql: filtered(dialect.bitOr(value.sql)), type: "integer" }
        : refuse("bit_or()", "it needs whole numbers", "name a column of whole numbers");
    case "median":
      return dialect.median(value.sql, where);
    case "pct":
      return { ...dialect.percentile(value.sql, call.percent ?? "50", where, isInteger), type: value.type };
    default:
      return refuse(`${name}()`, "it has no aggregate that does the same", LEAVE_OUT);
  }
}
