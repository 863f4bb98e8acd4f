// The exports of the command kit for commands. Streams for programs are in "@flowlogs/cli/streams", so that commands do not
// load them.

export { defineCommand } from "./define.ts";
export type { Command, Definition, Example, Operand, Operands, Option, Options, Values } from "./define.ts";
export { exit } from "./exit.ts";
export { ClosedOutput, InputError, OutputError, UsageError } from "@flowlogs/base/errors";
export type { Host } from "./host.ts";
export { idle } from "./idle.ts";
export { isLossy, rawPath, shownPath, textOfName } from "./path.ts";
export { choice, list, natural, newFile, path, size, text } from "./kind.ts";
export type { Kind } from "./kind.ts";
export { outputFile } from "./outputFile.ts";
export type { OutputFile } from "./outputFile.ts";
export { isWritten, writesFiles } from "./writtenFiles.ts";
export { nearestPath } from "./nearestPath.ts";
export { nodeHost } from "./nodeHost.ts";
export { nearestName } from "@flowlogs/base/nearest";
export { isProblem } from "@flowlogs/base/problem";
export type { Problem } from "@flowlogs/base/problem";
export { drain, drainUntilInterrupted, feed } from "@flowlogs/base/feed";
export { execute, run } from "./run.ts";
export { codeOf, reasonOf } from "./system.ts";
export { createBeside, isBeside } from "./temporaryFile.ts";
export type {
  AppendedFile,
  Arrival,
  BadLine,
  Context,
  Counts,
  Input,
  Interruption,
  RandomInput,
  SourceContext,
  TemporaryFile,
  Worker,
} from "@flowlogs/base/contracts";
export { systemContext } from "./systemContext.ts";
export { visible } from "./visible.ts";
