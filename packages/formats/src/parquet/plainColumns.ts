// The columns of a Parquet file, where every other reader makes the same of them as we do: flat texts and whole numbers.
import { canonicalName, findField } from "@flowlogs/core";
import type { SchemaElement } from "hyparquet";
import { isFlatColumn } from "hyparquet/src/schema.js";
import { DamagedData } from "../compression/errors.ts";
import { plainType } from "./plainType.ts";
import { within } from "./errors.ts";
import { chunksOf, readFooter, type ThriftField, unreadableReason } from "./footer.ts";
import type { RandomAccess } from "./randomAccess.ts";

interface PlainParquet {
  readonly rows: number;
  readonly columns: readonly PlainParquetColumn[];
}

interface PlainParquetColumn {
  readonly name: string;
  /** As the file has it. */
  readonly original: string;
  readonly type: "BIGINT" | "VARCHAR";
}

/** A time from here on is in milliseconds. */
const FIRST_MILLISECONDS = 1e11;

/** The columns, or why others may read them differently. */
export async function plainParquet(file: RandomAccess): Promise<PlainParquet | string> {
  try {
    const footer = await within("its footer", () => readFooter(file));
    const columns: PlainParquetColumn[] = [];
    for (const field of footer.fields) {
      const column = columnOf(field, footer);
      if (typeof column === "string") return `the column ${field.name} ${column}`;
      columns.push(column);
    }
    if (new Set(columns.map(({ name }) => name.toLowerCase())).size < columns.length) {
      return "two columns have the same name";
    }
    return { rows: Number(footer.metadata.num_rows), columns };
  } catch (error) {
    if (error instanceof DamagedData) return error.message;
    throw error;
  }
}

function columnOf(
  field: ThriftField,
  { metadata }: Awaited<ReturnType<typeof readFooter>>,
): PlainParquetColumn | string {
  const { tree, root, name: original } = field;
  const chunks = metadata.row_groups.flatMap((group) => chunksOf(group, field));
  const obstacle = unreadableReason(field, chunks);
  if (obstacle !== undefined) return obstacle.what;
  const type = isFlatColumn([root, tree]) ? plainType(tree.element) : undefined;
  if (type === undefined || (type === "bytes" && !isMarked(tree.element))) return "has values of another type";
  const kind = findField(original)?.kind;
  const name = kind === undefined ? original : canonicalName(original);
  const bounds = chunks.map(({ meta_data: data }) => data?.statistics?.max_value ?? data?.statistics?.max);
  if (kind === undefined && !bounds.some((it) => it !== undefined)) return "may have no value";
  if (kind === "time") {
    if (!bounds.every(isBelow)) return "may have milliseconds";
  }
  const isNumber = kind === "integer" || kind === "time";
  if (isNumber && type === "bytes") return "has texts for numbers";
  return { name, original, type: isNumber || (kind === undefined && type !== "bytes") ? "BIGINT" : "VARCHAR" };
}

/** Bytes that are not said to be a text are not one to all readers. */
function isMarked({ converted_type: converted, logical_type: logical }: SchemaElement): boolean {
  return converted === "UTF8" || logical?.type === "STRING";
}

function isBelow(bound: unknown): boolean {
  return (typeof bound === "bigint" || typeof bound === "number") && bound < FIRST_MILLISECONDS;
}
