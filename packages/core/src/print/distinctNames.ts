// Names of which none is another, however a key may be spelled.
import { identityOf } from "../field.ts";

/** The names; a later one that is there already has a number. */
export function distinctNames(names: readonly string[]): string[] {
  const met = new Set<string>();
  return names.map((name) => {
    let distinct = name;
    for (let number = 2; met.has(identityOf(distinct)); number++) distinct = `${name}_${number}`;
    met.add(identityOf(distinct));
    return distinct;
  });
}
