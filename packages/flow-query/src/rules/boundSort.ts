// Rule: a sort of groups right before a flow-top that keeps the first ones in the same order keeps no more than those.
import type { Link } from "@flowlogs/cli/chain";
import type { SortKey } from "@flowlogs/core";
import { isCounted, type Links, withMembers } from "../links.ts";

interface OrderValues {
  readonly count?: number | undefined;
  readonly by?: readonly SortKey[] | undefined;
  readonly least: boolean;
  readonly sort: boolean;
}

/** The number of records that flow-top keeps if it is not said. */
const DEFAULT_COUNT = 10;

/** The chain in which such a sort is bounded: equal records keep their order, so that the first ones are the same. */
export function boundSort(links: Links): Links {
  const [first, ...others] = links;
  return [first, ...others.map((link, i) => bounded(link, boundOf(links, i + 1)))];
}

/**
 * How many records the flow-top at this place keeps because of the next one; undefined: all that it says. It sorts groups: other
 * records may have a key or not, and the next one would say that none has it.
 */
export function boundOf(links: Links, place: number): number | undefined {
  const [before, link, next] = links.slice(place - 1, place + 2);
  const isGrouped = before?.command.name === "flow-group" && before.request.given["every"] === undefined;
  if (place === 0 || !isGrouped) return undefined;
  const [order, nextOrder] = [link && plainOrder(link), next && plainOrder(next)];
  if (order === undefined || nextOrder === undefined || !order.values.sort || nextOrder.values.sort) return undefined;
  const count = nextOrder.values.count ?? DEFAULT_COUNT;
  // With none at all nothing would be read, and nothing be told of what was.
  return order.keys === nextOrder.keys && count > 0 ? count : undefined;
}

function bounded(link: Link, count: number | undefined): Link {
  if (count === undefined) return link;
  return { ...link, request: { ...link.request, values: withMembers(link.request.values, { count, sort: false }) } };
}

/** A flow-top that only orders and cuts, by fields that it names, and tells no counts. */
function plainOrder(link: Link): { readonly values: OrderValues; readonly keys: string } | undefined {
  const { command, request } = link;
  if (command.name !== "flow-top" || isCounted(link)) return undefined;
  if (!Object.keys(request.given).every((name) => ["by", "least", "sort"].includes(name))) return undefined;
  const values: OrderValues = request.values;
  if (values.by === undefined) return undefined;
  const usual = values.least ? "asc" : "desc";
  const keys = values.by.map(({ value, direction = usual }) => value.kind === "field" && [value.name, direction]);
  // What is computed tells of what it compares.
  return keys.includes(false) ? undefined : { values, keys: JSON.stringify(keys) };
}
