// The keys to sort by as a user writes them: `sum(bytes)`, `bytes desc, start asc`.
import { listParts } from "../expression/enclosed.ts";
import { nameAt } from "../expression/name.ts";
import { isProblem, type Problem } from "../problem.ts";

export interface SortKey {
  readonly field: string;
  /** Undefined when nothing is said. */
  readonly direction: "asc" | "desc" | undefined;
}

/** The option kind for sort keys. */
export const sortKeys = {
  placeholder: "KEYS",
  parse(text: string): readonly SortKey[] | Problem {
    const keys: SortKey[] = [];
    for (const { from, to } of listParts(text)) {
      // Alone, `asc` and `desc` are names.
      const found = /(?<=\S)\s+(asc|desc)\s*$/i.exec(text.slice(from, to));
      const field = nameAt(text, from, found === null ? to : from + found.index);
      if (isProblem(field)) return field;
      const word = found?.[1]?.toLowerCase();
      keys.push({ field, direction: word === "asc" || word === "desc" ? word : undefined });
    }
    return keys;
  },
};
