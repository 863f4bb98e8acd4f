// Parses the name of a stream as the user writes it: `kinesis:STREAM` or an ARN. No call is made.
import type { Problem } from "@flowlogs/cli";

/** A stream to read. */
export interface StreamUri {
  /** As the user named it, for messages. */
  readonly source: string;
  readonly name: string;
  /** If the user gave one: it replaces the name in calls, and is needed for streams of another account. */
  readonly arn: string | undefined;
  /** The region in the ARN. */
  readonly region: string | undefined;
}

const arn = /^arn:[\w-]+:kinesis:([\w-]+):\d{12}:stream\/([\w.-]+)$/;

/** Whether a source is a stream. */
export function isStream(source: string): boolean {
  return source.startsWith("kinesis:") || /^arn:[\w-]+:kinesis:/.test(source);
}

/** Parses a source for which `isStream` is true. */
export function parseStream(source: string): StreamUri | Problem {
  const text = source.replace(/^kinesis:/, "");
  if (text === "") return { problem: "the name of the stream is missing", advice: "write kinesis:STREAM" };
  const match = arn.exec(text);
  if (match !== null) return { source, name: match[2] ?? "", arn: text, region: match[1] };
  if (text.startsWith("arn:")) {
    const advice = "write arn:aws:kinesis:REGION:ACCOUNT:stream/NAME";
    return { problem: `"${text}" is not a stream ARN`, advice };
  }
  const invalid = /[^\w.-]/.exec(text);
  if (invalid === null) return { source, name: text, arn: undefined, region: undefined };
  const from = source.length - text.length + invalid.index;
  const problem = `"${invalid[0]}" is not allowed in a stream name`;
  return { problem, advice: "use letters, digits and . _ -", text: source, from, to: from + 1 };
}
