// The keys to sort by as a user writes them: `sum(bytes)`, `bytes desc, start asc`.
import { fieldName } from "../expression/name.ts";
import { isProblem, type Problem } from "../problem.ts";
import { splitList } from "../text/split.ts";
import type { SortKey } from "./order.ts";

/** The option kind for sort keys: the largest first unless `asc` is said. */
export const sortKeys = {
  placeholder: "KEYS",
  parse(text: string): readonly SortKey[] | Problem {
    const keys: SortKey[] = [];
    for (const part of splitList(text)) {
      const match = /^(.*?)(?:\s+(asc|desc))?$/i.exec(part);
      const field = fieldName.parse(match?.[1] ?? "");
      if (isProblem(field)) return field;
      keys.push({ field, descending: match?.[2]?.toLowerCase() !== "asc" });
    }
    return keys;
  },
};
