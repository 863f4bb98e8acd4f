// The exports of the command kit for a command that runs others.
export { readArguments } from "./argv.ts";
export type { Request } from "./argv.ts";
export { executeChain, openReceivers, outlineOf } from "./chain.ts";
export { innerHost, type Receiver } from "./receiver.ts";
export type { Branch, FirstLink, Link } from "./chain.ts";
export type { Command, PipelineKit } from "./define.ts";
export { exit } from "./exit.ts";
export type { Host } from "./host.ts";
export { loadNamed } from "./systemContext.ts";
export { thousands } from "./message.ts";
export { reportError, reportRemarks } from "./report.ts";
export { errorFormat, reporter } from "./reporter.ts";
export { UsageError } from "@flowlogs/base/errors";
export { isProblem } from "@flowlogs/base/problem";
