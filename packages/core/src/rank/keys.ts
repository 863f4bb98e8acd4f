// The keys to sort by as a user writes them: `sum(bytes)`, `bytes desc, start asc`, `bytes/packets`.
import { listParts } from "../expression/delimiters.ts";
import { scalarAt } from "../expression/parse/parse.ts";
import { named } from "../expression/parse/fieldReference.ts";
import type { Scalar } from "../expression/syntax.ts";
import { isProblem, type Problem } from "@flowlogs/base/problem";

export interface SortKey {
  /** A field, or what is computed of fields. */
  readonly value: Scalar;
  /** Undefined when the user does not say. */
  readonly direction: "asc" | "desc" | undefined;
}

/** The option kind for sort keys. */
export const sortKeys = {
  placeholder: "KEYS",
  topic: "fields",
  parse(text: string): readonly SortKey[] | Problem {
    const keys: SortKey[] = [];
    for (const { from, to } of listParts(text)) {
      // Alone, `asc` and `desc` are names.
      const found = /(?<=\S)\s+(asc|desc)\s*$/i.exec(text.slice(from, to));
      const end = found === null ? to : from + found.index;
      const scalar = scalarAt(text, from, end);
      if (isProblem(scalar)) return { ...scalar, text };
      const value = named(scalar, text.slice(from, end));
      const word = found?.[1]?.toLowerCase();
      keys.push({ value, direction: word === "asc" || word === "desc" ? word : undefined });
    }
    return keys;
  },
  join: (lists: readonly (readonly SortKey[])[]) => lists.flat(),
};
