// The order of the rows, and how many there are. Here null is last in either direction; Logs Insights has it first when ascending.
import type { PlanRank } from "../../plan.ts";
import type { InsightsPart } from "./records.ts";
import { LEAVE_OUT } from "../../printer/refuse.ts";
import { refuse } from "./words.ts";

/** Rows that a query may ask for. */
const MOST = 100_000;

/** Throws UsageError. */
export function orderParts(
  rank: PlanRank | undefined,
  { scope, usual }: InsightsPart,
): { readonly commands: readonly string[]; readonly notes: readonly string[] } {
  const usually = usual.length === 0 ? [] : [`sort ${usual.join(", ")}`];
  if (rank === undefined) return { commands: usually, notes: [] };
  refuseRest(rank);
  const fields: string[] = [];
  const keys = rank.order.flatMap(({ value, direction }, i) => {
    const { text, known } = scope.value(value);
    const isName = /^@?[\w.]+$/.test(text);
    const name = isName ? text : `order_${i + 1}`;
    if (!isName) fields.push(`${text} as ${name}`);
    if (known === undefined || direction === "desc") return [`${name} ${direction}`];
    fields.push(`if(${known}, 0, 1) as missing_${i + 1}`);
    return [`missing_${i + 1} asc`, `${name} ${direction}`];
  });
  const commands = [
    ...(fields.length === 0 ? [] : [`fields ${fields.join(", ")}`]),
    `sort ${[...keys, ...usual].join(", ")}`,
    ...(rank.limit === undefined ? [] : [`limit ${rank.limit}`]),
  ];
  return { commands, notes: [] };
}

function refuseRest({ order, until, per, share, other, limit }: PlanRank): void {
  if (order.length === 0) refuse("without an order", "nothing says by what rows are ranked", "add --by to flow-top");
  if (until !== undefined) refuse("with --until", "it has no running totals that are exact", LEAVE_OUT);
  if (per !== undefined) refuse("with --per", "it has one limit for all rows", LEAVE_OUT);
  if (share === true || other === true)
    refuse(share === true ? "with --share" : "with --other", "it has no totals beside rows", LEAVE_OUT);
  if (limit !== undefined && limit > MOST) refuse(`for ${limit} rows`, `its limit is ${MOST} at most`, "ask for fewer");
  if (limit === 0) refuse("for no rows", "its limit is 1 or more", "ask for 1 or more");
}
