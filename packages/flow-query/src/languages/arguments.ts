// Arguments of flow-query as another tool would take them.

/** Only Cistern has any: its first client was a command with flags. */
export async function translateArguments(words: readonly string[]): Promise<readonly string[]> {
  const isCistern = words.some(
    (word, i) => word === "--lang=cistern" || (word === "--lang" && words[i + 1] === "cistern"),
  );
  return isCistern ? (await import("./cistern/arguments.ts")).gatherFlags(words) : words;
}
