// What a group stage says at its end of records and values that are not in its results, or only in part.

import type { GroupKey } from "../aggregate/key.ts";
import { findField } from "../field.ts";
import { fieldsOfKeys } from "./groupFields.ts";

/** How many there were of each. */
export interface GroupLosses {
  readonly notNumbers: number;
  readonly notAddresses: number;
  readonly roundedIntegers: number;
  /** Records that came after their bin was written, and records with a bin that is not a time. */
  readonly late: number;
  readonly timeless: number;
  /** Groups that appeared again where the records of a group should be adjacent. */
  readonly comebacks: number;
}

/** A sentence for each loss. */
export function notesOf({ notNumbers, notAddresses, roundedIntegers, ...order }: GroupLosses): readonly string[] {
  return [
    ...misfits(notNumbers, ["a number", "numbers"], "sums and extremes"),
    ...misfits(notAddresses, ["an address", "addresses"], "extremes"),
    ...when(
      roundedIntegers,
      `${roundedIntegers === 1 ? "1 integer" : `${roundedIntegers} integers`} of more than 40 digits: results keep about 16 of them`,
    ),
    ...notesOfOrder(order),
  ];
}

/** A sentence where the records with null in the key would look like no traffic. `written`: how many groups there are. */
export function notesOfNulls(nulls: number, by: readonly GroupKey[], written: number): readonly string[] {
  const key = `null in the key (${by.map(({ name }) => name).join(", ")})`;
  if (nulls > 0 && written === 0)
    return [`no group: ${nulls === 1 ? "the only record has" : `all ${nulls} records have`} ${key}`];
  // Records without traffic have null in fields of flow logs, but not in others, such as labels.
  const isOfLogs = fieldsOfKeys(by).every((field) => findField(field) !== undefined || field === "bin");
  const who = nulls === 1 ? "1 record has" : `${nulls} records have`;
  return isOfLogs ? [] : when(nulls, `${who} ${key}: left out; --keep-null groups them too`);
}

function notesOfOrder({ late, timeless, comebacks }: Pick<GroupLosses, "late" | "timeless" | "comebacks">): string[] {
  const who =
    late === 1
      ? "1 record came after its bin was written and is"
      : `${late} records came after their bins were written and are`;
  const which = timeless === 1 ? "1 record has" : `${timeless} records have`;
  const groups = comebacks === 1 ? "1 group appeared" : `at least ${comebacks} groups appeared`;
  return [
    ...when(late, `${who} in no group; a longer --late waits for them`),
    ...when(timeless, `${which} a bin that is not a time: written at the end`),
    ...when(comebacks, `${groups} again after others: the records of a group are not adjacent; leave out --sorted`),
  ];
}

function misfits(count: number, [one, plural]: readonly [string, string], where: string): string[] {
  const who = count === 1 ? `1 value was not ${one} and was` : `${count} values were not ${plural} and were`;
  return when(count, `${who} left out of ${where}`);
}

function when(count: number, text: string): string[] {
  return count > 0 ? [text] : [];
}
