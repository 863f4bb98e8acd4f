// The names of the input formats: four kinds of lines, JSON documents, base64 of compressed data, and text of the AWS CLI.

export const formatNames = ["text", "ndjson", "csv", "tsv", "json", "base64", "cli"] as const;
export type FormatName = (typeof formatNames)[number];
/** For the user "messages" and "timed" are text: lines that may contain JSON, alone or after a time. */
export type InputFormat = FormatName | "messages" | "timed";
