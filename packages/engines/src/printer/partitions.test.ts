// Which partitions a window has, in UTC, with the hour in which late flows are delivered.
import { describe, expect, test } from "vitest";
import type { StoredPartition } from "../query.ts";
import { partitionConditions } from "./partitions.ts";

const words = { name: (name: string) => `"${name}"`, text: (text: string) => `'${text}'` };

function partition(unit: StoredPartition["unit"], type: "text" | "integer" = "text"): StoredPartition {
  return { name: unit, stored: type, type, unit };
}

const byHour = [partition("year"), partition("month"), partition("day"), partition("hour")];
const integers = [partition("year", "integer"), partition("month", "integer"), partition("day", "integer")];
const at = (text: string): number => Date.parse(text) / 1000;

function numbers(first: number, last: number): string {
  return Array.from({ length: last - first + 1 }, (_, i) => first + i).join(", ");
}

/** With one digit too, as texts. */
function days(first: number, last: number): string {
  const all = Array.from({ length: last - first + 1 }, (_, i) => first + i);
  return all.map((day) => (day < 10 ? `'0${day}', '${day}'` : `'${day}'`)).join(", ");
}

describe("conditions for", () => {
  test.each([
    [
      "a day of a table by days",
      "2026-11-02T00:00Z",
      "2026-11-03T00:00Z",
      byHour.slice(0, 3),
      `"year" = '2026' AND "month" = '11' AND "day" IN ('02', '2', '03', '3')`,
    ],
    [
      "a day but for its last hour",
      "2026-11-02T00:00Z",
      "2026-11-02T23:00Z",
      byHour.slice(0, 3),
      `"year" = '2026' AND "month" = '11' AND "day" IN ('02', '2')`,
    ],
    [
      "two hours over midnight of a year",
      "2026-12-31T22:00Z",
      "2027-01-01T00:00Z",
      byHour,
      `(("year" = '2026' AND "month" = '12' AND "day" = '31' AND "hour" IN ('22', '23')) OR ` +
        `("year" = '2027' AND "month" IN ('01', '1') AND "day" IN ('01', '1') AND "hour" IN ('00', '0')))`,
    ],
    [
      "some days over the end of a month, of integers",
      "2026-11-29T12:00Z",
      "2026-12-01T12:00Z",
      integers,
      `(("year" = 2026 AND "month" = 11 AND "day" IN (29, 30)) OR ("year" = 2026 AND "month" = 12 AND "day" = 1))`,
    ],
    [
      "a quarter of a year: whole months, the days of the last, and its last hour",
      "2026-01-01T00:00Z",
      "2026-03-31T00:00Z",
      byHour,
      `(("year" = '2026' AND "month" IN ('01', '1', '02', '2')) OR ` +
        `("year" = '2026' AND "month" IN ('03', '3') AND "day" IN (${days(1, 30)})) OR ` +
        `("year" = '2026' AND "month" IN ('03', '3') AND "day" = '31' AND "hour" IN ('00', '0')))`,
    ],
    [
      "a day and a half by the hour",
      "2026-11-01T12:00Z",
      "2026-11-02T23:00Z",
      byHour,
      `(("year" = '2026' AND "month" = '11' AND "day" IN ('01', '1') AND ` +
        `"hour" IN ('12', '13', '14', '15', '16', '17', '18', '19', '20', '21', '22', '23')) OR ` +
        `("year" = '2026' AND "month" = '11' AND "day" IN ('02', '2')))`,
    ],
    [
      "the last day of February but for its last hour, of a table by months",
      "2028-02-01T00:00Z",
      "2028-02-29T23:00Z",
      byHour.slice(0, 2),
      `"year" = '2028' AND "month" IN ('02', '2')`,
    ],
    ["a leap February", "2028-02-01T00:00Z", "2028-02-29T23:00Z", byHour, `"year" = '2028' AND "month" IN ('02', '2')`],
    [
      "years, and parts of two",
      "2024-12-31T00:00Z",
      "2027-01-01T23:00Z",
      integers,
      `(("year" = 2024 AND "month" = 12 AND "day" = 31) OR ("year" IN (2025, 2026)) OR ` +
        `("year" = 2027 AND "month" = 1 AND "day" = 1))`,
    ],
  ])("%s", (_, start, end, partitions, expected) => {
    const [condition, ...others] = partitionConditions({ start: at(start), end: at(end) }, partitions, words);
    expect([condition, others]).toEqual([expected, []]);
  });

  test.each([
    ["yyyy-MM-dd", "'2026-11-02'", "'2026-11-03'"],
    ["yyyy/MM/dd", "'2026/11/02'", "'2026/11/03'"],
    ["yyyyMMddHH", "'2026110205'", "'2026110304'"],
  ])("a text as %s", (format, first, last) => {
    const day = { ...partition("date"), format };
    const window = { start: at("2026-11-02T05:00Z"), end: at("2026-11-03T04:00Z") };
    expect(partitionConditions(window, [day], words)).toEqual([`"date" >= ${first}`, `"date" <= ${last}`]);
  });

  test("a date, and for windows without an end", () => {
    const start = at("2026-11-02T05:00Z");
    expect(partitionConditions({ start }, [partition("date")], words)).toEqual([`"date" >= DATE '2026-11-02'`]);
    const until = { end: at("2026-11-03T00:00Z") };
    expect(partitionConditions(until, [partition("date")], words)).toEqual([`"date" <= DATE '2026-11-03'`]);
    expect(partitionConditions({ start }, integers, words)).toEqual([
      `(("year" = 2026 AND "month" = 11 AND "day" IN (${numbers(2, 30)})) OR ("year" = 2026 AND "month" = 12) OR ("year" >= 2027))`,
    ]);
    expect(partitionConditions(until, integers, words)).toEqual([
      `(("year" <= 2025) OR ("year" = 2026 AND "month" IN (${numbers(1, 10)})) OR ("year" = 2026 AND "month" = 11 AND "day" IN (1, 2, 3)))`,
    ]);
    expect(partitionConditions({}, byHour, words)).toEqual([]);
    expect(partitionConditions({ start }, [partition("other")], words)).toEqual([]);
  });
});
