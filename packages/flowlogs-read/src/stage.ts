// The stage of flowlogs-read: the sources package does the reading.
export { readSources as default } from "@flowlogs/sources/readSources";
