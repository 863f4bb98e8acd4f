// What a worker says of names and comparisons that may mean something else than what was done.

/** A word of an expression that was taken for a text. */
export function textNote(word: string): string {
  return `${word} is read as text, but records have a key of that name: write '${word}' or \`${word}\``;
}

export function unorderedNote(count: number): string {
  const who = count === 1 ? "1 comparison was" : `${count} comparisons were`;
  return `${who} of values without an order, such as text and a number: neither < nor >= is true for them`;
}

/** Records with two keys that a name means equally well, and one such pair. */
export function tieNote({
  records,
  pair,
}: {
  readonly records: number;
  readonly pair: readonly [string, string];
}): string {
  const who = records === 1 ? "1 record has" : `${records} records have`;
  return `${who} two keys for one field, such as "${pair[0]}" and "${pair[1]}": the first one is used`;
}
