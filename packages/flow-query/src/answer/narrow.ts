// Leaves those rows out of a series whose groups are not in the summary.
import { membersOf } from "@flowlogs/core/stages";

const encoder = new TextEncoder();

export class Narrowing {
  readonly #keys: number;
  readonly #groups = new Set<string>();
  readonly #decoder = new TextDecoder("utf-8", { ignoreBOM: true });

  /** `keys`: how many members of a row of the summary say which group it is. */
  constructor(keys: number) {
    this.#keys = keys;
  }

  /** Takes rows of the summary. */
  note(lines: Uint8Array): void {
    for (const line of this.#linesOf(lines)) this.#groups.add(groupOf(line, 0, this.#keys));
  }

  /** The rows of the series that stay: each begins with its time. */
  narrow(lines: Uint8Array): Uint8Array {
    const kept = this.#linesOf(lines).filter((line) => this.#groups.has(groupOf(line, 1, this.#keys)));
    return encoder.encode(kept.map((line) => `${line}\n`).join(""));
  }

  #linesOf(lines: Uint8Array): readonly string[] {
    return this.#decoder
      .decode(lines)
      .split("\n")
      .filter((line) => line !== "");
  }
}

/** The keys as they are written: numbers of any length stay apart. */
function groupOf(line: string, from: number, count: number): string {
  const members = membersOf(line) ?? [];
  return members
    .slice(from, from + count)
    .map((member) => line.slice(member.from, member.to))
    .join(",");
}
