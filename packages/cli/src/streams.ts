// For programs: a command's stage as a Node stream, records as objects, errors and options. Commands do not load this; they
// read and write without streams.

export { BadLineAccount } from "./program/badLineAccount.ts";
export { type ErrorCode, FlowlogsError, OptionError, type Position, programError } from "./program/errors.ts";
export { checkedOptions, type ProgramOptions, type SourceBadLine, type StreamOptions } from "./program/options.ts";
export { type FlowRecord, ndjson, type RecordReadable, recordsOf, type RecordValue } from "./program/records.ts";
export { isOurs, RecordStream, stageStream } from "./program/stageStream.ts";
