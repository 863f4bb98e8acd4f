// The policy for bad lines: print the first few, count all by reason, and decide at the end whether they are too many.

import type { BadLimit } from "./commonOptions.ts";
import { exit } from "./exit.ts";
import { plural, thousands } from "./message.ts";
import type { MessageReport } from "./reporter.ts";
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
  readonly strict: boolean;
  readonly limit: BadLimit | undefined;
  readonly report: (report: MessageReport) => void;
}

/** Starts to count the bad lines of a run. */
export function badLines({ strict, limit, report }: Policy): BadLines {
  const reasons = new Map<string, number>();
  let total = 0;
  const print = (isError: boolean, problem: string, advice?: string): void => {
    const severity = isError ? ({ level: "error", exit: exit.input } as const) : ({ level: "warning" } as const);
    report({ ...severity, code: "bad-lines", problem: { problem, advice } });
  };

  return {
    add(source, { line, byte, column, reason, detail }) {
      reasons.set(reason, (reasons.get(reason) ?? 0) + 1);
      total += 1;
      if (total > PRINTED) return;
      const problem = detail === "" ? reason : `${reason}: ${detail}`;
      const place = { line, byte, column };
      report({ level: "warning", code: "bad-line", where: source, place, problem: { problem }, outcome: "skipped" });
    },
    counts: () => Object.fromEntries(reasons),
    total: () => total,
    areTooMany(lines) {
      const isOver = limit !== undefined && total > limit.allowed(Math.max(lines, total));
      const isError = total > 0 && (strict || isOver);
      if (total > PRINTED) {
        const hint = isError ? "" : "; --strict makes them an error";
        print(
          isError,
          `${thousands(total)} bad lines skipped: ${listed(reasons)} (the first ${PRINTED} are shown above${hint})`,
        );
      }
      if (total > 0 && strict) print(true, plural(total, "bad line"), "an error because of --strict");
      else if (isOver) {
        print(
          true,
          `${thousands(total)} of ${plural(lines, "line")} bad`,
          `an error because of --max-bad ${limit.text}`,
        );
      }
      return isError;
    },
  };
}

function listed(reasons: ReadonlyMap<string, number>): string {
  const byCount = [...reasons].toSorted(([, left], [, right]) => right - left);
  return byCount.map(([reason, count]) => `${thousands(count)} ${reason}`).join(", ");
}
