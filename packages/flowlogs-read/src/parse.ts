// The part of flowlogs-read that needs no source: lines in, records out, with the options that make sense there.
import { type Context, defineCommand, isProblem, UsageError, type Worker } from "@flowlogs/cli";
import { type Expression, parseInstant } from "@flowlogs/core";
import { readWorker } from "@flowlogs/core/stages";
import { command } from "./command.ts";

const { format, start, end, fields, where, dedupe, limit } = command.options;

interface ParseValues {
  readonly format: readonly (readonly string[])[];
  readonly start?: string | undefined;
  readonly end?: string | undefined;
  readonly fields?: readonly string[] | undefined;
  readonly where?: Expression | undefined;
  readonly dedupe: boolean;
  readonly limit?: number | undefined;
}

export function parseStage(
  { format: formats, start: from, end: to, ...values }: ParseValues,
  context: Context,
): Worker {
  return readWorker({ ...values, formats, start: instantOf("start", from), end: instantOf("end", to) }, context);
}

/** In epoch seconds. Throws UsageError. */
function instantOf(option: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const seconds = parseInstant(text, { now: Date.now() / 1000 });
  if (isProblem(seconds)) throw new UsageError(seconds, `--${option}`);
  return seconds;
}

export const parseCommand = defineCommand({
  name: "flowlogs-read",
  brief: "turn log lines into records",
  about: "Turns the lines of a log into records.",
  memory: "streams",
  reads: "records",
  operands: {},
  options: { format, start, end, fields, where, dedupe, limit },
  examples: [],
  load: async () => ({ default: parseStage }),
});
