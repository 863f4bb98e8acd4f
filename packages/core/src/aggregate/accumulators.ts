// The kinds of accumulators, which aggregates are made of: who in the kernel feeds each, and who writes what it holds.
import {
  ADD_COUNTS,
  BIT_OR,
  COUNT_NUMBERS,
  COUNT_PAIRS,
  COUNT_ROWS,
  COUNT_VALUES,
  EARLIEST,
  FIRST_VALUE,
  LAST_VALUE,
  LATEST,
  LIST_PAIRS,
  MAX,
  MAX_ADDRESS,
  MAX_TEXT,
  MIN,
  MERGED_EARLIEST,
  MERGED_LATEST,
  MIN_ADDRESS,
  MIN_TEXT,
  MOMENTS,
  RESULT_COUNT,
  RESULT_HOST,
  RESULT_INTEGER,
  RESULT_SUM,
  RESULT_VALUE,
  RESULT_VALUES,
  SUM,
} from "@flowlogs/kernel/opcodes";

interface AccumulatorTraits {
  /**
   * `numbers`: counts and numbers; `kept`: one value; `list`: all numbers; `pairs`, `registers`: distinct values; `states`: states
   * of other runs.
   */
  readonly feed: "numbers" | "kept" | "list" | "registers" | "pairs" | "states";
  /** Which of those that are fed so. */
  readonly opcode: number;
  /** How the kernel writes what it holds; RESULT_HOST: it cannot. */
  readonly result: number;
  /** Words of state in each group. */
  readonly words: number;
  /** Values of the wrong kind are left out, and counted. */
  readonly isChoosy: boolean;
  /** It looks at when a record began. */
  readonly needsTime: boolean;
}

export const accumulatorKinds = {
  countRows: numbers(COUNT_ROWS, RESULT_COUNT),
  countValues: numbers(COUNT_VALUES, RESULT_COUNT),
  countNumbers: numbers(COUNT_NUMBERS, RESULT_COUNT),
  sum: numbers(SUM, RESULT_SUM, { isChoosy: true }),
  min: numbers(MIN, RESULT_INTEGER, { isChoosy: true }),
  max: numbers(MAX, RESULT_INTEGER, { isChoosy: true }),
  bitOr: numbers(BIT_OR, RESULT_INTEGER, { isChoosy: true }),
  moments: numbers(MOMENTS, RESULT_HOST, { isChoosy: true, words: 8 }),
  first: kept(FIRST_VALUE),
  last: kept(LAST_VALUE),
  earliest: kept(EARLIEST, { needsTime: true, words: 2 }),
  latest: kept(LATEST, { needsTime: true, words: 2 }),
  minText: kept(MIN_TEXT),
  maxText: kept(MAX_TEXT),
  minAddress: kept(MIN_ADDRESS, { isChoosy: true }),
  maxAddress: kept(MAX_ADDRESS, { isChoosy: true }),
  list: accumulator("list", 0, RESULT_HOST, { isChoosy: true, words: 2 }),
  registers: accumulator("registers", 0, RESULT_HOST),
  distinct: accumulator("pairs", COUNT_PAIRS, RESULT_COUNT),
  values: accumulator("pairs", LIST_PAIRS, RESULT_VALUES, { words: 2 }),
  addedCounts: numbers(ADD_COUNTS, RESULT_COUNT),
  mergedMoments: accumulator("states", 0, RESULT_HOST),
  mergedEarliest: kept(MERGED_EARLIEST, { needsTime: true, words: 3 }),
  mergedLatest: kept(MERGED_LATEST, { needsTime: true, words: 3 }),
  mergedRegisters: accumulator("states", 0, RESULT_HOST),
} as const satisfies Record<string, AccumulatorTraits>;

export type AccumulatorKind = keyof typeof accumulatorKinds;

type OptionalTraits = Partial<Pick<AccumulatorTraits, "words" | "isChoosy" | "needsTime">>;

function accumulator(feed: AccumulatorTraits["feed"], opcode: number, result: number, extras: OptionalTraits = {}) {
  return { feed, opcode, result, words: 1, isChoosy: false, needsTime: false, ...extras };
}

function numbers(opcode: number, result: number, extras?: OptionalTraits): AccumulatorTraits {
  return accumulator("numbers", opcode, result, extras);
}

function kept(opcode: number, extras?: OptionalTraits): AccumulatorTraits {
  return accumulator("kept", opcode, RESULT_VALUE, extras);
}
