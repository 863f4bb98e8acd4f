import { expect, test } from "vitest";
import { parseDuration } from "./duration.ts";

test.each([
  ["1ms", { seconds: 0.001 }],
  ["250 msec", { seconds: 0.25 }],
  ["5s", { seconds: 5 }],
  ["300sec", { seconds: 300 }],
  ["2 seconds", { seconds: 2 }],
  ["5m", { seconds: 300 }],
  ["5min", { seconds: 300 }],
  ["1h", { seconds: 3600 }],
  ["2hr", { seconds: 7200 }],
  ["1h30m", { seconds: 5400 }],
  ["1h 30m", { seconds: 5400 }],
  ["1.5h", { seconds: 5400 }],
  ["1D", { seconds: 86_400 }],
  ["1w", { seconds: 604_800 }],
  ["1mo", { months: 1 }],
  ["2 months", { months: 2 }],
  ["1q", { months: 3 }],
  ["2qtr", { months: 6 }],
  ["1y", { months: 12 }],
  ["1y6mo", { months: 18 }],
])("%s", (text, expected) => {
  expect(parseDuration(text)).toEqual(expected);
});

test.each([
  ["5", '"5" has no unit', "write 5s, 5m, 5h or 5d"],
  ["-30", '"-30" has no unit', expect.any(String)],
  ["-5m", '"-5m" is negative', "a duration is more than zero"],
  ["0s", '"0s" is zero', "a duration is more than zero"],
  ["0mo", '"0mo" is zero', "a duration is more than zero"],
  ["5M", '"M" is not a unit of time', "write m for minutes or mo for months"],
  ["5parsecs", '"parsecs" is not a unit of time', "the units are ms s m h d w mo q y"],
  ["m5", '"m5" is not a duration', expect.any(String)],
  ["", "the duration is empty", expect.any(String)],
])("%j is wrong: %s", (text, problem, advice) => {
  expect(parseDuration(text)).toEqual({ problem, advice, text, from: 0, to: text.length });
});

test.each(["1.5mo", "1mo2d", "99999999999999999999d"])("%j is wrong", (text) => {
  expect(parseDuration(text)).toHaveProperty("problem");
});
