// The sum of numbers of any size, with every digit: doubles as long as they are exact, whole numbers of any length after.

/** The longest text whose number a double holds exactly, if it is a whole one. */
export const EXACT_LENGTH = 15;

export class ExactSum {
  /** Whole, and within 2^53. */
  #small = 0;
  /** What is beyond, in units of 10^-decimals. */
  #large = 0n;
  #decimals = 0;
  /** What is written with an exponent: only an approximation. */
  #approximate = 0;
  isRounded = false;

  /** `number`: whole and within 2^53. */
  addWhole(number: number): void {
    const sum = this.#small + number;
    if (Number.isSafeInteger(sum)) {
      this.#small = sum;
      return;
    }
    this.#large += (BigInt(this.#small) + BigInt(number)) * 10n ** BigInt(this.#decimals);
    this.#small = 0;
  }

  /** `text`: a number of JSON. */
  addText(text: string): void {
    const [, sign = "", whole = "", fraction = ""] = /^(-?)(\d+)(?:\.(\d+))?$/.exec(text) ?? [];
    if (whole === "") {
      const number = Number(text);
      if (Number.isSafeInteger(number)) this.addWhole(number);
      else {
        this.#approximate += number;
        this.isRounded = true;
      }
      return;
    }
    const decimals = Math.max(this.#decimals, fraction.length);
    this.#large *= 10n ** BigInt(decimals - this.#decimals);
    this.#decimals = decimals;
    const units = BigInt(whole + fraction.padEnd(decimals, "0"));
    this.#large += sign === "" ? units : -units;
  }

  /** The sum as JSON writes it. */
  toString(): string {
    const units = this.#large + BigInt(this.#small) * 10n ** BigInt(this.#decimals);
    const digits = String(units < 0n ? -units : units).padStart(this.#decimals + 1, "0");
    const whole = digits.slice(0, digits.length - this.#decimals);
    const fraction = digits.slice(whole.length).replace(/0+$/, "");
    const text = `${units < 0n ? "-" : ""}${whole}${fraction === "" ? "" : `.${fraction}`}`;
    return this.isRounded ? String(Number(text) + this.#approximate) : text;
  }
}
