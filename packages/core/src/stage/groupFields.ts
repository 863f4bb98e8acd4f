// What can be asked of a group stage, and which fields of its records it needs for that.
import type { Aggregate } from "../aggregate/aggregate.ts";
import type { GroupKey } from "../aggregate/key.ts";
import type { SketchMaker } from "../aggregate/sketch.ts";
import { GROUPING, type GroupingSet } from "../aggregate/writeGroups.ts";
import { AggregatePlan, TIME_FIELD } from "../aggregate/plan.ts";
import { type Demand, demandOf, demandOfScalar } from "../expression/evaluate/demands.ts";
import { fieldsOfScalar } from "../expression/fields.ts";
import type { Expression, Scalar } from "../expression/syntax.ts";
import { findField } from "../field.ts";
import { INTERIM_KEY } from "../interim/marks.ts";
import { PARTIAL_KEY, STATES_KEY } from "../aggregate/partial/mark.ts";
import type { MergeRules } from "../aggregate/partial/mergeRules.ts";
import { SAMPLE_RATE } from "../sampleRate.ts";
import { TOTAL_KEY } from "../totalRecord.ts";
import type { Need } from "./needs.ts";

export interface GroupStageOptions {
  /** What makes a group; nothing: all records are one group. */
  readonly by: readonly GroupKey[];
  /** What is computed of each group; the last of them perhaps for the sake of others only. */
  readonly aggregates: readonly Aggregate[];
  /** What is computed from aggregates, by the names of the results. */
  readonly derived?: ReadonlyMap<string, Scalar> | undefined;
  readonly having?: Expression | undefined;
  /** The fields to write, when they are not all; else undefined. */
  readonly shown?: readonly string[] | undefined;
  /** The aggregates are the default ones. */
  readonly isUsual?: boolean | undefined;
  /** How many of the aggregates are only for others. */
  readonly hidden?: number | undefined;
  /** Records with a null in the key are grouped like others. */
  readonly keepNull?: boolean | undefined;
  /** Add a last record with the results of all records that were grouped. */
  readonly totals?: boolean | undefined;
  /** The input is sorted by group: a group is written as soon as another one begins. */
  readonly sorted?: boolean | undefined;
  /** Bytes of memory that may be taken. */
  readonly maxMemory?: number | undefined;
  /** Limit of the groups in memory. */
  readonly maxGroups?: number | undefined;
  /** Makes sketches for percentiles when there are too many numbers; without it all numbers stay. */
  readonly makeSketch?: SketchMaker | undefined;
  /** Milliseconds between interim results; undefined: there are none. */
  readonly every?: number | undefined;
  /** Milliseconds after the end of a bin at which its groups are written; undefined: all at the end. */
  readonly late?: number | undefined;
  /** Which of several groupings it is. */
  readonly set?: GroupingSet | undefined;
  /** Counts and sums are scaled by the rates of the records; results that are not, are these. */
  readonly scaled?: { readonly unscaled: readonly string[] } | undefined;
  /** What is written are partial states: of aggregates that are such. */
  readonly isPartial?: boolean | undefined;
  /** The records are partial states. */
  readonly merges?: MergeRules | undefined;
  /** Throws: memory has no room for all values of this field. */
  readonly refuse?: ((field: string) => never) | undefined;
}

/** The fields that a group stage needs of its records, and the columns that it fills itself. */
export function fieldsOfGroup({ by, aggregates, late, merges }: GroupStageOptions): {
  fields: string[];
  exact: string[];
  computed: string[];
} {
  const plan = new AggregatePlan(aggregates, merges !== undefined);
  // The keys that are worked out have their texts as names in partial states, which resemble no other name.
  const states =
    merges !== undefined
      ? [
          ...plan.fields,
          ...by.filter(({ isNamed = false }) => isNamed).map(({ column }) => column),
          PARTIAL_KEY,
          STATES_KEY,
        ]
      : [];
  const networks = by.flatMap(({ column, network }) => (network === undefined ? [] : column));
  const named = [...fieldsOfKeys(by), ...plan.fields, ...(late === undefined ? [] : [TIME_FIELD])];
  const watched = [SAMPLE_RATE, GROUPING].filter((field) => !named.includes(field));
  const exact = [TOTAL_KEY, INTERIM_KEY, ...states, ...watched];
  return {
    fields: [...new Set([...named, ...exact])],
    exact: [...new Set(exact)],
    computed: [...new Set([...networks, ...scalarsOf(by, plan).keys()])],
  };
}

/** The fields that keys are made of. */
export function fieldsOfKeys(by: readonly GroupKey[]): readonly string[] {
  return by.flatMap(({ column, network, scalar }) =>
    scalar === undefined ? (network?.field ?? column) : fieldsOfScalar(scalar),
  );
}

/** The keys as partial states have them: those that are worked out are there by their names. */
export function keysOfStates(by: readonly GroupKey[]): readonly GroupKey[] {
  return by.map(({ name, isNamed = false, column }) => ({ name, column: name, isNamed: isNamed || column !== name }));
}

/** The columns that are computed, for keys and for aggregates. */
export function scalarsOf(by: readonly GroupKey[], plan: AggregatePlan): ReadonlyMap<string, Scalar> {
  const ofKeys = by.flatMap(({ column, scalar }) => (scalar === undefined ? [] : [[column, scalar] as const]));
  return new Map([...ofKeys, ...plan.scalars]);
}

/** The fields to write, when they are not all: also those that say which of several groupings it is. */
export function shownFields({ shown, by, set }: GroupStageOptions): readonly string[] | undefined {
  if (shown === undefined || set === undefined) return shown;
  return [GROUPING, ...shown.slice(0, by.length), ...set.asked, ...shown.slice(by.length)];
}

/** Keys and what is computed must be there; what only tells which records count may be missing. */
export function needsOfGroup(
  { by, isUsual = false, scaled, merges }: GroupStageOptions,
  plan: AggregatePlan,
): readonly Need[] {
  // What partial states must have is looked at in every one of them.
  if (merges !== undefined) return [];
  const keys = by.map(({ column, network, scalar }): Demand =>
    scalar === undefined ? (network?.field ?? column) : demandOfScalar(scalar),
  );
  const values = plan.accumulators.map(({ field, scalar }): Demand =>
    scalar === undefined ? (field ?? { all: [] }) : demandOfScalar(scalar),
  );
  return [
    { demand: { all: keys }, isVital: true },
    { demand: { all: values }, isVital: !isUsual },
    ...(scaled === undefined ? [] : [{ demand: SAMPLE_RATE, isVital: true }]),
    { demand: { all: plan.conditions.map(demandOf) }, isVital: false },
  ];
}

/** The key that is a bin, or else a time. */
export function binKey(by: readonly GroupKey[]): GroupKey | undefined {
  // The column of what is computed begins with a sign of its own.
  const bin = by.find(({ column, scalar }) => column === "bin" || (scalar !== undefined && isBin(column.slice(1))));
  return bin ?? by.find(({ column, network }) => network === undefined && findField(column)?.kind === "time");
}

/** The start of a period, by the text of its call. */
export function isBin(name: string): boolean {
  return /^(?:bin|datefloor|dateceil)\(/i.test(name);
}
