// For tests that need a value and expect no problem.
import { isProblem, type Problem } from "@flowlogs/base/problem";

export function unwrap<T>(value: T | Problem): T {
  if (isProblem(value)) throw new Error(value.problem);
  return value;
}
