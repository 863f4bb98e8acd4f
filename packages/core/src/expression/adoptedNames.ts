// The names that configuration files give to expressions and lists. Apart from what reads them, as every run adopts names and
// not every run reads an expression.
import { type NamedTexts, noNames } from "@flowlogs/base/named";

let adopted = noNames;

/** From now on expressions may use these names. Called once, before any expression is read. */
export function adoptNames(names: NamedTexts): void {
  adopted = names;
}

export function adoptedNames(): NamedTexts {
  return adopted;
}
