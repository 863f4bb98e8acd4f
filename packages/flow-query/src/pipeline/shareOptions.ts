// The common options of flow-query hold for each of its commands, unless one has its own.
import type { FirstLink, Link, PipelineKit } from "@flowlogs/cli/chain";

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
