// The words of the grammar.

const keywords = new Set("and or not in between is null like matches eq ne neq lt le gt ge".split(" "));

/** The words that the grammar uses; as names of fields they need back-ticks. */
export function isKeyword(word: string): boolean {
  return keywords.has(word.toLowerCase());
}
