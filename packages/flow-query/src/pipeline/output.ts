// The output format of -o at the end of a pipeline.
import { UsageError } from "@flowlogs/base/errors";
import type { OutputFormat } from "@flowlogs/core";
import type { PlainCommand } from "@flowlogs/engines";

/** The pipeline with a flow-fmt for this format; one that a language made writes it itself. Throws UsageError. */
export function withOutput(
  commands: readonly PlainCommand[],
  output: OutputFormat | undefined,
): readonly PlainCommand[] {
  if (output === undefined) return commands;
  const last = commands.at(-1);
  if (last?.name === "flow-write") {
    throw new UsageError({ problem: "the pipeline ends with flow-write, which prints no rows" }, "-o");
  }
  if (last?.name !== "flow-fmt")
    return output === "ndjson" ? commands : [...commands, { name: "flow-fmt", words: ["-o", output] }];
  if (last.words[0] === "-o" && last.words[1] === "ndjson") {
    return [...commands.slice(0, -1), { name: last.name, words: ["-o", output, ...last.words.slice(2)] }];
  }
  throw new UsageError({ problem: "the pipeline ends with flow-fmt", advice: "give the format there" }, "-o");
}
