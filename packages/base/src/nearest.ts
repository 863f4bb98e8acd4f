// Finds the name that a mistyped word was probably meant to be. The caller words the suggestion.

/**
 * The candidate with the smallest edit distance to `word`, without regard to case, when it is at most
 * `maxDistance`; the first of equals. A swap of neighbours is one edit (Damerau-Levenshtein, in its restricted form:
 * no part of the word is edited twice).
 */
export function nearest(word: string, candidates: readonly string[], maxDistance = 2): string | undefined {
  const wanted = word.toLowerCase();
  let best: string | undefined;
  let bestDistance = maxDistance + 1;
  for (const candidate of candidates) {
    if (Math.abs(candidate.length - wanted.length) >= bestDistance) continue;
    const distance = editDistance(wanted, candidate.toLowerCase());
    if (distance < bestDistance) {
      best = candidate;
      bestDistance = distance;
    }
  }
  return best;
}

/** The candidate that begins with the word, or else the nearest: for options and choices, which people abbreviate. */
export function nearestName(word: string, candidates: readonly string[]): string | undefined {
  const wanted = word.toLowerCase();
  if (wanted === "") return undefined;
  // Less than half of a short word may differ: "xy" is not a misspelling of "by".
  const maxDistance = Math.min(2, Math.floor((wanted.length - 1) / 2));
  return candidates.find((candidate) => candidate.startsWith(wanted)) ?? nearest(word, candidates, maxDistance);
}

function editDistance(left: string, right: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: right.length + 1 }, (_, column) => column);
  for (let row = 1; row <= left.length; row++) {
    const current = [row];
    for (let column = 1; column <= right.length; column++) {
      const isSame = left[row - 1] === right[column - 1];
      let cost = Math.min(at(last, column) + 1, at(current, column - 1) + 1, at(last, column - 1) + (isSame ? 0 : 1));
      const isSwapped =
        row > 1 && column > 1 && left[row - 1] === right[column - 2] && left[row - 2] === right[column - 1];
      if (isSwapped) cost = Math.min(cost, at(beforeLast, column - 2) + 1);
      current.push(cost);
    }
    beforeLast = last;
    last = current;
  }
  return at(last, right.length);
}

function at(row: readonly number[], column: number): number {
  return row[column] ?? Infinity;
}
