// What the parts that change a pipeline's commands have in common.
import type { FirstLink, Link } from "@flowlogs/cli/chain";

/** The commands of a pipeline. */
export type Links = readonly [FirstLink, ...Link[]];

/** --stats tells what each command read and wrote: it does then what it says. */
export function isCounted({ request }: Link): boolean {
  return request.common.stats !== undefined;
}

/** The types of a command's values are checked where it is defined, and nowhere else. */
export function withMembers(values: object, members: object): never {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion
  return { ...values, ...members } as never;
}
