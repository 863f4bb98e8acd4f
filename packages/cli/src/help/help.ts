// What --help prints: for people by screen.ts, for programs by description.ts. Loaded only when it is asked for.

import type { Reference } from "@flowlogs/base/topic";
import type { Command } from "../define.ts";
import { description } from "./description.ts";
import { viewOf } from "./request.ts";
import { everything, screen, topicText } from "./screen.ts";
import { widthFor } from "./width.ts";

const nothing: Reference = { topics: [], fields: {} };

/** `view`: the value of --help; `word`: the first operand. Throws UsageError for a topic that there is not. */
export async function help(
  command: Command,
  view = "screen",
  word: string | undefined,
  columns: number,
): Promise<string> {
  const reference = await referenceOf(command);
  const wanted = viewOf(view, word, reference.topics);
  const width = widthFor(columns);
  if (typeof wanted === "object") return topicText(wanted, width);
  if (wanted === "json") return description(command, reference);
  return wanted === "all" ? everything(command, reference, width) : screen(command, reference, width);
}

/** The topics of a command. */
export async function referenceOf({ reference }: Command): Promise<Reference> {
  return reference === undefined ? nothing : (await reference()).default;
}
