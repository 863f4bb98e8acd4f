// How Logs Insights writes names, texts and patterns, and what is refused of a question because it cannot say it.
import { UsageError } from "@flowlogs/base/errors";

/** What the language cannot say, or not so that the answer is the same. Throws UsageError. */
export function refuse(what: string, why: string, advice: string): never {
  const problem = `Logs Insights cannot answer ${what}: ${why}`;
  throw new UsageError({ problem, advice }, "--engine");
}

export function quoteText(text: string): string {
  if (/\p{Cc}/u.test(text))
    return refuse(
      `for the text ${JSON.stringify(text)}`,
      "its texts have no control characters",
      "ask for another part of it",
    );
  return `"${text.replaceAll("\\", "\\\\").replaceAll('"', '\\"')}"`;
}

/** Between slashes. */
export function quotePattern(source: string, flags: string): string {
  const inline = flags.replaceAll(/[ugy]/g, "");
  if (/\(\?(?:[=!]|<[=!])|\\[1-9]/.test(source)) {
    return refuse(
      `for /${source}/`,
      "its regular expressions have neither look-ahead nor back-references",
      "write it without",
    );
  }
  if (/\p{Cc}/u.test(source))
    return refuse(`for /${source}/`, "a pattern has no control characters there", "write a class such as \\s");
  const escaped = source.replaceAll(/\\[^]|\//g, (sign) => (sign === "/" ? String.raw`\/` : sign));
  return `/${inline === "" ? "" : `(?${inline})`}${escaped}/`;
}

/** A text as a pattern that matches just it. */
export function exactPattern(text: string): string {
  return quotePattern(`^${text.replaceAll(/[\\^$.*+?()[\]{}|]/g, String.raw`\$&`)}$`, "");
}
