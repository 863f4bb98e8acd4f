// The value of an option or operand, from the texts that were given for it, whoever gave them.

import type { Operand, Option } from "./define.ts";
import { UsageError } from "@flowlogs/base/errors";
import { isProblem, type Problem } from "@flowlogs/base/problem";

/** What a stage gets for these texts; for none the default. `where`: what messages call the item. Throws UsageError. */
export function itemValue(item: Option | Operand, given: readonly string[], where: string): unknown {
  const { kind } = item;
  if (kind === "switch") return given.length > 0;
  const preset = "default" in item ? item.default : undefined;
  const texts = given.length > 0 || preset === undefined ? given : [preset];
  const values = texts.map((text) => valid(kind.parse(text), where));
  if (item.many === true) return values;
  const other = texts.find((text) => text !== texts[0]);
  if (other === undefined) return values[0];
  if (kind.join !== undefined) return valid(kind.join(values), where);
  throw new UsageError({ problem: `given twice, as "${texts[0]}" and "${other}"`, advice: "give it once" }, where);
}

function valid<Result>(value: Result | Problem, where: string): Result {
  if (isProblem(value)) throw new UsageError(value, where);
  return value;
}
