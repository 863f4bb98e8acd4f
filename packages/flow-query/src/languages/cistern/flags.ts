// The flags of Cistern's first client: -columns, -group, -filters and so on, with a statement in their place or behind them.
import { nearestName } from "@flowlogs/base/nearest";
import { isProblem } from "@flowlogs/base/problem";
import { commandsOf, type Word } from "../../pipeline/words.ts";
import { Reader } from "../reader.ts";
import { QueryRefusal } from "../refusal.ts";
import { flagNames } from "./flagNames.ts";
import { parseInstant } from "./instant.ts";
import {
  parseAnswerName,
  parseColumn,
  parseFilter,
  parseLimit,
  parseList,
  parseName,
  parsePointSize,
} from "./parts.ts";
import { parseStatement } from "./statement.ts";
import type { CisternQuery } from "./syntax.ts";
import { type QueryPart, tokensOf } from "./tokens.ts";

type FlagValues = Partial<CisternQuery>;

/** Throws QueryRefusal. */
const parsers: Readonly<Record<string, (reader: Reader, part: QueryPart) => FlagValues>> = {
  columns: (reader) => ({ columns: list(reader, parseColumn) }),
  group: (reader) => ({ groupBy: list(reader, (it) => parseName(it, "a field")) }),
  filters: (reader) => ({ filters: list(reader, parseFilter) }),
  "order-by": (reader) => ({ orderBy: list(reader, parseAnswerName) }),
  limit: (reader) => ({ limit: parseLimit(reader) }),
  "point-size": (reader) => ({ pointSize: parsePointSize(reader) }),
};

const nothing: CisternQuery = { columns: [], groupBy: [], filters: [], orderBy: [], descending: false };

/** Where a query says what a flag says too. */
const memberOf = (name: string): string => name.replace(/-(\w)/, (_, first: string) => first.toUpperCase());
const members: ReadonlyMap<string, string> = new Map([
  ...flagNames.map((name) => [name, memberOf(name)] as const),
  ["group", "groupBy"],
]);

/** What the flags from a place on ask for, beside what is asked already: each part is said once. Throws QueryRefusal. */
export function parseFlags(query: string, from = 0, beside: CisternQuery = nothing): CisternQuery {
  const rest = [...wordsOf(query, from)];
  const given = new Set(Object.keys(saidBy(beside)));
  let asked = beside;
  const add = (word: Word, values: FlagValues, said: readonly string[]): void => {
    const twice = said.find((member) => given.has(member));
    const name = [...members].find(([, member]) => member === twice)?.[0];
    if (name !== undefined) throw new QueryRefusal(query, word, `-${name} is given twice`, "leave one of the two out");
    for (const member of said) given.add(member);
    asked = { ...asked, ...values };
  };
  for (let word = rest.shift(); word !== undefined; word = rest.shift()) {
    const [, name, attached] = /^--?([a-z-]+)(?:=([^]*))?$/.exec(word.text) ?? [];
    if (name !== undefined) add(word, parseFlag(query, word, { name, attached }, rest), [members.get(name) ?? name]);
    else if (word.text.startsWith("-")) refuseFlag(query, word);
    else {
      const values = saidBy(parseStatement(query, partOf(query, word)));
      add(word, values, Object.keys(values));
    }
  }
  return asked;
}

/** What a statement says; flags may have said the rest. */
function saidBy(statement: CisternQuery): FlagValues {
  return Object.fromEntries(Object.entries(statement).filter(([, value]) => isGiven(value)));
}

function isGiven(value: unknown): boolean {
  return value !== undefined && value !== false && !(Array.isArray(value) && value.length === 0);
}

function wordsOf(query: string, from: number): readonly Word[] {
  const commands = commandsOf(" ".repeat(from) + query.slice(from));
  if (isProblem(commands))
    throw new QueryRefusal(query, { from: 0, to: query.length, ...commands }, commands.problem, commands.advice);
  const [words = [], second] = commands;
  if (second === undefined) return words;
  throw new QueryRefusal(query, second[0], "| is not part of a query", "put it in quotes, or leave it out");
}

/** A flag as it is written: `-limit 3`, `-limit=3`. */
interface Flag {
  readonly name: string;
  readonly attached: string | undefined;
}

function parseFlag(query: string, word: Word, { name, attached }: Flag, rest: Word[]): FlagValues {
  if (name === "descending") return { descending: attached !== "false" };
  if (!flagNames.includes(name)) refuseFlag(query, word);
  const next = attached === undefined ? rest.shift() : undefined;
  if (attached === undefined && next === undefined) throw new QueryRefusal(query, word, `${word.text} needs a value`);
  const part = next === undefined ? { ...word, text: attached ?? "", at: undefined } : partOf(query, next);
  if (name === "collection") return { collection: part.text };
  if (name === "start" || name === "end") return { [name]: parseInstant(query, part) };
  const reader = new Reader(query, tokensOf(query, part));
  const parts = parsers[name]?.(reader, part) ?? refuseFlag(query, word);
  if (reader.next.kind !== "end") reader.missing("a comma or the end");
  return parts;
}

function refuseFlag(query: string, word: Word): never {
  const name = word.text.replace(/^-+/, "");
  const near = nearestName(name, [...flagNames]);
  if (/^-?-address\b/.test(word.text)) {
    throw new QueryRefusal(query, word, "flow-query asks no server", "name the source behind the query");
  }
  const advice =
    near === undefined ? `the flags are ${flagNames.map((it) => `-${it}`).join(", ")}` : `did you mean "-${near}"?`;
  throw new QueryRefusal(query, word, `"${word.text}" is not a flag`, advice);
}

/** Items of flags may also be separated by blanks, as the first client had it. */
function list<Item>(reader: Reader, parse: (reader: Reader) => Item): readonly Item[] {
  return parseList(reader, parse, () => reader.next.kind === "word" || reader.is("("));
}

/** A word with the places of its characters, if none of them was moved by quotes. */
function partOf(query: string, { text, from, to }: Word): QueryPart {
  const raw = query.slice(from, to);
  const at = raw === text ? from : raw.slice(1, -1) === text ? from + 1 : undefined;
  return { text, from, to, at };
}
