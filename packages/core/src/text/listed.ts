// Several words in a sentence.

/** `a, b and c`; of many the first ones, and how many there are besides. */
export function listed(words: readonly string[], joint: "and" | "or", most: number): string {
  if (words.length > most) return `${words.slice(0, most - 1).join(", ")} and ${words.length - most + 1} more`;
  if (words.length < 2) return words.join("");
  return `${words.slice(0, -1).join(", ")} ${joint} ${words.at(-1)}`;
}
