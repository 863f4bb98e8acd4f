// Functions of texts that engines have, but not with the same ends: what is blank, where the first letter is, an empty text.
import type { Scalar } from "@flowlogs/core/spelling";
import type { SqlDialect } from "./dialect.ts";

/** What the functions here need of the question that is printed. */
interface TextScope {
  readonly dialect: SqlDialect;
  textOf(value: Scalar): string;
}

/** What JavaScript takes for blank, in a list of letters of a regular expression. */
const BLANK = "\t-\r \u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\ufeff";

/** Undefined for other functions, and for values of which these are not the same there. Throws UsageError. */
export function workedText(name: string, values: readonly Scalar[], scope: TextScope): string | undefined {
  const [value, ...others] = values;
  if (value === undefined) return undefined;
  switch (name) {
    case "trim":
    case "ltrim":
    case "rtrim":
      return trimmed(name, value, others[0], scope);
    case "substr":
      return part(value, others, scope);
    case "replace":
      return replaced(value, others, scope);
    default:
      return undefined;
  }
}

function trimmed(name: string, value: Scalar, signs: Scalar | undefined, scope: TextScope): string | undefined {
  if (signs !== undefined && signs.kind !== "text") return undefined;
  if (signs?.text === "") return scope.textOf(value);
  const list = `[${signs === undefined ? BLANK : signs.text.replaceAll(/[\\\]^[&~-]/g, String.raw`\$&`)}]+`;
  const { dialect } = scope;
  const without = (text: string, pattern: string): string => dialect.withoutMatches(text, dialect.text(pattern));
  const started = name === "rtrim" ? scope.textOf(value) : without(scope.textOf(value), String.raw`\A${list}`);
  return name === "ltrim" ? started : without(started, String.raw`${list}\z`);
}

/** From a place that is counted from 0. */
function part(value: Scalar, [start, length]: readonly Scalar[], scope: TextScope): string | undefined {
  const numbers = [start, length].flatMap((it) => (it === undefined ? [] : [wholeOf(it)]));
  const [from, count] = numbers;
  if (from === undefined || numbers.includes(undefined)) return undefined;
  const make = scope.dialect.functions["substr"];
  return make?.(scope.textOf(value), String(from + 1), ...(count === undefined ? [] : [String(count)]));
}

function wholeOf(value: Scalar): number | undefined {
  return value.kind === "number" && /^\d{1,9}$/.test(value.text) ? Number(value.text) : undefined;
}

function replaced(value: Scalar, [old, by]: readonly Scalar[], scope: TextScope): string | undefined {
  if (old?.kind !== "text" || by === undefined) return undefined;
  if (old.text === "") return scope.textOf(value);
  return scope.dialect.functions["replace"]?.(scope.textOf(value), scope.textOf(old), scope.textOf(by));
}
