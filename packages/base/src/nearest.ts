// Finds what a mistyped word was probably meant to be. Wording the suggestion is left to the caller.

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

/** The candidate that begins with the word or is nearest to it: for names of options and choices, which people shorten. */
export function nearestName(word: string, candidates: readonly string[]): string | undefined {
  const wanted = word.toLowerCase();
  if (wanted === "") return undefined;
  // Half of a short word may not be guessed: "xy" is not a spelling of "by".
  const most = Math.min(2, Math.floor((wanted.length - 1) / 2));
  return candidates.find((candidate) => candidate.startsWith(wanted)) ?? nearest(word, candidates, most);
}

function editDistance(left: string, right: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: right.length + 1 }, (_, column) => column);
  for (let row = 1; row <= left.length; row++) {
    const current = [row];
    for (let column = 1; column <= right.length; column++) {
      const same = left[row - 1] === right[column - 1];
      let cost = Math.min(at(last, column) + 1, at(current, column - 1) + 1, at(last, column - 1) + (same ? 0 : 1));
      const swapped =
        row > 1 && column > 1 && left[row - 1] === right[column - 2] && left[row - 2] === right[column - 1];
      if (swapped) cost = Math.min(cost, at(beforeLast, column - 2) + 1);
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
