// What --help may be asked for, and which of it a call asks for.

import { UsageError } from "@flowlogs/base/errors";
import { nearestName } from "@flowlogs/base/nearest";
import type { Topic } from "@flowlogs/base/topic";

/** What --help prints beside topics: `screen` if nothing is asked for. */
const views = ["screen", "all", "json"] as const;
type View = (typeof views)[number];

/** `asked`: the value of --help; `word`: an operand, which counts if it is a name of something to show. */
export function viewOf(asked: string, word: string | undefined, topics: readonly Topic[]): View | Topic {
  const isAsked = asked !== "screen";
  const found = find(isAsked ? asked : (word ?? "screen"), topics);
  if (found !== undefined) return found;
  if (!isAsked) return "screen";
  const names = ["all", "json", ...topics.map(({ name }) => name)];
  const near = nearestName(asked.toLowerCase(), names);
  const advice = near === undefined ? `give one of ${names.join(", ")}` : `did you mean "${near}"?`;
  throw new UsageError({ problem: `unknown topic "${asked}"`, advice }, "--help");
}

function find(word: string, topics: readonly Topic[]): View | Topic | undefined {
  const lower = word.toLowerCase();
  return views.find((view) => view === lower) ?? topics.find(({ name }) => name === lower);
}
