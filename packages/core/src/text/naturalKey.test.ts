import { expect, test } from "vitest";
import { naturalKey } from "./naturalKey.ts";

/** The order in AWS's documentation of `sort`, of texts that are not numbers. */
const documented = ["!:", "#", "*%04", "0#", "5A", "111A", "2345_", "@", "@_", "A", "A9876fghj", "a12345hfh"];

test("keys are in the order that AWS documents", () => {
  const sorted = documented.toReversed().toSorted((a, b) => (naturalKey(a) < naturalKey(b) ? -1 : 1));
  expect(sorted).toEqual(documented);
});

test("numbers in texts count as such", () => {
  const names = ["eni-9", "eni-10", "eni-10a", "eni-100", "10.0.0.2", "9.0.0.1", "10.0.0.10"];
  const sorted = names.toSorted((a, b) => (naturalKey(a) < naturalKey(b) ? -1 : 1));
  expect(sorted).toEqual(["9.0.0.1", "10.0.0.2", "10.0.0.10", "eni-9", "eni-10", "eni-10a", "eni-100"]);
});

test("a key is never a number", () => expect(Number(naturalKey("12"))).toBeNaN());
