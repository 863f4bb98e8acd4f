// The grammar of statements: SELECT, GROUP BY, FILTER, ORDER BY, LIMIT and POINT SIZE, in this order, each of which may be left
// out.
import { Reader } from "../reader.ts";
import {
  parseAnswerName,
  parseColumn,
  parseFilter,
  parseLimit,
  parseList,
  parseName,
  parsePointSize,
} from "./parts.ts";
import type { CisternQuery } from "./syntax.ts";
import { type QueryPart, tokensOf } from "./tokens.ts";

/** A keyword with the word that follows it. */
const clauses = [["select"], ["group", "by"], ["filter"], ["order", "by"], ["limit"], ["point", "size"]] as const;

const order = "the order is SELECT, GROUP BY, FILTER, ORDER BY, LIMIT, POINT SIZE";

/** Throws QueryRefusal. */
export function parseStatement(query: string, part: QueryPart): CisternQuery {
  const reader = new Reader(query, tokensOf(query, part));
  if (!clauses.some(([word]) => reader.is(word)))
    reader.missing("SELECT, GROUP BY, FILTER, ORDER BY, LIMIT or POINT SIZE");
  const list = <Item>(parse: (reader: Reader) => Item): readonly Item[] => parseList(reader, parse, () => false);
  const statement: CisternQuery = {
    columns: begins(reader, "select") ? list(parseColumn) : [],
    groupBy: begins(reader, "group", "by") ? list((it) => parseName(it, "a field")) : [],
    filters: begins(reader, "filter") ? parseFilters(reader) : [],
    orderBy: begins(reader, "order", "by") ? list(parseAnswerName) : [],
    descending: reader.accept("desc", "asc")?.text.toLowerCase() === "desc",
    limit: begins(reader, "limit") ? parseLimit(reader) : undefined,
    pointSize: begins(reader, "point", "size") ? parsePointSize(reader) : undefined,
  };
  if (reader.next.kind === "end") return statement;
  if (!clauses.some(([word]) => reader.is(word))) reader.missing("the next part of the query, or its end");
  return reader.refuse(reader.next, `${reader.next.text} cannot stand here`, order);
}

/** Takes the words that begin a clause. */
function begins(reader: Reader, first: string, second?: string): boolean {
  if (reader.accept(first) === undefined) return false;
  if (second !== undefined) reader.expect(second, second.toUpperCase());
  return true;
}

/** A field may be called like a keyword: what follows it tells. */
function parseFilters(reader: Reader): CisternQuery["filters"] {
  const isClause = (): boolean =>
    (reader.is("order") && reader.isFollowing("by")) ||
    (reader.is("point") && reader.isFollowing("size")) ||
    (reader.is("limit") && reader.following.kind === "number");
  return parseList(reader, parseFilter, () => reader.is("(") || (reader.next.kind === "word" && !isClause()));
}
