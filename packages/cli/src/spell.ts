// Spells a command line out: every option by its long name with its value attached, operands apart. What a parser of
// strings would have to guess (is this word a value? does that option exist?) is settled here by the definition.

import type { Option, Options } from "./define.ts";
import { UsageError } from "@flowlogs/base/errors";
import { nearestName } from "@flowlogs/base/nearest";

/** A command line in which nothing is ambiguous. */
export interface Spelled {
  /** `--name` or `--name=value`. */
  readonly options: readonly string[];
  readonly operands: readonly string[];
}

/** Spells out the words for a command that has these options. */
export function spell(command: string, words: readonly string[], options: Options): Spelled {
  const result = { options: [] as string[], operands: [] as string[] };
  const rest = [...words];
  for (let word = rest.shift(); word !== undefined; word = rest.shift()) {
    if (word === "--") result.operands.push(...rest.splice(0));
    else if (word === "-" || !word.startsWith("-")) result.operands.push(word);
    else if (word.startsWith("--")) result.options.push(spellLong(command, word, rest, options));
    else result.options.push(...spellShort(command, word, rest, options));
  }
  return result;
}

function spellLong(command: string, word: string, rest: string[], options: Options): string {
  const equals = word.indexOf("=");
  const name = equals === -1 ? word.slice(2) : word.slice(2, equals);
  const option = Object.hasOwn(options, name) ? options[name] : undefined;
  if (option === undefined) throw unknownOption(command, word, name, options);
  const attached = equals === -1 ? undefined : word.slice(equals + 1);
  return withValue(`--${name}`, name, option, attached, rest);
}

/** `-qn10` is `-q -n 10`: letters are switches until one takes a value, the rest of the word or the next word. */
function spellShort(command: string, word: string, rest: string[], options: Options): string[] {
  const spelled: string[] = [];
  for (let at = 1; at < word.length; at++) {
    const letter = word.charAt(at);
    const found = Object.entries(options).find(([, option]) => option.short === letter);
    if (found === undefined) {
      throw unknownOption(command, word, "", options, at === 1 ? word : `-${letter} in ${word}`);
    }
    const [name, option] = found;
    const tail = word.slice(at + 1);
    const takesTail = tail.startsWith("=") || (option.kind !== "switch" && tail !== "");
    const attached = takesTail ? tail.replace(/^=/, "") : undefined;
    spelled.push(withValue(`-${letter}`, name, option, attached, rest));
    if (takesTail) break;
  }
  return spelled;
}

function withValue(shown: string, name: string, option: Option, attached: string | undefined, rest: string[]): string {
  if (option.kind === "switch") {
    if (attached === undefined) return `--${name}`;
    throw new UsageError({ problem: "takes no value", advice: `write ${shown} alone` }, shown);
  }
  const value = attached ?? option.bare ?? rest.shift();
  if (value !== undefined) return `--${name}=${value}`;
  throw new UsageError({ problem: "needs a value", advice: `write ${shown} ${option.kind.placeholder}` }, shown);
}

function unknownOption(command: string, word: string, name: string, options: Options, shown = word): UsageError {
  const near = nearestName(name, Object.keys(options));
  if (near !== undefined)
    return new UsageError({ problem: `unknown option --${name}`, advice: `did you mean --${near}?` });
  // "-1 < bytes" or "-5": somebody meant an operand.
  const isOption = /^--?[a-z][\w-]*(=.*)?$/i.test(word);
  const advice = isOption ? `${command} --help lists the options` : "put -- before it if it is not an option";
  return new UsageError({ problem: `unknown option ${shown}`, advice });
}
