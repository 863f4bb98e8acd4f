// The parts that `parse` cuts out of a text: a pattern with stars, or a regular expression with named groups.
import { checkRegex } from "@flowlogs/core/stages";
import type { QueryCommand } from "./syntax.ts";
import { quoted } from "../texts.ts";
import { atom, type QueryValue, type World } from "./value.ts";

type ParseCommand = Extract<QueryCommand, { kind: "parse" }>;

/** The parts by their names. Records that do not match have none. Throws QueryRefusal. */
export function extract(command: ParseCommand, source: QueryValue, world: World): ReadonlyMap<string, QueryValue> {
  const { pattern } = command;
  const { flags, body, names } = pattern.kind === "text" ? fromStars(command, world) : fromGroups(command, world);
  const wrong = checkRegex(body, flags);
  if (typeof wrong === "string") world.refuse(pattern, wrong);
  const written = quoted((flags === "" ? "" : `(?${flags})`) + body);
  const parts = names.flatMap(([name, group]): [string, QueryValue][] => {
    const text = `regexExtract(${source.text}, ${written}${group === 1 ? "" : `, ${group}`})`;
    return name === undefined ? [] : [[name, atom(text, "extracted", [text])]];
  });
  return new Map(parts);
}

interface Extraction {
  readonly flags: string;
  readonly body: string;
  /** The names of groups by their numbers. */
  readonly names: readonly (readonly [name: string | undefined, group: number])[];
}

/** A star takes as little as it can, the last one at the end of the pattern all that is left. */
function fromStars({ pattern, names }: ParseCommand, world: World): Extraction {
  const parts = pattern.text.split("*");
  const stars = parts.length - 1;
  if (stars === 0) world.refuse(pattern, "the pattern has no star", 'write "from * to *" as a, b');
  if (stars !== names.length) {
    world.refuse(pattern, `the pattern has ${counted(stars, "star")} for ${counted(names.length, "name")}`);
  }
  const plain = parts.map((part) => part.replace(/[\\^$.*+?()[\]{}|/]/g, String.raw`\$&`));
  const body = plain.reduce(
    (text, part, i) => `${text}${i === stars && part === "" ? "([\\s\\S]*)" : "([\\s\\S]*?)"}${part}`,
  );
  return { flags: "", body, names: names.map((name, i) => [name, i + 1]) };
}

function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? "" : "s"}`;
}

/** The groups become numbered ones. */
function fromGroups({ pattern }: ParseCommand, world: World): Extraction {
  const [inline = "", flags = ""] = /^\(\?([ims]+)\)/.exec(pattern.text) ?? [];
  const names: [string | undefined, number][] = [];
  const body = pattern.text
    .slice(inline.length)
    .replace(/\\[^]|\[(?:[^\]\\]|\\[^])*\]|\((?:\?P?<([A-Za-z]\w*)>|(?!\?))/g, (sign, name: string | undefined) => {
      if (!sign.startsWith("(")) return sign;
      names.push([name, names.length + 1]);
      return "(";
    });
  if (names.every(([name]) => name === undefined)) {
    world.refuse(pattern, "the regular expression names no part", "write one like /port (?<port>\\d+)/");
  }
  return { flags, body, names };
}
