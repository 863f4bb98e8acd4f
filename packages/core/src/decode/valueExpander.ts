// Makes plain values of those in Parquet's denser encodings.
import type { Kernel } from "@flowlogs/kernel/kernel";
import { DamagedPage, type PageEncoding, PageRegion, type PageSection, type ValueType } from "./columnPage.ts";

interface Expanded {
  readonly type: ValueType;
  readonly values: PageSection;
}

/** No type has wider numbers. */
const WIDEST = 8;

export class ValueExpander {
  readonly #kernel: Kernel;
  readonly #numbers: PageRegion;
  readonly #shared: PageRegion;
  readonly #values: PageRegion;

  constructor(kernel: Kernel) {
    this.#kernel = kernel;
    this.#numbers = new PageRegion(kernel);
    this.#shared = new PageRegion(kernel);
    this.#values = new PageRegion(kernel);
  }

  /** The values in another place, which they have until the next call. Throws DamagedPage. */
  expand(encoding: PageEncoding, type: ValueType, count: number, values: PageSection): Expanded {
    if (type === "bytes") return { type, values: this.#texts(encoding === "DELTA_BYTE_ARRAY", count, values) };
    if (encoding === "BYTE_STREAM_SPLIT")
      return { type, values: this.#joined(type === "int32" ? 4 : WIDEST, count, values) };
    this.#unpack(type === "int32", count, values, this.#numbers);
    return { type: "int64", values: { from: this.#numbers.at, to: this.#numbers.at + count * WIDEST } };
  }

  #texts(isShared: boolean, count: number, { from, to }: PageSection): PageSection {
    const begin = isShared ? this.#unpack(true, count, { from, to }, this.#shared) : from;
    const at = this.#unpack(true, count, { from: begin, to }, this.#numbers);
    const shared = isShared ? this.#shared.at : 0;
    const size = this.#kernel.plainSize(shared, this.#numbers.at, count);
    if (size < 0) throw new DamagedPage("a page has texts of an invalid length");
    const out = this.#values.ask(size);
    if (!this.#kernel.joinTexts(shared, this.#numbers.at, count, at, to, out)) throw tooShort();
    return { from: out, to: out + size };
  }

  /** Where the numbers end. */
  #unpack(isNarrow: boolean, count: number, { from, to }: PageSection, into: PageRegion): number {
    const end = this.#kernel.unpackDeltas(from, to, count, isNarrow, into.ask(count * WIDEST));
    if (end === 0) throw tooShort();
    return end;
  }

  #joined(width: number, count: number, { from, to }: PageSection): PageSection {
    if (count * width > to - from) throw tooShort();
    const out = this.#values.ask(count * width);
    this.#kernel.joinBytes(from, count, width, out);
    return { from: out, to: out + count * width };
  }
}

function tooShort(): DamagedPage {
  return new DamagedPage("a page is shorter than its header says");
}
