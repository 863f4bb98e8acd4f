// Lists from files, for `in @FILE`: what the lines mean next to a given field, and the sets that they make. The kernel reads
// addresses and texts, of which there may be a million; numbers are fewer, and read here.
import { type AddressRange, parseAddresses } from "../../address.ts";
import type { Kernel } from "@flowlogs/kernel/kernel";
import type { PatternUser } from "../../regex/regex.ts";
import { placeAddressSet, readAddressSet } from "./addressSet.ts";
import { placeRanges, type Range, type RangeSet } from "./numberRanges.ts";
import { placeTextSet } from "./textSet.ts";
import { misfit, readEntry, type LiteralList } from "../parse/literal.ts";

/** Where the bytes of files come from. */
export interface ListSource extends PatternUser {
  /** All bytes of a file that the user named. */
  load(path: string): Uint8Array;
}

/** Where the sets of a list are in the kernel's memory; it may have several, and an empty one none. */
export interface ListSets {
  readonly addresses?: number;
  readonly ranges?: RangeSet;
  readonly texts?: number;
}

/** Reads lists, each once for values of one kind. */
export class Lists {
  readonly #kernel: Kernel;
  readonly #source: ListSource;
  readonly #known = new Map<string, ListSets>();

  constructor(kernel: Kernel, source: ListSource) {
    this.#kernel = kernel;
    this.#source = source;
  }

  /** The list of a file next to such values; a line that makes no sense with them is refused. */
  read(path: string, values: LiteralList): ListSets {
    const key = [values.field?.kind, values.field?.role, path].join(" ");
    const sets = this.#known.get(key) ?? this.#read(path, values);
    this.#known.set(key, sets);
    return sets;
  }

  #read(path: string, values: LiteralList): ListSets {
    const kernel = this.#kernel;
    const { at, length } = kernel.place(withoutMark(this.#source.load(path)));
    const end = at + length;
    const kind = values.field?.kind;
    if (kind === "text") return { texts: placeTextSet(kernel, at, end) };
    if (kind === "address" || (kind === undefined && this.#hasOneWordALine(at, end))) {
      const { set, bad } = readAddressSet(kernel, at, end);
      if (bad === 0) return { addresses: set };
      if (kind === "address") return this.#refuseAddress(path, at, bad, end);
    }
    const lines = kernel.text(at, end).split("\n");
    return kind === undefined ? this.#mixed(lines, values) : this.#numbers(path, lines, values);
  }

  /** Nothing in it can be text with a separator inside: the kernel, which takes several addresses a line, may read it. */
  #hasOneWordALine(from: number, to: number): boolean {
    return [...",; \t"].every((sign) => this.#kernel.countBytes(from, to, sign.charCodeAt(0)) === 0);
  }

  #refuseAddress(path: string, start: number, bad: number, end: number): never {
    const line = (this.#kernel.countBytes(start, bad, 10) >>> 0) + 1;
    const [word = ""] = /^[^\s,;#]*/.exec(this.#kernel.text(bad, Math.min(end, bad + 200))) ?? [];
    const advice = "write 10.0.0.1, 10.0.0.0/8 or 10.0.0.1-10.0.0.9";
    return this.#source.refuse(`${path}:${line}`, { problem: `"${word}" is not an address, prefix or range`, advice });
  }

  #numbers(path: string, lines: readonly string[], values: LiteralList): ListSets {
    const ranges: Range[] = [];
    for (const [index, line] of lines.entries()) {
      for (const word of wordsOf(line)) {
        const range = readEntry(word, values);
        if (range === undefined) this.#source.refuse(`${path}:${index + 1}`, misfit(`"${word}"`, word, values));
        else ranges.push(range);
      }
    }
    return ranges.length === 0 ? {} : { ranges: placeRanges(this.#kernel, ranges) };
  }

  /** Next to an unknown key a line is what it looks like. */
  #mixed(lines: readonly string[], values: LiteralList): ListSets {
    const kernel = this.#kernel;
    const ranges: Range[] = [];
    const addresses: AddressRange[] = [];
    const texts: string[] = [];
    for (const line of lines) {
      const value = line.replace(/(^|\s)#.*/, "").trim();
      const entry = value === "" ? undefined : (parseAddresses(value) ?? readEntry(value, values));
      if (entry === undefined) texts.push(line);
      else if (isRange(entry)) ranges.push(entry);
      else addresses.push(entry);
    }
    const { at, length } = kernel.place(texts.join("\n"));
    return {
      texts: placeTextSet(kernel, at, at + length),
      addresses: placeAddressSet(kernel, addresses),
      ...(ranges.length === 0 ? {} : { ranges: placeRanges(kernel, ranges) }),
    };
  }
}

/** A byte order mark at the start is not part of the list. */
function withoutMark(bytes: Uint8Array): Uint8Array {
  return bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? bytes.subarray(3) : bytes;
}

function isRange(entry: Range | AddressRange): entry is Range {
  return typeof entry.low === "string";
}

function wordsOf(line: string): readonly string[] {
  return line
    .replace(/#.*/, "")
    .split(/[\s,;]+/)
    .filter((word) => word !== "");
}
