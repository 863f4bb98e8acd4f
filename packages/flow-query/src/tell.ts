// The notes of flow-query itself, beside those of its commands.
import { type Host, type PipelineKit, reporter } from "@flowlogs/cli/chain";
import type { Problem } from "@flowlogs/base/problem";

export type Tell = (note: Problem) => void;

export function teller({ quiet, errors }: PipelineKit["common"], host: Host): Tell {
  const write = reporter("flow-query", errors);
  return (problem) => {
    if (!quiet) host.writeError(write({ level: "note", code: "note", problem }));
  };
}
