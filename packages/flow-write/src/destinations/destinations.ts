// The kinds of destinations, told apart by their names.
import { UsageError } from "@flowlogs/cli";
import type { Destination } from "./destination.ts";
import { openFolder } from "./folder.ts";

/** Throws UsageError for a name that is not a destination's. */
export function openDestination(name: string): Destination {
  const [, scheme] = /^([a-z][a-z0-9]+):\/\//.exec(name) ?? [];
  if (scheme === undefined) return openFolder(name);
  throw new UsageError({ problem: "is not a destination", advice: "give a folder" }, name);
}
