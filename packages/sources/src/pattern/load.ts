// Loads the filter pattern that the user gives, ready to test messages. The parser is loaded only when there is one.
import { isProblem, UsageError } from "@flowlogs/cli";

/** Throws a UsageError where the pattern cannot be tested here. */
export async function loadPattern(pattern: string): Promise<(message: string) => boolean> {
  const { compileFilterPattern } = await import("./filterPattern.ts");
  const matches = compileFilterPattern(pattern);
  if (isProblem(matches)) throw new UsageError(matches, "--filter-pattern");
  return matches;
}
