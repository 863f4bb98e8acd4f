// Completion for zsh: each command is a call of _arguments.

import type { CompletedCommand, CompletedOption, CompletedValue, TopicWords } from "./model.ts";
import { quoted } from "./template.ts";

/** What the template's names stand for; `topics`: the words of each topic. */
export function zshTables(commands: readonly CompletedCommand[], topics: TopicWords): Readonly<Record<string, string>> {
  return {
    topics: [
      ...Object.entries(topics).map(([topic, words]) => `    ${topic}) reply=(${words.map(quoted).join(" ")}) ;;`),
      "    *) return 1 ;;",
    ].join("\n"),
    subcommands: commands.map(({ word, brief }) => `    ${quoted(`${word}:${brief}`)}`).join("\n"),
    words: commands.map(({ word }) => word).join(" "),
    names: commands.map(({ name }) => name).join(" "),
    topicNames: Object.keys(topics).join(" "),
    cases: commands.map(({ name, word }) => `      ${word} | ${name}) command=${name} ;;`).join("\n"),
    arguments: commands.map(argumentsOf).join("\n"),
  };
}

function argumentsOf({ name, options, operands }: CompletedCommand): string {
  const all: CompletedValue = {
    placeholder: operands.map(({ placeholder }) => placeholder).join(" or "),
    words: operands.flatMap(({ words, topic }) => (topic === undefined ? words : [])),
    ...operands.flatMap(({ topic }) => (topic === undefined ? [] : [{ topic }]))[0],
    isComposed: operands.some(({ isComposed }) => isComposed),
    isFile: operands.some(({ isFile }) => isFile),
  };
  const specs = [...options.map(specOf), quoted(`*${valueSpec(all)}`)];
  return `    ${name})\n      _arguments -s -S : \\\n        ${specs.join(" \\\n        ")}\n      ;;`;
}

/** `'(-o --output)'{-o+,--output=}'[brief]:WORD:(table csv)'`. */
function specOf({ name, short, brief, value, isOptionalValue }: CompletedOption): string {
  const after = `[${escaped(brief)}]${value === undefined ? "" : `${isOptionalValue ? ":" : ""}${valueSpec(value)}`}`;
  const long = value === undefined ? `--${name}` : isOptionalValue ? `--${name}=-` : `--${name}=`;
  if (short === undefined) return quoted(`*${long}${after}`);
  const letter = value === undefined || isOptionalValue ? `-${short}` : `-${short}+`;
  return `'*'{${letter},${long}}${quoted(after)}`;
}

function valueSpec({ placeholder, words, topic, isComposed, isFile }: CompletedValue): string {
  return `:${escaped(placeholder)}:${actionOf(words, topic, isComposed, isFile)}`;
}

function actionOf(words: readonly string[], topic: string | undefined, isComposed: boolean, isFile: boolean): string {
  const list = words.map(escaped).join(" ");
  // With a blank in front _arguments calls a function with these words and no others.
  if (topic !== undefined) return ` ${isFile ? "_flowlogs_composed_or_files" : "_flowlogs_composed"} ${topic}`;
  if (words.length === 0) return isFile ? "_files" : " ";
  if (isFile) return ` _flowlogs_words_or_files ${list}`;
  return isComposed ? ` _flowlogs_composed ${list}` : `(${list})`;
}

/** In a specification colons and brackets end what they are in. */
function escaped(text: string): string {
  return text.replaceAll(/[\\[\]:]/g, String.raw`\$&`);
}
