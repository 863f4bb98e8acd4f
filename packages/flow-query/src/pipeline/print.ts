// Writes a pipeline as one would type it, so that a shell and flow-query read the same words.
import type { PlainCommand } from "@flowlogs/engines";

/** The commands of a pipeline on one line. */
export function printPipeline(commands: readonly PlainCommand[]): string {
  return commands.map(({ name, words }) => [name, ...words].map(printWord).join(" ")).join(" | ");
}

/** In quotes where a shell would see more in it than its signs. */
export function printWord(word: string): string {
  if (/^[\w@%+=:,./-]+$/.test(word)) return word;
  if (word.includes("'") && !/["$`\\!]/.test(word)) return `"${word}"`;
  return `'${word.replaceAll("'", String.raw`'\''`)}'`;
}
