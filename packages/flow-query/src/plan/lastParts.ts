// What a plan says of the order of rows, of how many there are, and of what is printed.
import type { Link } from "@flowlogs/cli/chain";
import type { SortKey } from "@flowlogs/core";
import type { Percentage, PrintColumn } from "@flowlogs/core/kinds";
import { optionsBut, present, strangeOption } from "./given.ts";
import type { Plan } from "@flowlogs/engines";

/** What flow-top keeps where nothing is said. */
const DEFAULT_COUNT = 10;

interface AskedTop {
  readonly count?: number | undefined;
  readonly by?: readonly SortKey[] | undefined;
  readonly per?: readonly string[] | undefined;
  readonly "keep-null": boolean;
  readonly least: boolean;
  readonly sort: boolean;
  readonly share: boolean;
  readonly other: boolean;
  readonly until?: Percentage | undefined;
}

export function rankPart(link: Link, { rank, output }: Plan): Partial<Plan> | string {
  const { count, by, per, least, sort, share, other, until, "keep-null": keepNull }: AskedTop = link.request.values;
  const strange = strangeOption(link, ["by", "per", "keep-null", "least", "sort", "until", "share", "other"]);
  if (strange !== undefined) return strange;
  if (rank !== undefined || output !== undefined) return "flow-top comes after an order or flow-fmt";
  const usual = least ? ("asc" as const) : ("desc" as const);
  const extra = present({
    usualOrder: by === undefined && usual,
    limit: count ?? (sort || until !== undefined ? undefined : DEFAULT_COUNT),
    until,
    per,
    keepNull: keepNull || undefined,
    share: share || undefined,
    other: other || undefined,
  });
  const order = (by ?? []).map(({ value, direction = usual }) => ({ value, direction }));
  return { rank: { order, ...extra } };
}

interface AskedFormat {
  readonly output: string;
  readonly fields?: readonly PrintColumn[] | undefined;
}

export function outputPart(link: Link, { output }: Plan): Partial<Plan> | string {
  if (output !== undefined) return "flow-fmt comes after flow-fmt";
  const { output: format, fields: columns }: AskedFormat = link.request.values;
  const options = optionsBut(link, ["output", "fields"]);
  return { output: { format, ...present({ columns }), options } };
}
