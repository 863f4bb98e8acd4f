import { isProblem } from "@flowlogs/base/problem";
import { describe, expect, test } from "vitest";
import { parseGeneratorOptions } from "./options.ts";

describe("the options of made-up logs", () => {
  test("each, and what they are otherwise", () => {
    expect(parseGeneratorOptions("answers")).toMatchObject({ answers: true, records: 10_000, seed: 1, version: 5 });
    const all = "records=7,seed=0,version=11,flags=no,late=90s,ipv6=30%,start=2020-01-01T00:00Z";
    expect(parseGeneratorOptions(all)).toEqual({
      answers: false,
      records: 7,
      seed: 0,
      version: 11,
      hasFlags: false,
      late: 90,
      ipv6: 30,
      start: 1_577_836_800,
    });
    expect(parseGeneratorOptions("late=no")).toMatchObject({ late: 0 });
  });

  test.each([
    ["recods=5", /unknown option "recods".*did you mean records/],
    ["wombat", /unknown option "wombat".*options are answers, records=N/],
    ["toString=5", /unknown option "toString"/],
    ["", /an option is empty/],
    ["records", /records has no value/],
    ["records=", /records has no value/],
    ["records=0", /records: "0" is not .*from 1 to 1000000000/],
    ["records=1e3", /records: "1e3"/],
    ["seed=2147483648", /from 0 to 2147483647/],
    ["seed=1,seed=2", /seed is given twice/],
    ["version=12", /version: "12" is not a version of flow logs.*give one of 2 3 4 5 6 7 8 9 10 11/],
    ["version=2,flags=no", /version 2 has no TCP flags/],
    ["flags=maybe", /flags: "maybe" is neither yes nor no/],
    ["late=10", /late: "10" has no unit/],
    ["late=2h", /late: "2h" is too long/],
    ["ipv6=101", /from 0 to 100/],
    ["start=yesterday", /start: "yesterday" is not a time/],
    ["start=2026-02-30", /start: "2026-02-30" is not in the calendar/],
    ["answers=no", /answers takes no value/],
  ])("%s is refused", (text, message) => {
    const problem = parseGeneratorOptions(text);
    expect(isProblem(problem) ? `${problem.problem}; ${problem.advice}` : problem).toMatch(message);
  });
});
