// The order of Logs Insights: in ascending order what is missing comes first, then texts in natural order, then numbers.
import { isNull, type QueryValue } from "./value.ts";

export interface QuerySortKey {
  readonly value: QueryValue;
  readonly descending: boolean;
}

/** The keys of flow-top for these keys. In its own order null is last. */
export function sortWords(keys: readonly QuerySortKey[]): string {
  return keys.flatMap(keysFor).join(", ");
}

function keysFor({ value: { text, kind, nulls }, descending }: QuerySortKey): readonly string[] {
  const order = descending ? "desc" : "asc";
  const isNumber = kind === "number" || kind === "time";
  const own = isNumber ? [text] : kind === "text" || kind === "address" ? [`natural(${text})`] : mixed(text);
  const missing = nulls.length > 0 && !descending ? [`if(${nulls.map(isNull).join(" or ")}, 0, 1)`] : [];
  return [...missing, ...own].map((key) => `${key} ${order}`);
}

/** Records may have texts or numbers there: texts in their order, then numbers in theirs. */
function mixed(text: string): readonly string[] {
  return [`if(isNumeric(${text}), 1, 0)`, `if(isNumeric(${text}), '', natural(${text}))`, `toNumber(${text})`];
}
