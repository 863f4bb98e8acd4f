// A column of lists or structures: hyparquet works out a row group at once, and here its values become JSON.
import type { Ready } from "@flowlogs/core/stages";
import { type FileMetaData, parquetReadObjects, type SchemaElement, type SchemaTree } from "hyparquet";
import { isListLike, isMapLike } from "hyparquet/src/schema.js";
import type { Access } from "./randomAccess.ts";
import { pageCompressors } from "./codecs.ts";
import { decimalText, scaleOf } from "./decimal.ts";
import { jsonOf, parsers, rawElement } from "./values.ts";

/** Rows of the file, as many as a row group has. */
export interface NestedRows {
  readonly firstRow: number;
  readonly rows: number;
}

/** The values of a column in these rows. */
export async function readNested(
  file: Access,
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

/** Bytes are read as texts, as they are outside of lists, except those of decimals. */
function rawNested(element: SchemaElement): SchemaElement {
  const raw = rawElement(element);
  const isBytes = raw.type === "BYTE_ARRAY" && raw.converted_type === undefined && raw.logical_type === undefined;
  return isBytes && scaleOf(element) === undefined ? { ...raw, converted_type: "UTF8" } : raw;
}

/** A value and the part of the schema that says what it is. */
function json(tree: SchemaTree, value: unknown): string {
  if (Array.isArray(value)) return `[${value.map((item: unknown) => json(itemOf(tree), item)).join(",")}]`;
  if (tree.children.length === 0 || typeof value !== "object" || value === null) return jsonOf(tree.element, value);
  const [keys, values] = (isMapLike(tree) && tree.children[0]?.children) || [];
  const members = Object.entries(value).map(([key, member]) => {
    const own = values ?? tree.children.find(({ element }) => element.name === key);
    const name = keys === undefined ? key : keyOf(keys.element, key);
    return `${JSON.stringify(name)}:${own === undefined ? jsonOf(NONE, member) : json(own, member)}`;
  });
  return `{${members.join(",")}}`;
}

/** What hyparquet has made of a variant is in no schema. */
const NONE: SchemaElement = { name: "" };

/** A key of a map, of which hyparquet has made a text: of a decimal that is the unscaled number, or its bytes. */
function keyOf(element: SchemaElement, key: string): string {
  const scale = scaleOf(element);
  if (scale === undefined) return key;
  const isNumber = element.type === "INT32" || element.type === "INT64";
  return decimalText(isNumber ? BigInt(key) : Uint8Array.from(key.split(","), Number), scale);
}

/** What the items of a list are: in between may be a level that has one child, and in the list no name. */
function itemOf(tree: SchemaTree): SchemaTree {
  const [item] = tree.children;
  if (!isListLike(tree) || item === undefined) return tree;
  const [inner] = item.children;
  return inner ?? item;
}
