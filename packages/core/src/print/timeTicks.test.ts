import { expect, test } from "vitest";
import { utc } from "../time/zone.ts";
import { timeTicks } from "./timeTicks.ts";

test("parts of a second have no label of their own", () => {
  const labels = timeTicks(0, 2, 8, utc).map(({ label }) => label);
  expect(labels).toEqual(["00:00:00", "00:00:01", "00:00:02"]);
});
