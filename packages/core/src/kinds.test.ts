import { expect, test } from "vitest";
import { instantIn, timeZone } from "./kinds.ts";
import { isProblem } from "@flowlogs/base/problem";

test("an instant is checked at once and read when the zone is known", () => {
  const read = instantIn.parse("2016-05-21 02:00:00");
  const zone = timeZone.parse("+02:00");
  if (isProblem(read) || isProblem(zone)) throw new Error("refused");
  expect(read(undefined)).toBe(Date.parse("2016-05-21T02:00:00Z") / 1000);
  expect(read(zone)).toBe(Date.parse("2016-05-21T00:00:00Z") / 1000);
  expect(instantIn.parse("2016-05-32")).toMatchObject({ problem: '"2016-05-32" is not in the calendar' });
});
