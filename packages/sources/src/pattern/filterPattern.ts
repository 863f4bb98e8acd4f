// Filter patterns of CloudWatch Logs, tested here where no service does: terms, columns between spaces, and JSON. What the service
// would refuse, or understand differently, is refused. docs.aws.amazon.com, CloudWatch Logs, FilterAndPatternSyntax.
import { isProblem, type Problem } from "@flowlogs/cli";
import { parseColumns } from "./columnPattern.ts";
import { parseJson } from "./jsonPattern.ts";
import { parseTerms } from "./termPattern.ts";
import type { Matches } from "./comparison.ts";

/** Maximum length of a pattern. */
const MAX_LENGTH = 1024;

/** The test of a pattern, or what is wrong with it. */
export function compileFilterPattern(pattern: string): Matches | Problem {
  if (pattern.length > MAX_LENGTH) return { problem: `a filter pattern has ${MAX_LENGTH} characters at most` };
  const text = pattern.trim();
  if (text === "" || /^"\s*"$/.test(text)) return () => true;
  const parsed = text.startsWith("[") ? parseColumns(text) : text.startsWith("{") ? parseJson(text) : parseTerms(text);
  return isProblem(parsed) && parsed.text === undefined
    ? { advice: "see FilterAndPatternSyntax in AWS's guide", ...parsed }
    : parsed;
}
