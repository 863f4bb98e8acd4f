// What a query is, by DuckDB's own parser: whether it only reads, and which sources it names as read('SOURCE').
import type { DuckDBConnection } from "@duckdb/node-api";
import { type Problem, problemAt } from "@flowlogs/base/problem";
import { placeOf } from "./errors.ts";
import { type BoundQuery, withoutValue } from "./parameters.ts";

interface Serialized {
  readonly error: boolean;
  readonly error_message?: string;
  readonly position?: string;
  readonly statements?: SyntaxTree[];
}

type SyntaxTree = string | number | boolean | null | SyntaxTree[] | SyntaxNode;

interface SyntaxNode {
  readonly [key: string]: SyntaxTree;
}

/** The sources of read('SOURCE') in a query, or what is wrong with it. */
export async function sourcesIn(
  query: string,
  { text, values }: BoundQuery,
  connection: DuckDBConnection,
): Promise<readonly string[] | Problem> {
  const reader = await connection.runAndReadAll(`SELECT json_serialize_sql(${quoted(text)}::VARCHAR)`);
  const parsed: Serialized = JSON.parse(String(reader.getRows()[0]?.[0]));
  if (parsed.error) return refusal(query, parsed);
  const count = parsed.statements?.length ?? 0;
  if (count !== 1) return problemAt(query, 0, query.length, `expected one SELECT, not ${count} statements`);
  const sources = new Set<string>();
  const isLiteral = gather(parsed.statements ?? [], { sources, values });
  if (isLiteral) return [...sources];
  const from = Math.max(query.search(/\bread\s*\(/i), 0);
  return problemAt(query, from, from + 4, "read takes one source in single quotes", "write read('SOURCE')");
}

/** Text as a literal of SQL. */
export function quoted(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

function refusal(query: string, { error_message: text = "", position }: Serialized): Problem {
  if (text.startsWith("Only SELECT")) {
    return problemAt(query, 0, query.trimEnd().length, "only SELECT is allowed: a query reads, and changes nothing");
  }
  const { from, to } = placeOf(query, Number(position ?? 0));
  return withoutValue(query, from) ?? problemAt(query, from, to, text);
}

interface Gathered {
  readonly sources: Set<string>;
  readonly values: BoundQuery["values"];
}

/** Adds the sources in a syntax tree; false: one is neither a literal nor a parameter. */
function gather(node: SyntaxTree, to: Gathered): boolean {
  if (!isNode(node)) return Array.isArray(node) ? node.every((it) => gather(it, to)) : true;
  const { type, function: call } = node;
  if (type === "TABLE_FUNCTION" && isNode(call) && call["function_name"] === "read") {
    const [source, ...others] = Array.isArray(call["children"]) ? call["children"] : [];
    const text = isNode(source) ? textOf(source, to.values) : undefined;
    if (typeof text !== "string" || others.length > 0) return false;
    to.sources.add(text);
  }
  return Object.values(node).every((it) => gather(it, to));
}

function textOf({ value, identifier }: SyntaxNode, values: BoundQuery["values"]): SyntaxTree | undefined {
  return isNode(value) ? value["value"] : values.get(String(identifier).toLowerCase());
}

function isNode(tree: SyntaxTree | undefined): tree is SyntaxNode {
  return typeof tree === "object" && tree !== null && !Array.isArray(tree);
}
