// The policy for bad lines: show a few, count them all by reason, and say at the end whether they were too many.

import type { BadLimit } from "./common.ts";
import { message, plural, thousands } from "./report.ts";
import type { BadLine } from "@flowlogs/base/contracts";

const shownAtMost = 5;

/** The bad lines of one run. */
export interface BadLines {
  add(source: string, line: BadLine): void;
  /** How many there were, by reason. */
  counts(): Readonly<Record<string, number>>;
  total(): number;
  /** Says what is left to say; whether they are an error, given how many lines there were in all. */
  areTooMany(lines: number): boolean;
}

interface Policy {
  readonly command: string;
  readonly strict: boolean;
  readonly limit: BadLimit | undefined;
  readonly complain: (text: string) => void;
}

/** Starts to count. */
export function badLines({ command, strict, limit, complain }: Policy): BadLines {
  const reasons = new Map<string, number>();
  let total = 0;
  const say = (problem: string, advice?: string): void => complain(message(command, undefined, { problem, advice }));

  return {
    add(source, { line, reason, detail }) {
      reasons.set(reason, (reasons.get(reason) ?? 0) + 1);
      total += 1;
      if (total > shownAtMost) return;
      const problem = detail === "" ? reason : `${reason}: ${detail}`;
      complain(message(command, `${source}:${line}`, { problem, advice: "skipped" }));
    },
    counts: () => Object.fromEntries(reasons),
    total: () => total,
    areTooMany(lines) {
      const isOver = limit !== undefined && total > limit.allowed(Math.max(lines, total));
      const isError = total > 0 && (strict || isOver);
      if (total > shownAtMost) {
        const hint = isError ? "" : "; --strict makes them an error";
        say(
          `${thousands(total)} bad lines skipped: ${listed(reasons)} (the first ${shownAtMost} are shown above${hint})`,
        );
      }
      if (total > 0 && strict) say(plural(total, "bad line"), "an error because of --strict");
      else if (isOver) {
        say(`${thousands(total)} of ${plural(lines, "line")} bad`, `an error because of --max-bad ${limit.text}`);
      }
      return isError;
    },
  };
}

function listed(reasons: ReadonlyMap<string, number>): string {
  const byCount = [...reasons].toSorted(([, left], [, right]) => right - left);
  return byCount.map(([reason, count]) => `${thousands(count)} ${reason}`).join(", ");
}
