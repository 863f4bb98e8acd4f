// Reads a column of lists or structures: hyparquet decodes a row group at once, and its values become JSON here.
import type { Ready } from "@flowlogs/core/stages";
import { type FileMetaData, parquetReadObjects, type SchemaElement, type SchemaTree } from "hyparquet";
import { isListLike, isMapLike } from "hyparquet/src/schema.js";
import type { RandomAccess } from "./randomAccess.ts";
import { pageCompressors } from "./codecs.ts";
import { decimalText, scaleOf } from "./decimal.ts";
import { jsonOf, parsers, rawElement } from "./values.ts";

/** The rows of a row group, by their indexes in the file. */
interface NestedRows {
  readonly firstRow: number;
  readonly rows: number;
}

/** The values of a column in these rows, as JSON. */
export async function readNested(
  file: RandomAccess,
  metadata: FileMetaData,
  tree: SchemaTree,
  { firstRow, rows }: NestedRows,
): Promise<readonly Ready[]> {
  const { name } = tree.element;
  const objects = await parquetReadObjects({
    file,
    metadata: { ...metadata, schema: metadata.schema.map(rawNested) },
    compressors: pageCompressors,
    parsers,
    geoparquet: false,
    utf8: false,
    columns: [name],
    rowStart: firstRow,
    rowEnd: firstRow + rows,
  });
  return objects.map(({ [name]: value }) => (value == null ? undefined : { json: json(tree, value) }));
}

/** Bytes are texts, as outside of lists, except those of decimals. */
function rawNested(element: SchemaElement): SchemaElement {
  const raw = rawElement(element);
  const isBytes = raw.type === "BYTE_ARRAY" && raw.converted_type === undefined && raw.logical_type === undefined;
  return isBytes && scaleOf(element) === undefined ? { ...raw, converted_type: "UTF8" } : raw;
}

/** The JSON of a value, by its part of the schema. */
function json(tree: SchemaTree, value: unknown): string {
  if (Array.isArray(value)) return `[${value.map((item: unknown) => json(itemOf(tree), item)).join(",")}]`;
  if (tree.children.length === 0 || typeof value !== "object" || value === null) return jsonOf(tree.element, value);
  const [keys, values] = (isMapLike(tree) && tree.children[0]?.children) || [];
  const members = Object.entries(value).map(([key, member]) => {
    const child = values ?? tree.children.find(({ element }) => element.name === key);
    const name = keys === undefined ? key : keyOf(keys.element, key);
    return `${JSON.stringify(name)}:${child === undefined ? jsonOf(NONE, member) : json(child, member)}`;
  });
  return `{${members.join(",")}}`;
}

/** The element of values without a schema, which hyparquet makes of a variant. */
const NONE: SchemaElement = { name: "" };

/** A key of a map, which hyparquet returns as a text: for a decimal, the unscaled number or its bytes. */
function keyOf(element: SchemaElement, key: string): string {
  const scale = scaleOf(element);
  if (scale === undefined) return key;
  const isNumber = element.type === "INT32" || element.type === "INT64";
  return decimalText(isNumber ? BigInt(key) : Uint8Array.from(key.split(","), Number), scale);
}

/** The schema of a list's items: writers may put a level with one child in between. */
function itemOf(tree: SchemaTree): SchemaTree {
  const [item] = tree.children;
  if (!isListLike(tree) || item === undefined) return tree;
  const [inner] = item.children;
  return inner ?? item;
}
