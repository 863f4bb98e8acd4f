// Rule: a filter behind flow-bin that is about nothing that flow-bin adds or changes comes before it.
import type { Expression } from "@flowlogs/core";
import { fieldsOf, keyFor } from "@flowlogs/core/spelling";

interface BinEffects {
  readonly spread?: boolean;
  readonly bounds?: boolean;
}

/** Whether a condition holds before flow-bin for just the records of which it holds after it. */
export function isBeforeBin(condition: Expression, { spread = false, bounds = false }: BinEffects): boolean {
  const amounts = ["bytes", "packets", "bytes_low", "bytes_high", "packets_low", "packets_high"];
  const changed = ["bin", ...(spread || bounds ? amounts : [])];
  return fieldsOf(condition).every((name) => keyFor(name, changed) === undefined);
}
