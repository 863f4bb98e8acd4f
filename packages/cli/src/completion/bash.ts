// Completion for bash: the tables of the template are filled in.

import type { CompletedCommand, CompletedValue, TopicWords } from "./model.ts";
import { quoted } from "./template.ts";

/** What the template's names stand for; `topics`: the words of each topic. */
export function bashTables(
  commands: readonly CompletedCommand[],
  topics: TopicWords,
): Readonly<Record<string, string>> {
  const bare = commands.flatMap(({ options }) =>
    options.flatMap(({ name, short, isOptionalValue }) => (isOptionalValue ? written(name, short) : [])),
  );
  return {
    topics: Object.entries(topics)
      .map(([topic, words]) => `  [${topic}]=${quoted(words.join(" "))}`)
      .join("\n"),
    values: commands.flatMap(cases).join("\n"),
    options: commands
      .map(({ name, options }) => {
        const words = options.flatMap(({ name: long, short }) => written(long, short));
        return `    ${name}) options=${quoted(words.join(" "))} ;;`;
      })
      .join("\n"),
    subcommands: commands.map(({ name, word }) => `    ${word} | ${name}) command=${name} ;;`).join("\n"),
    words: commands.map(({ word }) => word).join(" "),
    names: commands.map(({ name }) => name).join(" "),
    topicNames: Object.keys(topics).join(" "),
    attached: [...new Set(bare)].join("|"),
  };
}

function written(long: string, short: string | undefined): readonly string[] {
  return [`--${long}`, ...(short === undefined ? [] : [`-${short}`])];
}

function cases({ name, options, operands }: CompletedCommand): readonly string[] {
  const valued = options.flatMap(({ name: long, short, value }) => {
    if (value === undefined) return [];
    const patterns = written(long, short).map((option) => `${name}:${option}`);
    return [`    ${patterns.join(" | ")}) ${assignments([value])} ;;`];
  });
  return [...valued, `    ${name}) ${assignments(operands)} ;;`];
}

function assignments(values: readonly CompletedValue[]): string {
  const words = values.flatMap(({ topic, words: own }) => (topic === undefined ? own : []));
  const topics = values.flatMap(({ topic }) => (topic === undefined ? [] : `\${_flowlogs_words[${topic}]}`));
  return [
    `words=${topics.length === 0 ? quoted(words.join(" ")) : `"${[...topics, ...words].join(" ")}"`}`,
    ...(values.some(({ isComposed }) => isComposed) ? ["composed=1"] : []),
    ...(values.some(({ isFile }) => isFile) ? ["files=1"] : []),
  ].join(" ");
}
