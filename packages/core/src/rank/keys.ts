// The keys to sort by as a user writes them: `sum(bytes)`, `bytes desc, start asc`.
import { listParts } from "../expression/enclosed.ts";
import { nameAt } from "../expression/name.ts";
import { isProblem, type Problem } from "../problem.ts";
import type { SortKey } from "./order.ts";

/** The option kind for sort keys: the largest first unless `asc` is said. */
export const sortKeys = {
  placeholder: "KEYS",
  parse(text: string): readonly SortKey[] | Problem {
    const keys: SortKey[] = [];
    for (const { from, to } of listParts(text)) {
      // Alone, `asc` and `desc` are names.
      const direction = /(?<=\S)\s+(asc|desc)\s*$/i.exec(text.slice(from, to));
      const field = nameAt(text, from, direction === null ? to : from + direction.index);
      if (isProblem(field)) return field;
      keys.push({ field, descending: direction?.[1]?.toLowerCase() !== "asc" });
    }
    return keys;
  },
};
