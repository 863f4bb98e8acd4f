// The rules that make a pipeline faster, a file each. None changes what comes out or what is told: where one would, it leaves the
// commands as they are. (Why a filter is not moved before flow-bin here, but in plans: filterBeforeBin.ts. Why none becomes the window
// of the reader: windowFromFilter.ts.)
import type { Links } from "../links.ts";
import { boundSort } from "./boundSort.ts";
import { filterIntoRead } from "./filterIntoRead.ts";
import { keepFields } from "./keepFields.ts";

type Rule = (links: Links) => Links;

/** In this order. */
const rules: readonly Rule[] = [boundSort, filterIntoRead, keepFields];

export function optimise(links: Links): Links {
  return rules.reduce((planned, rule) => rule(planned), links);
}
