import { expect, test } from "vitest";
import { padded, shortened, widthOf, wrapped } from "./textWidth.ts";

test("wide characters take two columns, combining marks none", () => {
  expect([widthOf("abc"), widthOf("网络"), widthOf("e\u0301"), widthOf("")]).toEqual([3, 4, 1, 0]);
  expect(padded("网络", 6, true)).toBe("  网络");
});

test("the middle of a long text is left out", () => {
  expect(shortened("arn:aws:ecs:eu-west-1:123:task/web", 12)).toBe("arn:aw…k/web");
  expect(shortened("网络网络网络", 7)).toBe("网…络");
  expect(shortened("short", 12)).toBe("short");
});

test("a long text goes on in the next line", () => {
  expect(wrapped("abcdefgh", 3)).toEqual(["abc", "def", "gh"]);
  expect(wrapped("", 3)).toEqual([""]);
  expect(wrapped("网络", 3)).toEqual(["网", "络"]);
});
