// What the build makes of the definitions of all commands beside the commands themselves: manual pages and completion.

import { bashTables } from "./completion/bash.ts";
import { fishTables } from "./completion/fish.ts";
import { completed, topicNames, type Documented, type TopicWords } from "./completion/model.ts";
import { filledTemplate } from "./completion/template.ts";
import { zshTables } from "./completion/zsh.ts";
import type { Command } from "./define.ts";
import { referenceOf } from "./help/help.ts";
import { manualPages } from "./help/manual.ts";

/** The files, by their paths in the package that installs all commands. */
export async function manualFiles(definitions: readonly Command[]): Promise<ReadonlyMap<string, string>> {
  const commands = await Promise.all(
    definitions.map(async (command): Promise<Documented> => ({ command, reference: await referenceOf(command) })),
  );
  const pages = [...manualPages(commands)].map(([name, text]): [string, string] => [`man/${name}`, text]);
  const described = commands.map(completed);
  const words = wordsOfTopics(commands);
  return new Map([
    ...pages,
    ["completion/flowlogs.bash", filledTemplate("flowlogs.bash", bashTables(described, words))],
    ["completion/_flowlogs", filledTemplate("_flowlogs", zshTables(described, words))],
    ["completion/flowlogs.fish", filledTemplate("flowlogs.fish", fishTables(described, words))],
  ]);
}

function wordsOfTopics(commands: readonly Documented[]): TopicWords {
  const all = commands.flatMap(({ reference }) => reference.topics);
  return Object.fromEntries(
    topicNames(commands).map((name) => [name, all.find((it) => it.name === name)?.words ?? []]),
  );
}
