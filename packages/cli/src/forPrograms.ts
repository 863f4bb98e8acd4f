// What a program gets from every command's package besides its stream: records, errors and events.
export { type ErrorCode, FlowlogsError, OptionError, type Position } from "./program/errors.ts";
export type { SourceBadLine } from "./program/options.ts";
export type { FlowRecord, RecordReadable, RecordValue } from "./program/records.ts";
export type { RecordStream } from "./program/stageStream.ts";
