// Parses the name of a log group as the user writes it: `cwl:GROUP` or an ARN. No call is made.
import type { Problem } from "@flowlogs/cli";

/** A log group to read. */
export interface GroupUri {
  /** As the user named it, for messages. */
  readonly source: string;
  readonly name: string;
  /** For the API: the name, or the ARN if the user gave one (needed for groups of another account). */
  readonly identifier: string;
  /** The region in the ARN. */
  readonly region: string | undefined;
}

const arn = /^arn:[\w-]+:logs:([\w-]+):\d{12}:log-group:([^:]+)(?::\*)?$/;

/** Whether a source is a log group. */
export function isGroup(source: string): boolean {
  return source.startsWith("cwl:") || /^arn:[\w-]+:logs:/.test(source);
}

/** Parses a source for which `isGroup` is true. */
export function parseGroup(source: string): GroupUri | Problem {
  const text = source.replace(/^cwl:/, "");
  if (text === "") return { problem: "the name of the log group is missing", advice: "write cwl:GROUP" };
  const match = arn.exec(text);
  if (match !== null) return { source, name: match[2] ?? "", identifier: text.replace(/:\*$/, ""), region: match[1] };
  if (text.startsWith("arn:")) {
    const advice = "write arn:aws:logs:REGION:ACCOUNT:log-group:NAME";
    return { problem: `"${text}" is not a log group ARN`, advice };
  }
  const invalid = /[^\w./#-]/.exec(text);
  if (invalid === null) return { source, name: text, identifier: text, region: undefined };
  const from = source.length - text.length + invalid.index;
  const problem = `"${invalid[0]}" is not allowed in a log group name`;
  return { problem, advice: "use letters, digits and . _ - / #", text: source, from, to: from + 1 };
}
