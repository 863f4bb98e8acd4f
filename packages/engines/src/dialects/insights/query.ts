// Says a plan in the language of Logs Insights: parse, filter, stats or fields, and the order.
import { isProblem, type Problem } from "@flowlogs/base/problem";
import { UsageError } from "@flowlogs/base/errors";
import { parseFormat } from "@flowlogs/core";
import type { Plan } from "../../plan.ts";
import type { EngineDialect, EngineQuery, EngineTable } from "../../query.ts";
import { groupParts } from "./groups.ts";
import { LogNames } from "./names.ts";
import { orderParts } from "./order.ts";
import { recordParts } from "./records.ts";
import { refuse } from "./words.ts";
import { scopeOf } from "./scope.ts";

/** Characters of a query at most. */
const LONGEST = 10_000;
export const dialect: EngineDialect = {
  print(plan, table): EngineQuery | Problem {
    try {
      return printed(plan, table);
    } catch (error) {
      if (error instanceof UsageError) return error.problem;
      throw error;
    }
  },
};

/** Throws UsageError. */
function printed(plan: Plan, table: EngineTable): EngineQuery {
  if (plan.labels !== undefined) refuse("labels", "it has no choices between values", "leave --engine out");
  const names = new LogNames(formatOf(plan, table));
  const made = plan.group === undefined ? recordParts(plan, names) : groupParts(plan, plan.group, names);
  const order = orderParts(plan.rank, made);
  const filters = plan.filter === undefined ? [] : [`filter ${scopeOf(names.find).holds(plan.filter)}`];
  const parse = names.command === undefined ? [] : [names.command];
  const text = [...parse, ...filters, ...made.commands, ...order.commands].join("\n| ");
  if (text.length > LONGEST)
    refuse("this", `its queries have at most 10,000 characters, and this has ${text.length}`, "give it shorter lists");
  return {
    engine: "insights",
    text,
    columns: made.columns,
    notes: [...made.notes, ...order.notes],
    approximate: made.approximate,
    table,
    ...(made.whenEmpty === undefined ? {} : { whenEmpty: made.whenEmpty }),
    ...(plan.rank !== undefined || made.pieces === undefined ? {} : { pieces: made.pieces }),
    ...(plan.rank !== undefined || made.merge === undefined ? {} : { merge: made.merge }),
    ...(plan.window === undefined ? {} : { window: plan.window }),
  };
}

/** The format of the records: that of the pipeline, or that of the flow log. */
function formatOf({ source }: Plan, { columns }: EngineTable): readonly string[] | undefined {
  const [text, ...others] = source.options["format"] ?? [];
  if (text === undefined) return columns.length === 0 ? undefined : columns.map(({ name }) => name);
  if (others.length > 0) refuse("this", "the records have more than one format", "ask a question for each");
  const format = parseFormat(text);
  return isProblem(format) ? refuse("this", format.problem, format.advice ?? "check read --format") : format;
}
