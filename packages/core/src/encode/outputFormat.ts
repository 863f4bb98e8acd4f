// The names of the formats that records can be printed in.

export const outputFormats = ["table", "csv", "tsv", "json", "ndjson", "log"] as const;
export type OutputFormat = (typeof outputFormats)[number];
