// The names that a stage asks for, laid out for the kernel, which finds the key that is meant by each (kernel/wanted.ts);
// and what keys those were.
import { identityOf, spellingsOf } from "../field.ts";
import type { Kernel } from "../kernel/kernel.ts";

/** Bytes of a mark, and where in it the key stands by which the data has the column (kernel/wanted.ts). */
const MARK = 512;
/** Where the keys of a tie stand, and how far apart. */
const TIE = 8;
const TIE_KEY = 240;
const SEEN_LENGTH = 8;
const SEEN = 256;
/** A name that is longer has one spelling. */
const LONGEST = 4000;

const encoder = new TextEncoder();

interface Spelling {
  readonly text: Uint8Array;
  readonly column: number;
}

export class WantedNames {
  readonly #kernel: Kernel;
  #names: readonly string[] = [];
  #region = 0;
  #regionSize = 0;
  #marks = 0;
  #markCount = 0;
  /** Where a column is absent, another one that has the same field takes its place. */
  #stand: readonly (readonly [column: number, other: number])[] = [];

  constructor(kernel: Kernel) {
    this.#kernel = kernel;
  }

  /** Has the kernel look for these; those that are `exact` are keys, and no other spelling is theirs. */
  set(names: readonly string[], exact: ReadonlySet<string>): void {
    const kernel = this.#kernel;
    this.#names = names;
    const identities = names.map(identityOf);
    const isLoose = names.map((name) => !exact.has(name) && name.length < LONGEST);
    // Of several names of one field the first takes the keys that are spelled like none of them.
    const takers = names.flatMap((name, column) => {
      const first = identities.findIndex((identity, other) => isLoose[other] && identity === identities[column]);
      return first === column ? [{ name, column }] : [];
    });
    this.#stand = names.flatMap((_, column) =>
      isLoose[column]
        ? identities.flatMap((it, other) =>
            other !== column && it === identities[column] ? [[column, other] as const] : [],
          )
        : [],
    );
    const spellings = takers.flatMap(({ name, column }) =>
      spellingsOf(name).map((text): Spelling => ({ text: encoder.encode(text), column })),
    );
    this.#layOut(
      names.map((name) => encoder.encode(name)),
      spellings,
    );
    const spelt = this.#region + names.length * 8;
    kernel.setWanted(this.#region, names.length, spelt, spellings.length, this.#clearMarks(names.length));
  }

  /** Writes the names, the spellings, and behind them their texts. */
  #layOut(names: readonly Uint8Array[], spellings: readonly Spelling[]): void {
    const kernel = this.#kernel;
    const texts = [...names, ...spellings.map(({ text }) => text)];
    const head = names.length * 8 + spellings.length * 12;
    const size = texts.reduce((sum, text) => sum + text.length, head);
    if (size > this.#regionSize) {
      this.#regionSize = 2 * size;
      this.#region = kernel.allocate(this.#regionSize);
    }
    let at = this.#region + head;
    const places = texts.map((text) => {
      kernel.bytes().set(text, at);
      at += text.length;
      return [at - text.length, text.length];
    });
    const columns = spellings.map(({ column }) => [column]);
    const entries = places.flatMap((place, i) => [...place, ...(columns[i - names.length] ?? [])]);
    kernel.words().set(entries, this.#region / 4);
  }

  #clearMarks(count: number): number {
    if (count > this.#markCount) {
      this.#markCount = count;
      this.#marks = this.#kernel.allocate(count * MARK);
    }
    this.#kernel.bytes().fill(0, this.#marks, this.#marks + count * MARK);
    return this.#marks;
  }

  /** After a scan: a field that several names mean is there for each of them. */
  spread(): void {
    for (const [column, other] of this.#stand) this.#kernel.replaceAbsent(other, column);
  }

  /** The records with two keys that a name means equally well, and the first such pair (kernel/wanted.ts). */
  ties(): { records: number; pair: readonly [string, string] } | undefined {
    const kernel = this.#kernel;
    if (kernel.ties.value === 0) return undefined;
    const at = kernel.tie.value >>> 0;
    const [length = 0, otherLength = 0] = kernel.words().subarray(at / 4);
    const [first, other] = [at + TIE, at + TIE + TIE_KEY];
    const pair = [kernel.text(first, first + length), kernel.text(other, other + otherLength)] as const;
    return { records: kernel.ties.value, pair };
  }

  /** Whether some record had what the name means. */
  isThere(name: string): boolean {
    const identity = identityOf(name);
    return this.#names.some(
      (other, i) => (other === name || identityOf(other) === identity) && this.keyOf(i) !== undefined,
    );
  }

  /** The key by which the data has a column, undefined as long as no record had it. */
  keyOf(column: number): string | undefined {
    const own = this.#seen(column);
    if (own !== undefined) return own;
    return this.#stand.flatMap(([to, from]) => (to === column ? (this.#seen(from) ?? []) : []))[0];
  }

  #seen(column: number): string | undefined {
    if (this.#marks === 0 || column >= this.#names.length) return undefined;
    const mark = this.#marks + column * MARK;
    const length = this.#kernel.words()[(mark + SEEN_LENGTH) / 4] ?? 0;
    if (length === 0) return undefined;
    // A key that is as long as there is room for may have been cut: it is called as it was asked for.
    if (length - 1 >= TIE_KEY) return this.#names[column];
    return this.#kernel.text(mark + SEEN, mark + SEEN + length - 1);
  }
}
