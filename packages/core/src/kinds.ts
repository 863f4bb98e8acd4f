// The kinds of value that commands take and this package understands: each is a placeholder for the help and a parser.
// Apart from the barrel, so that a command's definition loads no more than that.
import { parseAggregates } from "./aggregate/list.ts";
import type { GroupResult } from "./aggregate/result.ts";
import { parseFormat } from "./field.ts";
import type { WordLook } from "./misplaced.ts";
import { isProblem, type Problem } from "@flowlogs/base/problem";
import { parseDuration } from "./time/duration.ts";
import { parseInstant } from "./time/instant.ts";
import type { Zone } from "./time/zone.ts";

export { defaultAggregates } from "./aggregate/aggregate.ts";
export { defaultKeys, groupKeys, type GroupKey } from "./aggregate/key.ts";
export type { GroupResult };
export { planResults, withCondition } from "./aggregate/resultPlan.ts";
export { approximateKey, GROUPING } from "./aggregate/writeGroups.ts";
export { scaleAggregates } from "./aggregate/scaled.ts";
export { columnList, completeColumns, type PrintColumn } from "./print/columnList.ts";
export { type ColumnSet, columnSets, fieldsOfSet } from "./print/columnSets.ts";
export { outputFormats } from "./print/formats.ts";
export { type Rename, renames } from "./print/renames.ts";
export { spellings } from "./print/spellings.ts";
export { suggestField } from "./field.ts";
export { expressionKind as expression, fieldList, fieldName, firstTwice } from "./expression/parse/optionKinds.ts";
export { adoptNames } from "./expression/adoptedNames.ts";
export { namedListsIn } from "./expression/parse/named.ts";
export { kindOf } from "./expression/functions/resultKind.ts";
export { type Percentage, percentage } from "./percentage.ts";
export { sortKeys } from "./rank/keys.ts";
export { binSize, civilProblem, type Moment, moments } from "./time/bin.ts";
export { timeZone } from "./time/zone.ts";
export { PARTIAL_KEY, STATES_KEY } from "./aggregate/partial/mark.ts";
export { TOTAL_KEY } from "./totalRecord.ts";
export { type Vantage, vantages } from "./pair/vantage.ts";

/** One aggregate or several with commas between; those in quotes, back-ticks and parentheses do not separate. */
export const aggregates = {
  placeholder: "AGGREGATE",
  topic: "aggregates",
  parse: (text: string): readonly GroupResult[] | Problem => parseAggregates(text),
};

/**
 * Whether an argument is an aggregate, and not a file: a word and a parenthesis, as in `sum(bytes)`, perhaps after a number, a minus
 * or a parenthesis; but `flows (1).ndjson`, with a suffix after it, is the name of a file.
 */
export function isAggregateCall(word: string): boolean {
  return /^\s*(?:[\d.]+\s*[-+*/]\s*)?[\s(-]*[\w.]+\s*\((?!.*\)(?!\s*as\s)[^()]*\.[a-z]\w*$)/is.test(word);
}

/** A record format: `${version} ${account-id}`, bare names, or the word default. */
export const logFormat = { placeholder: "FORMAT", parse: parseFormat };
/** An instant, in epoch seconds; relative ones count back from now. */
export const instant = {
  placeholder: "TIME",
  topic: "times",
  parse: (text: string) => parseInstant(text, { now: Date.now() / 1000 }),
};

/** A length of time in milliseconds. */
export const interval = {
  placeholder: "TIME",
  parse(text: string): number | Problem {
    const duration = parseDuration(text);
    if (isProblem(duration)) return duration;
    if ("seconds" in duration) return duration.seconds * 1000;
    return { problem: `"${text}" is not a fixed time`, advice: "write it in days, such as 30d" };
  },
};

/** Milliseconds: a screen is drawn no more often. */
const SHORTEST = 100;

/** Why interim results cannot come at this interval, in milliseconds. */
export function intervalProblem(milliseconds: number): Problem | undefined {
  if (milliseconds >= SHORTEST) return undefined;
  return { problem: `${milliseconds} milliseconds are too short`, advice: `give ${SHORTEST}ms or more` };
}

/** An instant for which a zone may be given elsewhere: in epoch seconds once the zone is known. */
export type InstantIn = (zone: Zone | undefined) => number;

/** The kind of an instant next to an option for the zone. */
export const instantIn = {
  placeholder: instant.placeholder,
  topic: instant.topic,
  isTime: true,
  parse(text: string): InstantIn | Problem {
    const now = Date.now() / 1000;
    const checked = parseInstant(text, { now });
    if (isProblem(checked)) return checked;
    return (zone) => {
      const seconds = parseInstant(text, { now, zone });
      // Whether a text is a time does not depend on the zone.
      return isProblem(seconds) ? checked : seconds;
    };
  },
} as const;

/** What to write instead of a word that is taken for a file and is not one, by what it looks like. */
export function adviceByLook(advice: Partial<Record<WordLook, string | ((quoted: string) => string)>>) {
  return async (word: string): Promise<string | undefined> => {
    const { lookOf, nameLast, quoted } = await import("./misplaced.ts");
    const look = lookOf(word);
    const found = look === undefined ? undefined : advice[look];
    return typeof found === "function" ? found(quoted(nameLast(word) ?? word)) : found;
  };
}
