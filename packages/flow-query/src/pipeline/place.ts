// Where in the text of a pipeline a wrong call of one of its commands is: the value or the option that the message names, else the
// command. The message stays that of the shell; the place is shown below it.
import type { Command } from "@flowlogs/cli/chain";
import { UsageError } from "@flowlogs/base/errors";
import { problemAt } from "@flowlogs/base/problem";
import type { CommandWords, Word } from "./words.ts";

/** The error with its place in the text, if it is about a call and does not show a place of its own. */
export function placedIn(text: string, words: CommandWords, { options }: Command, error: unknown): unknown {
  if (!(error instanceof UsageError) || error.problem.text !== undefined) return error;
  const { problem, advice, code = "invalid-usage" } = error.problem;
  const { from, to } = wordOf(`${error.where ?? ""} ${problem}`, words, options);
  return new UsageError({ ...problemAt(text, from, to, problem, advice), code }, error.where, error.showsUsage);
}

function wordOf(told: string, [name, ...words]: CommandWords, options: Command["options"]): Word {
  const named = [...told.matchAll(/(?<![\w-])--?[A-Za-z][\w-]*/g)].flatMap(([option]) => spellingsOf(option, options));
  const at = words.findIndex(({ text }) => named.some((option) => text === option || text.startsWith(`${option}=`)));
  const after = words.slice(at + 1);
  const value = [...after, ...words].find(({ text }) => text !== "" && told.includes(`"${text}"`));
  return value ?? words[at] ?? name;
}

/** An option as it is named, and by its letter. */
function spellingsOf(option: string, options: Command["options"]): readonly string[] {
  const short = options[option.slice(2)]?.short;
  return short === undefined ? [option] : [option, `-${short}`];
}
