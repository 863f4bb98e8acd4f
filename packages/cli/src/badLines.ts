// The policy for bad lines: print the first few, count all by reason, and decide at the end whether they are too many.

import type { BadLimit } from "./commonOptions.ts";
import { message, plural, thousands } from "./message.ts";
import type { BadLine } from "@flowlogs/base/contracts";

/** Bad lines that are printed; the others are only counted. */
const PRINTED = 5;

/** The bad lines of one run. */
export interface BadLines {
  add(source: string, line: BadLine): void;
  /** Their number by reason. */
  counts(): Readonly<Record<string, number>>;
  total(): number;
  /** Prints the summary of bad lines; true if they are an error. `lines`: how many lines there were in all. */
  areTooMany(lines: number): boolean;
}

interface Policy {
  readonly command: string;
  readonly strict: boolean;
  readonly limit: BadLimit | undefined;
  readonly writeError: (text: string) => void;
}

/** Starts to count the bad lines of a run. */
export function badLines({ command, strict, limit, writeError }: Policy): BadLines {
  const reasons = new Map<string, number>();
  let total = 0;
  const print = (problem: string, advice?: string): void =>
    writeError(message(command, undefined, { problem, advice }));

  return {
    add(source, { line, reason, detail }) {
      reasons.set(reason, (reasons.get(reason) ?? 0) + 1);
      total += 1;
      if (total > PRINTED) return;
      const problem = detail === "" ? reason : `${reason}: ${detail}`;
      writeError(message(command, `${source}:${line}`, { problem, advice: "skipped" }));
    },
    counts: () => Object.fromEntries(reasons),
    total: () => total,
    areTooMany(lines) {
      const isOver = limit !== undefined && total > limit.allowed(Math.max(lines, total));
      const isError = total > 0 && (strict || isOver);
      if (total > PRINTED) {
        const hint = isError ? "" : "; --strict makes them an error";
        print(
          `${thousands(total)} bad lines skipped: ${listed(reasons)} (the first ${PRINTED} are shown above${hint})`,
        );
      }
      if (total > 0 && strict) print(plural(total, "bad line"), "an error because of --strict");
      else if (isOver) {
        print(`${thousands(total)} of ${plural(lines, "line")} bad`, `an error because of --max-bad ${limit.text}`);
      }
      return isError;
    },
  };
}

function listed(reasons: ReadonlyMap<string, number>): string {
  const byCount = [...reasons].toSorted(([, left], [, right]) => right - left);
  return byCount.map(([reason, count]) => `${thousands(count)} ${reason}`).join(", ");
}
