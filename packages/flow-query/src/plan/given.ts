// Which options a command was called with, and members of a plan that are there or not.
import type { Link } from "@flowlogs/cli/chain";
import type { PlanOptions } from "@flowlogs/engines";

/** The first option of a command that a plan has no word for. */
export function strangeOption({ command, request }: Link, known: readonly string[]): string | undefined {
  const name = Object.keys(request.given).find((it) => !known.includes(it));
  return name && `${command.name} has --${name}`;
}

/** The options as given, but for those that the plan has otherwise. */
export function optionsBut({ request }: Link, known: readonly string[]): PlanOptions {
  return Object.fromEntries(Object.entries(request.given).filter(([name]) => !known.includes(name)));
}

/** The members that are there: neither undefined nor false. */
export function present<Members extends object>(
  members: Members,
): { [Name in keyof Members]?: Exclude<Members[Name], undefined | false> } {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- fromEntries forgets the names
  return Object.fromEntries(Object.entries(members).filter(([, it]) => it !== undefined && it !== false)) as never;
}
