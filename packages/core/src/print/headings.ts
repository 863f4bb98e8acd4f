// What columns are called in the output: as in the records, unless they are renamed or spelled another way.
import { distinctKeys } from "../encode/keys.ts";
import { identityOf, keyFor } from "../field.ts";
import type { Rename } from "./renames.ts";
import { PrintProblem } from "./printProblem.ts";
import { spellers, type ColumnSpelling } from "./spellings.ts";

export interface Headings {
  readonly renames?: readonly Rename[] | undefined;
  readonly spelling?: ColumnSpelling | undefined;
}

export function hasOtherNames({ renames, spelling }: Headings): boolean {
  return renames !== undefined || spelling !== undefined;
}

/** The names of columns in the output. Throws PrintProblem where a new name is that of another column. */
export function headingsOf(keys: readonly string[], { renames, spelling }: Headings): readonly string[] {
  const spelled = spelling === undefined ? keys : distinctKeys(keys.map(spellers[spelling]), keys);
  if (renames === undefined) return spelled;
  const targets = new Map(renames.map(({ from, to }) => [keyFor(from, keys), to] as const));
  const names = keys.map((key, i) => targets.get(key) ?? spelled[i] ?? key);
  for (const [key, to] of targets) {
    const other = keys.find((it, i) => it !== key && identityOf(names[i] ?? it) === identityOf(to));
    if (key === undefined || other === undefined) continue;
    throw new PrintProblem(`"${key}" cannot be called "${to}": another column has this name`, "choose another name");
  }
  return names;
}
