// Completion for fish: a line for each option, of each command and of `flowlogs` with its name.

import type { CompletedCommand, CompletedOption, CompletedValue, TopicWords } from "./model.ts";

/** What the template's names stand for; `topics`: the words of each topic. */
export function fishTables(
  commands: readonly CompletedCommand[],
  topics: TopicWords,
): Readonly<Record<string, string>> {
  return {
    topics: Object.entries(topics)
      .map(([topic, words]) => `        case ${topic}\n            printf '%s\\n' ${words.map(quoted).join(" ")}`)
      .join("\n"),
    front: commands
      .map(({ word, brief }) => `complete -c flowlogs -n '__flowlogs_has_words 1' -a ${word} -d ${quoted(brief)}`)
      .join("\n"),
    words: commands.map(({ word }) => word).join(" "),
    topicNames: Object.keys(topics).join(" "),
    completions: commands.map(linesOf).join("\n\n"),
  };
}

function linesOf({ name, word, options, operands }: CompletedCommand): string {
  const isIt = quoted(`__flowlogs_is ${name} ${word}`);
  const heads = [`complete -c ${name}`, `complete -c flowlogs -n ${isIt}`];
  const values = [...options.map(optionWords), ...operands.flatMap(operandWords)];
  return heads.flatMap((head) => values.map((value) => `${head} ${value}`)).join("\n");
}

function optionWords({ name, short, brief, value, isOptionalValue }: CompletedOption): string {
  const letter = short === undefined ? "" : `-s ${short} `;
  const takes = value === undefined || isOptionalValue ? "" : value.isFile ? "-r -F " : "-x ";
  const words = value === undefined ? "" : wordsOf(value);
  return `${letter}-l ${name} ${takes}${words}-d ${quoted(brief)}`;
}

/** Files are completed by fish itself. */
function operandWords(value: CompletedValue): readonly string[] {
  const words = wordsOf(value);
  return words === "" ? [] : [`${words}-d ${quoted(value.placeholder)}`];
}

function wordsOf({ words, topic, isComposed }: CompletedValue): string {
  if (topic !== undefined) return `-a '(__flowlogs_composed (__flowlogs_topic ${topic}))' `;
  if (words.length === 0) return "";
  return isComposed ? `-a ${quoted(`(__flowlogs_composed ${words.join(" ")})`)} ` : `-a ${quoted(words.join(" "))} `;
}

/** Fish knows a backslash in single quotes. */
function quoted(text: string): string {
  return `'${text.replaceAll(/['\\]/g, String.raw`\$&`)}'`;
}
