// Rewrites arguments so that nothing in them is ambiguous: every option by its long name with its value attached, operands
// apart. The parser of yargs would have to guess whether a word is a value and whether an option exists; the definition says so.

import type { Option, Options } from "./define.ts";
import { UsageError } from "@flowlogs/base/errors";
import { nearestName } from "@flowlogs/base/nearest";

/** Arguments in which nothing is ambiguous. */
interface NormalisedArguments {
  /** `--name` or `--name=value`. */
  readonly options: readonly string[];
  readonly operands: readonly string[];
}

/** Normalises the arguments of a command that has these options. Throws UsageError. */
export function normaliseArguments(command: string, words: readonly string[], options: Options): NormalisedArguments {
  const result = { options: [] as string[], operands: [] as string[] };
  const rest = [...words];
  for (let word = rest.shift(); word !== undefined; word = rest.shift()) {
    if (word === "--") result.operands.push(...rest.splice(0));
    else if (word === "-" || !word.startsWith("-")) result.operands.push(word);
    else if (word.startsWith("--")) result.options.push(normaliseLong(command, word, rest, options));
    else result.options.push(...normaliseShort(command, word, rest, options));
  }
  return result;
}

function normaliseLong(command: string, word: string, rest: string[], options: Options): string {
  const equals = word.indexOf("=");
  const name = equals === -1 ? word.slice(2) : word.slice(2, equals);
  const option = Object.hasOwn(options, name) ? options[name] : undefined;
  if (option === undefined && equals === -1 && isOff(name, options)) return word;
  if (option === undefined) throw unknownOption(command, word, name, options);
  const attached = equals === -1 ? undefined : word.slice(equals + 1);
  return withValue(`--${name}`, name, option, attached, rest);
}

/** `-qn10` is `-q -n 10`: letters are switches until one takes a value, which is the rest of the word or the next word. */
function normaliseShort(command: string, word: string, rest: string[], options: Options): string[] {
  const normalised: string[] = [];
  for (let at = 1; at < word.length; at++) {
    const letter = word.charAt(at);
    const found = Object.entries(options).find(([, option]) => option.short === letter);
    if (found === undefined) {
      throw unknownOption(command, word, "", options, at === 1 ? word : `-${letter} in ${word}`);
    }
    const [name, option] = found;
    const tail = word.slice(at + 1);
    const needsValue = option.kind !== "switch" && option.bare === undefined;
    const takesTail = tail.startsWith("=") || (needsValue && tail !== "");
    const attached = takesTail ? tail.replace(/^=/, "") : undefined;
    normalised.push(withValue(`-${letter}`, name, option, attached, rest));
    if (takesTail) break;
  }
  return normalised;
}

/** `--no-human`: not what configuration says. */
function isOff(name: string, options: Options): boolean {
  const positive = name.startsWith("no-") ? name.slice("no-".length) : "";
  const option = Object.hasOwn(options, positive) ? options[positive] : undefined;
  return option?.kind === "switch" && option.config !== undefined;
}

function withValue(
  written: string,
  name: string,
  option: Option,
  attached: string | undefined,
  rest: string[],
): string {
  if (option.kind === "switch") {
    if (attached === undefined) return `--${name}`;
    throw new UsageError(
      { code: "unexpected-value", problem: "takes no value", advice: `write ${written} alone` },
      written,
    );
  }
  const value = attached ?? option.bare ?? rest.shift();
  if (value !== undefined) return `--${name}=${value}`;
  const advice = `write ${written} ${option.kind.placeholder}`;
  throw new UsageError({ code: "missing-value", problem: "needs a value", advice }, written);
}

function unknownOption(command: string, word: string, name: string, options: Options, written = word): UsageError {
  const near = nearestName(name, Object.keys(options));
  const code = "unknown-option";
  if (near !== undefined)
    return new UsageError({ code, problem: `unknown option --${name}`, advice: `did you mean --${near}?` });
  // "-1 < bytes" or "-5" were probably meant as operands.
  const isOption = /^--?[a-z][\w-]*(=.*)?$/i.test(word);
  const advice = isOption ? `${command} --help lists the options` : "put -- before it if it is not an option";
  return new UsageError({ code, problem: `unknown option ${written}`, advice });
}
