// flowlogs-read's values to the reading of its sources.
export { readSources as default } from "@flowlogs/sources/readSources";
