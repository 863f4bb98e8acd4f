// JavaScript's regular expressions in the syntax of RE2, which matches in linear time. Every sign is written out by its
// code and every class by its ranges, so that nothing depends on what the two syntaxes make of the same letters. The
// source is one that JavaScript accepts. What RE2 cannot do (look-ahead, back-references) gives undefined.

/** What JavaScript calls white space; RE2's \s is ASCII only. */
const SPACES = String.raw`\t-\r \x{a0}\x{1680}\x{2000}-\x{200a}\x{2028}\x{2029}\x{202f}\x{205f}\x{3000}\x{feff}`;
/** All others. */
const NO_SPACES = [
  String.raw`\x{0}-\x{8}\x{e}-\x{1f}!-\x{9f}\x{a1}-\x{167f}\x{1681}-\x{1fff}\x{200b}-\x{2027}`,
  String.raw`\x{202a}-\x{202e}\x{2030}-\x{205e}\x{2060}-\x{2fff}\x{3001}-\x{fefe}\x{ff00}-\x{10ffff}`,
].join("");
const LINE_ENDS = String.raw`\n\r\x{2028}\x{2029}`;

const CONTROLS: Readonly<Record<string, number>> = { t: 9, n: 10, v: 11, f: 12, r: 13 };
const CLASSES: Readonly<Record<string, string>> = {
  d: String.raw`\d`,
  D: String.raw`\D`,
  w: String.raw`\w`,
  W: String.raw`\W`,
  s: SPACES,
  S: NO_SPACES,
};

/** The source in RE2's syntax, without flags: `i` is for the caller to give, the others are written out. */
export function translate(source: string, flags: string): string | undefined {
  const reader = new Translator(source, flags);
  try {
    return reader.pattern();
  } catch (error) {
    if (error instanceof Unsupported) return undefined;
    throw error;
  }
}

/** Only thrown in this file, out of the depth of a pattern. */
class Unsupported extends Error {}

class Translator {
  readonly #source: string;
  readonly #isUnicode: boolean;
  readonly #isMultiline: boolean;
  readonly #any: string;
  #at = 0;

  constructor(source: string, flags: string) {
    this.#source = source;
    this.#isUnicode = flags.includes("u");
    this.#isMultiline = flags.includes("m");
    this.#any = flags.includes("s") ? "(?s:.)" : `[^${LINE_ENDS}]`;
  }

  pattern(): string {
    let result = "";
    while (this.#at < this.#source.length) result += this.#next();
    return result;
  }

  #next(): string {
    const quantifier = this.#take(/(?:[*+?]|\{\d+(?:,\d*)?\})\??/y);
    if (quantifier !== undefined) return quantifier;
    const group = this.#take(/\((?:\?(?:<[=!]|:|<[^>]*>)?)?/y);
    if (group !== undefined) return this.#group(group);
    const sign = this.#sign();
    switch (sign) {
      case "\\":
        return this.#escape();
      case "[":
        return this.#class();
      case ".":
        return this.#any;
      case "^":
        return this.#isMultiline ? "(?m:^)" : String.raw`\A`;
      case "$":
        return this.#isMultiline ? "(?m:$)" : String.raw`\z`;
      case "|":
      case ")":
        return sign;
      default:
        return literal(sign);
    }
  }

  #group(opening: string): string {
    // A question mark alone: a look-ahead, or flags for a part.
    if (opening === "(?") throw new Unsupported();
    return /^\(\?<[^=!]/.test(opening) ? `(?P${opening.slice(2)}` : opening;
  }

  #escape(): string {
    if (this.#take(/b/y) !== undefined) return String.raw`\b`;
    if (this.#take(/B/y) !== undefined) return String.raw`\B`;
    if (this.#take(/[1-9k]/y) !== undefined) throw new Unsupported();
    const inside = this.#escaped();
    return typeof inside === "string" ? `[${inside}]` : literal(String.fromCodePoint(inside));
  }

  #class(): string {
    const isNegated = this.#take(/\^/y) !== undefined;
    let inside = "";
    while (this.#take(/\]/y) === undefined) {
      const low = this.#member();
      const isRange = typeof low === "number" && this.#peek(/-(?!\])/y);
      inside += typeof low === "string" ? low : isRange ? this.#range(low) : code(low);
    }
    // RE2 has no empty class.
    if (inside === "") return isNegated ? "(?s:.)" : String.raw`[^\x{0}-\x{10ffff}]`;
    return `[${isNegated ? "^" : ""}${inside}]`;
  }

  #range(low: number): string {
    this.#at++;
    const high = this.#member();
    // [a-\d]: the dash is one of the signs.
    return typeof high === "string" ? code(low) + code(45) + high : `${code(low)}-${code(high)}`;
  }

  /** A sign of a class by its code, or several. */
  #member(): number | string {
    const sign = this.#sign();
    if (sign !== "\\") return sign.codePointAt(0) ?? 0;
    if (this.#take(/b/y) !== undefined) return 8;
    if (this.#peek(/[1-9kBc]/y)) throw new Unsupported();
    return this.#escaped();
  }

  /** What comes after a backslash, in a class or out of it. */
  #escaped(): number | string {
    const property = this.#isUnicode ? this.#take(/[pP]\{[^}]*\}/y) : undefined;
    if (property !== undefined) return `\\${property}`;
    const byCode = this.#take(/x[\da-f]{2}|u[\da-f]{4}(?:\\u[\da-f]{4})?/iy);
    if (byCode !== undefined) return this.#byCode(byCode);
    const wide = this.#isUnicode ? this.#take(/u\{[\da-f]+\}/iy) : undefined;
    if (wide !== undefined) return Number.parseInt(wide.slice(2), 16);
    const control = this.#take(/c[a-z]/iy);
    if (control !== undefined) return control.charCodeAt(1) % 32;
    if (this.#peek(/0\d|c/y)) throw new Unsupported();
    const sign = this.#sign();
    if (sign === "0") return 0;
    return CLASSES[sign] ?? CONTROLS[sign] ?? sign.codePointAt(0) ?? 0;
  }

  /** `\x41`, `\u0041`, or two of these that are one character. */
  #byCode(written: string): number {
    const [first = 0, second = 0] = (written.match(/[\da-f]{2,4}/gi) ?? []).map((digits) =>
      Number.parseInt(digits, 16),
    );
    const isPair = first >> 10 === 0x36 && second >> 10 === 0x37;
    if (isPair) return 0x10000 + ((first & 0x3ff) << 10) + (second & 0x3ff);
    if (written.length > 5) this.#at -= 6;
    // Half a character: no text that is read as UTF-8 has one.
    if (first >> 11 === 0x1b) throw new Unsupported();
    return first;
  }

  #sign(): string {
    const sign = String.fromCodePoint(this.#source.codePointAt(this.#at) ?? 0);
    this.#at += sign.length;
    return sign;
  }

  /** What matches here; the place is then after it. */
  #take(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.#source)?.[0];
    this.#at += found?.length ?? 0;
    return found;
  }

  #peek(pattern: RegExp): boolean {
    pattern.lastIndex = this.#at;
    return pattern.test(this.#source);
  }
}

function literal(sign: string): string {
  return /^\w$/.test(sign) ? sign : code(sign.codePointAt(0) ?? 0);
}

function code(sign: number): string {
  return `\\x{${sign.toString(16)}}`;
}
