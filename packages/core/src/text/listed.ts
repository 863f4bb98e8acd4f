// Several words in a sentence.

/** `a, b and c`; of many the first ones, and how many there are besides. */
export function listed(words: readonly string[], joint: "and" | "or", limit: number): string {
  if (words.length > limit) return `${words.slice(0, limit - 1).join(", ")} and ${words.length - limit + 1} more`;
  if (words.length < 2) return words.join("");
  return `${words.slice(0, -1).join(", ")} ${joint} ${words.at(-1)}`;
}
