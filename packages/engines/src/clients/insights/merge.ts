// Puts groups of several pieces of the time together: what adds up is added, and of the least and the largest one is kept.
import { RemoteError } from "@flowlogs/base/errors";
import type { EngineMerge, EngineRow, EngineValue } from "../../query.ts";

/** Groups that are kept in memory until the last piece: some hundred bytes each. */
const MOST = 1_000_000;

export class GroupMerger {
  readonly #how: readonly EngineMerge[];
  readonly #most: number;
  readonly #groups = new Map<string, EngineValue[]>();

  constructor(how: readonly EngineMerge[], most = MOST) {
    this.#how = how;
    this.#most = most;
  }

  /** Throws RemoteError where there are too many groups. */
  add(row: EngineRow): void {
    const key = JSON.stringify(row.filter((_, i) => this.#how[i] === "key"));
    const group = this.#groups.get(key);
    if (group === undefined) {
      if (this.#groups.size >= this.#most) {
        const advice = "ask for fewer with flow-filter, by fewer keys, or for a shorter time";
        const problem = `the pieces have more than ${this.#most} groups, and no more are put together here`;
        throw new RemoteError(problem, advice);
      }
      this.#groups.set(key, [...row]);
      return;
    }
    for (const [i, how] of this.#how.entries()) group[i] = merged(group[i] ?? null, row[i] ?? null, how);
  }

  /** In the order in which they were met. */
  *rows(size: number): Generator<readonly EngineRow[]> {
    let piece: EngineRow[] = [];
    for (const group of this.#groups.values()) {
      piece.push(group);
      if (piece.length < size) continue;
      yield piece;
      piece = [];
    }
    if (piece.length > 0) yield piece;
  }
}

function merged(one: EngineValue, other: EngineValue, how: EngineMerge): EngineValue {
  if (how === "key" || other === null) return one;
  if (one === null) return other;
  if (how === "sum") return sum(one, other);
  return Number(one) > Number(other) === (how === "max") ? one : other;
}

function sum(one: EngineValue, other: EngineValue): EngineValue {
  const isWhole = [one, other].every((it) => /^-?\d+$/.test(String(it)));
  return isWhole ? String(BigInt(String(one)) + BigInt(String(other))) : Number(one) + Number(other);
}
