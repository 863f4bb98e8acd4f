// The user's regular expressions on the sender's texts: in linear time by RE2, so that no text can make a pattern hang.
// What only JavaScript's own engine has (look-ahead, back-references) is run by that, for as long as it is quick.
import type { Problem } from "@flowlogs/base/problem";
import { openLinear, openTimed, type Timed } from "./engines.ts";
import { translate } from "./translate.ts";

export interface Regex {
  test(text: string): boolean;
  /** The text with every match replaced; `$1` and the like mean what they mean in JavaScript. */
  replaceAll(text: string, by: string): string;
}

/** Called when a pattern cannot run well, or not at all. */
export interface PatternUser {
  readonly note: (text: string) => void;
  /** Ends the run: something that the user wrote is wrong. `where` is a file and a line, or what was written. */
  readonly refuse: (where: string, problem: Problem) => never;
}

/** Milliseconds that a text may take, and those that are no cause for concern. */
const TEXT_LIMIT = 1000;
const QUICK = 2;
/** Milliseconds that all texts together may take beyond those. */
const TOTAL_LIMIT = 5000;

/** The pattern by JavaScript's rules, or what is wrong with it. The language can only answer by throwing. */
export function checkRegex(source: string, flags: string): RegExp | string {
  try {
    return new RegExp(source, flags);
  } catch (error) {
    const reason = error instanceof Error ? error.message.replace(/^.*: /s, "") : String(error);
    return `the regular expression is not valid: ${reason}`;
  }
}

/** A pattern without fault, ready to run. */
export function openRegex(source: string, flags: string, user: PatternUser): Regex {
  const translated = translate(source, flags);
  const linear = translated === undefined ? undefined : openLinear(translated, flags.includes("i"));
  if (linear === undefined) return new TimedRegex(source, flags, user);
  return {
    test: (text) => linear.test(text),
    replaceAll: (text, by) => linear.matcher(text).replaceAll(by),
  };
}

const ADVICE = "without look-ahead and back-references its time is linear";

class TimedRegex implements Regex {
  readonly #written: string;
  readonly #regex: RegExp;
  readonly #user: PatternUser;
  readonly #tester: Timed;
  readonly #replacer: Timed;
  #slow = 0;

  constructor(source: string, flags: string, user: PatternUser) {
    this.#written = `/${source.slice(0, 100)}${source.length > 100 ? "..." : ""}/`;
    this.#user = user;
    // Characters are whole, as everywhere else, where the pattern allows it.
    const whole = flags.includes("u") || typeof checkRegex(source, `${flags}u`) === "string" ? flags : `${flags}u`;
    this.#regex = new RegExp(source, `${whole}g`);
    this.#tester = openTimed("regex.test(text)");
    this.#replacer = openTimed("text.replace(regex, by)");
    user.note(`the regular expression ${this.#written} may be slow, and the run ends if it is; ${ADVICE}`);
  }

  test(text: string): boolean {
    return this.#run(this.#tester, text, "") === true;
  }

  replaceAll(text: string, by: string): string {
    return String(this.#run(this.#replacer, text, by));
  }

  #run(timed: Timed, text: string, by: string): unknown {
    const start = performance.now();
    this.#regex.lastIndex = 0;
    const answer = timed({ regex: this.#regex, text, by }, TEXT_LIMIT);
    this.#slow += Math.max(0, performance.now() - start - QUICK);
    if (answer !== undefined && this.#slow < TOTAL_LIMIT) return answer;
    return this.#user.refuse(this.#written, {
      problem: `the regular expression takes too long on ${JSON.stringify(text.slice(0, 40))}, ${text.length} characters`,
      advice: "write it without look-ahead and back-references",
    });
  }
}
