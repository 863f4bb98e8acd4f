// The common options of flow-query hold for each of its commands, unless one has its own; --threads is for the reader.
import { type FirstLink, type Link, type PipelineKit, UsageError } from "@flowlogs/cli/chain";
import { withMembers } from "../links.ts";

export function shareOptions(
  [first, ...others]: readonly [FirstLink, ...Link[]],
  common: PipelineKit["common"],
): readonly [FirstLink, ...Link[]] {
  return [withOptions(first, common), ...others.map((link) => withOptions(link, common))];
}

function withOptions(
  link: Link,
  { strict, stats, quiet, errors, progress, "max-bad": maxBad }: PipelineKit["common"],
): Link {
  const own = link.request.common;
  const common = {
    ...own,
    strict: own.strict || strict,
    quiet: own.quiet || quiet,
    progress: own.progress === "auto" ? progress : own.progress,
    errors: own.errors === "text" ? errors : own.errors,
    stats: own.stats ?? stats,
    "max-bad": own["max-bad"] ?? maxBad,
  };
  return { ...link, request: { ...link.request, common } };
}

/** The chain whose reader reads in so many threads, if the user said so and its own --workers do not. Throws UsageError. */
export function shareThreads(
  [first, ...others]: readonly [FirstLink, ...Link[]],
  threads: number | undefined,
): readonly [FirstLink, ...Link[]] {
  if (threads === undefined) return [first, ...others];
  if (first.command.name !== "flowlogs-read") {
    const problem = `${first.command.name} reads in one thread`;
    throw new UsageError({ problem, advice: "begin the pipeline with read FILE" }, "--threads");
  }
  const { workers = threads }: { readonly workers?: number | undefined } = first.request.values;
  const request = { ...first.request, values: withMembers(first.request.values, { workers }) };
  return [{ ...first, request }, ...others];
}
