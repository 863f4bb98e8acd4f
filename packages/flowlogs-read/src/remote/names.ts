// Which sources are not on this machine, by their names alone: nothing of AWS is loaded to tell.
import { isProblem, type Problem } from "@flowlogs/cli";
import { isGroup, parseGroup } from "./logs/group.ts";

export function isRemote(source: string): boolean {
  return isGroup(source);
}

/** What is wrong with the name of a remote source. */
export function misnamed(source: string): Problem | undefined {
  const group = isGroup(source) ? parseGroup(source) : undefined;
  return isProblem(group) ? group : undefined;
}
