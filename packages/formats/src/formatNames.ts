// The forms by their names: four kinds of lines, JSON documents, base64 of compressed data, and text of the AWS CLI.

export const formatNames = ["text", "ndjson", "csv", "tsv", "json", "base64", "cli"] as const;
export type FormatName = (typeof formatNames)[number];
/** Lines whose messages may be JSON, also behind a time, are text to the user. */
export type InputFormat = FormatName | "messages" | "timed";
