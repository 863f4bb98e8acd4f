// The values that a filter gives to the columns by which a table is divided. Some tables do not know their own, and each question has
// to give one.
import { UsageError } from "@flowlogs/base/errors";
import type { Expression } from "@flowlogs/core";
import { type ExpressionItem, type ExpressionValue, keyFor } from "@flowlogs/core/spelling";
import type { EngineTable, GivenValues } from "../query.ts";

/** Throws UsageError where one is missing that the table does not know. */
export function givenPartitions(
  filter: Expression | undefined,
  { name, columns, partitions }: EngineTable,
): GivenValues {
  const keys = [...columns, ...partitions].map((column) => column.name);
  const given = new Map<string, readonly string[]>();
  for (const part of filter === undefined ? [] : conjuncts(filter)) {
    const [field, values] = valuesOf(part);
    const column = partitions.find((it) => it.name === keyFor(field, keys));
    if (column !== undefined && values !== undefined) given.set(column.name, values);
  }
  const missing = partitions.filter((it) => it.isInjected === true && !given.has(it.name));
  if (missing.length === 0) return given;
  const names = missing.map((it) => it.name);
  const problem = `${name.join(".")} does not know the values of ${names.join(" and ")}, and each question has to give them`;
  const conditions = names.map((it) => `${it} = "${exampleOf(it)}"`).join(" and ");
  throw new UsageError({
    problem,
    advice: `add | filter '${conditions}', or make the table with flow-write --account and --region`,
  });
}

/** What all hold. */
function conjuncts(expression: Expression): readonly Expression[] {
  return expression.kind === "and" ? expression.operands.flatMap(conjuncts) : [expression];
}

function valuesOf(expression: Expression): readonly [field: string, values: readonly string[] | undefined] {
  if (expression.kind === "compare" && expression.operator === "=" && expression.field.scalar === undefined) {
    const text = textOf(expression.value);
    return [expression.field.name, text === undefined ? undefined : [text]];
  }
  if (expression.kind === "in" && expression.field.scalar === undefined) {
    const texts = expression.items.map(itemText);
    return [expression.field.name, texts.includes(undefined) ? undefined : texts.filter((it) => it !== undefined)];
  }
  return ["", undefined];
}

function itemText(item: ExpressionItem): string | undefined {
  return item.kind === "value" ? textOf(item.value) : undefined;
}

function textOf(value: ExpressionValue): string | undefined {
  if (value.kind === "text") return value.text;
  return value.kind === "number" ? value.raw : undefined;
}

function exampleOf(name: string): string {
  if (/acc/i.test(name)) return "123456789012";
  return /region/i.test(name) ? "eu-west-1" : "...";
}
