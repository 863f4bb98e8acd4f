// Pseudo-fields inside of values: `isPrivateIP(addr)`, `port % 2`. A condition on one is parsed twice, once for each of
// the fields that it means.
import { isProblem, problemAt, type Problem } from "@flowlogs/base/problem";
import { type Cursor, peek } from "./cursor.ts";

/** What was read, once or for either side, and where it is. */
export interface Either<T> {
  readonly values: readonly T[];
  readonly from: number;
  readonly to: number;
}

export function readEither<T>(cursor: Cursor, read: () => T | Problem): Either<T> | Problem {
  const start = cursor.at;
  const { from } = peek(cursor);
  const outer = { side: cursor.side, names: [...cursor.pseudo] };
  cursor.pseudo.clear();
  cursor.side = 0;
  const first = read();
  const names = [...cursor.pseudo];
  let second: T | Problem | undefined;
  if (names.length === 1 && !isProblem(first)) {
    cursor.at = start;
    cursor.side = 1;
    second = read();
  }
  cursor.side = outer.side;
  cursor.pseudo.clear();
  for (const name of outer.names) cursor.pseudo.add(name);
  const to = cursor.tokens[cursor.at - 1]?.to ?? from;
  if (isProblem(first)) return first;
  if (isProblem(second)) return second;
  if (names.length < 2) return { values: second === undefined ? [first] : [first, second], from, to };
  return problemAt(cursor.text, from, to, `${names.join(" and ")} mean two fields each`, "name the fields you mean");
}
