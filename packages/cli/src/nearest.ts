// The "did you mean" behind options and choices: finds the known word that a mistyped one was probably meant to be.

/** The candidate that begins with the word or is at most two edits away from it. */
export function nearest(word: string, candidates: readonly string[]): string | undefined {
  const wanted = word.toLowerCase();
  if (wanted === "") return undefined;
  const longer = candidates.find((candidate) => candidate.startsWith(wanted));
  if (longer !== undefined) return longer;
  // Half of a short word may not be guessed: "xy" is no spelling of "by".
  let limit = Math.min(2, Math.floor((wanted.length - 1) / 2));
  let best: string | undefined;
  for (const candidate of candidates) {
    const edits = distance(wanted, candidate);
    if (edits > limit || (best !== undefined && edits === limit)) continue;
    best = candidate;
    limit = edits;
  }
  return best;
}

/** How many letters to put in, leave out, replace, or swap with their neighbour turn one word into the other. */
function distance(left: string, right: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: right.length + 1 }, (_, index) => index);
  for (let row = 1; row <= left.length; row++) {
    const current = [row];
    for (let column = 1; column <= right.length; column++) {
      const same = left[row - 1] === right[column - 1];
      let edits = Math.min(at(last, column) + 1, at(current, column - 1) + 1, at(last, column - 1) + (same ? 0 : 1));
      const swapped = left[row - 1] === right[column - 2] && left[row - 2] === right[column - 1];
      if (swapped && row > 1 && column > 1) edits = Math.min(edits, at(beforeLast, column - 2) + 1);
      current.push(edits);
    }
    beforeLast = last;
    last = current;
  }
  return at(last, right.length);
}

function at(row: readonly number[], column: number): number {
  return row[column] ?? Infinity;
}
