// Aggregates of groups, as `stats` of Logs Insights has them.
import { type AggregateCall, callsOf, type Formula } from "@flowlogs/core/spelling";
import { LEAVE_OUT } from "../../printer/refuse.ts";
import { type InsightsValue, type InsightsScope, labelOf } from "./names.ts";
import { refuse } from "./words.ts";

export interface InsightsResult {
  readonly text: string;
  /** It may be null. */
  readonly isNullable: boolean;
  readonly isApproximate: boolean;
  readonly kind: "integer" | "number";
}

/** Whole numbers stay so. */
const whole = new Set(["sum", "count", "count_distinct", "min", "max"]);

/** Makes a column that is not shown, and gives its name. */
export type Hide = (text: string) => string;

/** The formula takes more than one `stats` can say: its parts are columns, of which it is made after that. */
export function isMadeLater(formula: Formula): boolean {
  return callsOf(formula).some(({ function: called, where }) => called.name === "sum" && where !== undefined);
}

/** With `hide` the aggregates are columns of their own. Throws UsageError. */
export function formulaText(formula: Formula, scope: InsightsScope, hide?: Hide): InsightsResult {
  switch (formula.kind) {
    case "call": {
      if (hide !== undefined && isMadeLater(formula)) return sumWhere(formula, scope, hide);
      const result = callText(formula, scope);
      return hide === undefined ? result : { ...result, text: hide(result.text) };
    }
    case "number": {
      const kind = Number.isInteger(Number(formula.value)) ? "integer" : "number";
      return { text: String(formula.value), isNullable: false, isApproximate: false, kind };
    }
    case "negative": {
      const operand = formulaText(formula.operand, scope, hide);
      return { ...operand, text: `(0 - ${operand.text})` };
    }
    case "operation": {
      const left = formulaText(formula.left, scope, hide);
      const right = formulaText(formula.right, scope, hide);
      return {
        text: `(${left.text} ${formula.operator} ${right.text})`,
        isNullable: left.isNullable || right.isNullable || formula.operator === "/",
        isApproximate: left.isApproximate || right.isApproximate,
        kind: formula.operator !== "/" && left.kind === "integer" && right.kind === "integer" ? "integer" : "number",
      };
    }
  }
}

/** 0 where no record meets the condition, and null where those that do have no number. */
function sumWhere(call: AggregateCall, scope: InsightsScope, hide: Hide): InsightsResult {
  const { where, ...all } = call;
  const result = callText(call, scope);
  if (where === undefined) return callText(all, scope);
  const met = hide(`sum(case(${scope.holds(where)}, 1, 0))`);
  return { ...result, text: `case(${met} = 0, 0, ${hide(result.text)})` };
}

function callText(call: AggregateCall, scope: InsightsScope): InsightsResult {
  const { name } = call.function;
  const result = (text: string, more: Partial<InsightsResult> = {}): InsightsResult => ({
    text,
    isNullable: !name.startsWith("count"),
    isApproximate: false,
    kind: whole.has(name) ? "integer" : "number",
    ...more,
  });
  const condition = call.where === undefined ? undefined : scope.holds(call.where);
  if (call.field === undefined) {
    return result(condition === undefined ? "count(*)" : `sum(case(${condition}, 1, 0))`);
  }
  const value = scope.value(call.scalar ?? { kind: "field", name: call.field, from: 0, to: 0 });
  const isIn = [value.known, condition].flatMap((it) => (it === undefined ? [] : [`(${it})`])).join(" and ");
  if (name === "count") return result(isIn === "" ? "count(*)" : `sum(case(${isIn}, 1, 0))`);
  const argument = condition === undefined && value.kind === "number" ? value.text : chosen(value, isIn);
  if (name === "count_distinct" || name === "approx_count_distinct") {
    return result(`count_distinct(${argument})`, { isApproximate: true, kind: "integer" });
  }
  if (value.kind !== "number")
    return refuse(`for ${name}(${labelOf(value)})`, `it is ${name} of numbers only`, "name a field of numbers");
  switch (name) {
    case "sum":
    case "avg":
    case "min":
    case "max":
    case "stddev":
    case "variance":
      if (name === "stddev")
        refuse("for stddev()", "AWS does not say whether it is that of a sample", "ask for variance()");
      return result(`${name}(${argument})`);
    case "pct":
      return result(`pct(${argument}, ${call.percent ?? "50"})`, { isApproximate: true });
    case "median":
      return result(`pct(${argument}, 50)`, { isApproximate: true });
    default:
      return refuse(`for ${name}()`, "it has no aggregate that does the same", LEAVE_OUT);
  }
}

function chosen({ text }: InsightsValue, isIn: string): string {
  return isIn === "" ? text : `case(${isIn}, ${text})`;
}
