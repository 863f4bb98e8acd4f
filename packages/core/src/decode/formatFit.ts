// Whether lines without a header have the formats that the user names. One that fits no line is an error: which one it
// should be, only the user knows.
import { defaultFormat } from "../field.ts";
import type { BadLine } from "@flowlogs/base/contracts";

/** What became of lines without a header. */
export interface Fit {
  /** Some had a format that was named. */
  readonly isMet: boolean;
  /** How many columns those had that did not fit, each number once; 0 where only values did not. */
  readonly widths: readonly number[];
}

/** Numbers of columns that are remembered. */
const WIDTH_LIMIT = 16;

export class FormatFit {
  readonly #given: readonly (readonly string[])[];
  readonly #widths = new Set<number>();
  isMet = false;

  /** `given`: the formats that the user named. */
  constructor(given: readonly (readonly string[])[]) {
    this.#given = given;
  }

  /** Undefined where the user names none. */
  get fit(): Fit | undefined {
    return this.#given.length === 0 ? undefined : { isMet: this.isMet, widths: [...this.#widths] };
  }

  /** A line without a header that does not fit any format. Returns the message about it. */
  miss(line: BadLine): BadLine {
    const { columns = 0 } = line;
    if (this.#given.length === 0) return line;
    if (this.#widths.size < WIDTH_LIMIT) this.#widths.add(columns);
    if (columns === 0) return line;
    const widths = [...new Set(this.#given.map(({ length }) => length))];
    const isDefault = columns === defaultFormat.length && !widths.includes(columns);
    const hint = isDefault ? "; --format default reads lines of the default format" : "";
    return { ...line, detail: `--format has ${widths.join(" or ")} columns, found ${columns}${hint}` };
  }
}
