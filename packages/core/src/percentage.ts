// Percentages as a user writes them: `80%`, `0.5%`. They stay exact fractions, so that a limit is met to the last digit.
import type { Problem } from "@flowlogs/base/problem";

/** More than nothing, and at most all. */
export interface Percentage {
  readonly text: string;
  readonly numerator: bigint;
  readonly denominator: bigint;
}

/** The option kind for percentages. */
export const percentage = {
  placeholder: "PERCENT",
  parse(text: string): Percentage | Problem {
    const [, whole, fraction = ""] = /^(\d+)(?:\.(\d+))?%$/.exec(text) ?? [];
    if (whole === undefined)
      return { problem: `"${text}" is not a percentage`, advice: "write it with %, such as 80%" };
    const numerator = BigInt(whole + fraction);
    const denominator = 100n * 10n ** BigInt(fraction.length);
    if (numerator > 0n && numerator <= denominator) return { text, numerator, denominator };
    return { problem: `${text} is out of range`, advice: "give more than 0%, and 100% at most" };
  },
};
