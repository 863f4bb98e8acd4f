// What a question is, apart from where it runs: flow-query makes it of a pipeline, and the dialects say it in an engine's language.
// Values are trees as the core parses them; what a pipeline has beyond this shape is kept as the commands that it is.
import type { Expression, Scalar, SortKey } from "@flowlogs/core";
import type { Moment, Percentage, PrintColumn } from "@flowlogs/core/kinds";
import type { Duration } from "@flowlogs/core";
import type { GroupKey, GroupResult } from "@flowlogs/core/spelling";

/** In this order: what is not there is not asked for. */
export interface Plan {
  readonly source: PlanSource;
  readonly window?: PlanWindow;
  /** Only records for which this holds. */
  readonly filter?: Expression;
  /** Records have only these fields from here on. */
  readonly fields?: readonly string[];
  /** Fields that are added, worked out from others: labels. */
  readonly labels?: ReadonlyMap<string, Scalar>;
  readonly bin?: PlanBin;
  readonly group?: PlanGroup;
  readonly rank?: PlanRank;
  readonly output?: PlanOutput;
  /** What comes after all that. */
  readonly rest?: PlanRest;
}

/** Flow logs that flowlogs-read reads; or records in files, `-` for standard input. */
export interface PlanSource {
  readonly kind: "logs" | "records";
  readonly names: readonly string[];
  readonly options: PlanOptions;
}

/** Options that are kept as they were given: the texts of each; of a switch "true". */
export type PlanOptions = Readonly<Record<string, readonly string[]>>;

/** In epoch seconds, without the end. */
export interface PlanWindow {
  readonly start?: number;
  readonly end?: number;
}

/** A field `bin` with the start of the bin, in ISO 8601. */
export interface PlanBin {
  readonly size: Duration;
  /** The name of the zone by whose clocks bins start; without one in UTC. */
  readonly zone?: string;
  readonly at: Moment;
  /** The field with the time, where it is not that of `at`. */
  readonly time?: string;
  /** Bytes and packets are divided over the bins; `bounds`: with the least and the most of each. */
  readonly spread?: true;
  readonly bounds?: true;
}

/** A record for each combination of the values of the keys, in the order in which they first appeared. */
export interface PlanGroup {
  readonly keys: readonly GroupKey[];
  /** More groupings in the same pass. */
  readonly alsoBy?: readonly (readonly GroupKey[])[];
  readonly aggregates: readonly GroupResult[];
  /** The aggregates are those that are computed when nothing is asked for. */
  readonly isUsual?: true;
  readonly having?: Expression;
  readonly keepNull?: true;
  readonly totals?: true;
}

/** Equal records stay in their order, and null is last. */
export interface PlanRank {
  /** Each with its direction; empty: the usual key of flow-top, in `usualOrder`. */
  readonly order: readonly Required<PlanSortKey>[];
  readonly usualOrder?: "asc" | "desc";
  /** The number of records; without it, and without `until`, all. */
  readonly limit?: number;
  readonly until?: Percentage;
  /** The limit holds for each combination of the values of these. */
  readonly per?: readonly string[];
  readonly keepNull?: true;
  readonly share?: true;
  readonly other?: true;
}

type PlanSortKey = { readonly [Member in keyof SortKey]: NonNullable<SortKey[Member]> };

export interface PlanOutput {
  readonly format: string;
  readonly columns?: readonly PrintColumn[];
  readonly options: PlanOptions;
}

/** A command with its words, as one would type them. */
export interface PlainCommand {
  readonly name: string;
  readonly words: readonly string[];
}

interface PlanRest {
  /** Why the first of them is not in the plan. */
  readonly why: string;
  readonly commands: readonly PlainCommand[];
}
