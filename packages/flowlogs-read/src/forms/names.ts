// The forms by their names: four kinds of lines, JSON documents, and base64 of compressed data.

export const formNames = ["text", "ndjson", "csv", "tsv", "json", "base64"] as const;
export type FormName = (typeof formNames)[number];
