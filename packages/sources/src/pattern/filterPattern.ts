// Filter patterns of CloudWatch Logs, tested here where no service does it: terms, columns between spaces, and JSON. What the
// service would take in another way, or not at all, is refused. docs.aws.amazon.com, CloudWatch Logs, FilterAndPatternSyntax.
import { isProblem, type Problem } from "@flowlogs/cli";
import { parseColumns } from "./columnPattern.ts";
import { parseJson } from "./jsonPattern.ts";
import { parseTerms } from "./termPattern.ts";
import type { Matches } from "./comparison.ts";

/** The longest pattern that the service takes. */
const LONGEST = 1024;

/** What a pattern matches, or what is wrong with it. */
export function compileFilterPattern(pattern: string): Matches | Problem {
  if (pattern.length > LONGEST) return { problem: `a filter pattern has ${LONGEST} characters at most` };
  const text = pattern.trim();
  if (text === "" || /^"\s*"$/.test(text)) return () => true;
  const parsed = text.startsWith("[") ? parseColumns(text) : text.startsWith("{") ? parseJson(text) : parseTerms(text);
  return isProblem(parsed) && parsed.text === undefined
    ? { advice: "see FilterAndPatternSyntax in AWS's guide", ...parsed }
    : parsed;
}
