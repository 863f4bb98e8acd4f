// Groups of several pieces of the time, put together by flow-group: of any number, as it goes on in files above its memory.
import { printScalar } from "@flowlogs/core/spelling";
import type { EngineQuery, PlainCommand } from "@flowlogs/engines";

/** The command that takes the rows of all pieces. */
export function mergeCommand({ columns, merge = [] }: EngineQuery): PlainCommand {
  const named = columns.map(({ name }, i) => ({
    name: printScalar({ kind: "field", name, from: 0, to: 0 }),
    how: merge[i] ?? "key",
  }));
  const keys = named.filter(({ how }) => how === "key").flatMap(({ name }) => ["--by", name]);
  const results = named.flatMap(({ name, how }) => (how === "key" ? [] : [`${how}(${name}) as ${name}`]));
  return { name: "flow-group", words: [...keys, ...results, "--keep-null"] };
}
