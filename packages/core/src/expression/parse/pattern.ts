// What comes after like, matches and =~: a regular expression, SQL's LIKE pattern, or a plain substring.
import type { Problem } from "@flowlogs/base/problem";
import { checkRegex } from "../../regex/regex.ts";
import { problemOf, unexpected, type Cursor } from "./cursor.ts";
import type { Expression, FieldReference } from "../syntax.ts";
import type { Token } from "./token.ts";
import { escapeRegex } from "../patternText.ts";

/** An expression that still wants its field. */
export type TextTest = (field: FieldReference) => Expression;

/** Characters of a pattern: a limit that keeps compiling quick. */
const PATTERN_LIMIT = 10_000;

function refuseLong(cursor: Cursor, token: Token): Problem | undefined {
  if (token.text.length <= PATTERN_LIMIT) return undefined;
  return problemOf(cursor, token, `the pattern has more than ${PATTERN_LIMIT} characters`);
}

/** After `=~` and `matches`: `/re/flags`, or a regular expression in quotes. */
export function readMatch(cursor: Cursor, token: Token): TextTest | Problem {
  if (token.kind === "key") return unexpected(cursor, token, "a regular expression is written /like this/");
  const long = refuseLong(cursor, token);
  if (long !== undefined) return long;
  // Insights writes (?i) at the beginning; JavaScript has flags after.
  const inline = /^\(\?([ims]+)\)/.exec(token.text);
  const body = inline === null ? token.text : token.text.slice(inline[0].length);
  const written = (inline?.[1] ?? "") + token.flags;
  const flags = written.replace(/(.)(?=.*\1)/g, "");
  const unknown = /[^imsu]/.exec(flags)?.[0];
  if (unknown !== undefined) return problemOf(cursor, token, `unknown flag "${unknown}"`, "the flags are i m s u");
  const checked = checkRegex(body, flags);
  if (typeof checked === "string") return problemOf(cursor, token, checked);
  // JavaScript's source has its slashes escaped, so that it can be printed between slashes.
  const { source } = checked;
  return (field) => ({ kind: "matches", field, source, flags });
}

/** After `like`: a regular expression; SQL's pattern with `%` and `_`; a text without either is a substring. */
export function readLike(cursor: Cursor, token: Token): TextTest | Problem {
  if (token.kind === "regex") return readMatch(cursor, token);
  if (token.kind === "key") return unexpected(cursor, token, "like takes a text or a regular expression");
  const long = token.text.includes("%") ? refuseLong(cursor, token) : undefined;
  if (long !== undefined) return long;
  const parts: readonly string[] = token.text.match(/\\[\\%_]|[^]/gu) ?? [];
  if (!parts.includes("%") && !parts.includes("_"))
    return (field) => ({ kind: "contains", field, text: parts.map(withoutBackslash).join("") });
  const source = parts
    .map((part) => (part === "%" ? ".*" : part === "_" ? "." : escapeRegex(withoutBackslash(part))))
    .join("");
  // Without the flag s a newline would end the match, without u a character beyond 16 bits would be two.
  return (field) => ({ kind: "matches", field, source: `^${source}$`, flags: "su" });
}

/** In a LIKE pattern a backslash makes `%`, `_` and itself plain, and is itself before all else. */
function withoutBackslash(part: string): string {
  return part.length > 1 && part.startsWith("\\") ? part.slice(1) : part;
}
