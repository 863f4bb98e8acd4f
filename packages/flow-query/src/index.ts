// flow-query for programs: a pipeline as a readable stream.
export { command } from "./command.ts";
export * from "@flowlogs/cli/program";
export { query, type QueryOptions, type QueryStream } from "./queryStream.ts";
