// Reads the footer of a Parquet file: its columns, and why one cannot be read, and its row groups.
import { type FileMetaData, parquetMetadataAsync, parquetSchema, type RowGroup, type SchemaTree } from "hyparquet";
import { DamagedData } from "../compression/errors.ts";
import type { RandomAccess } from "./randomAccess.ts";
import { ParquetError } from "./errors.ts";

/** A column of the records; one with lists or structures has several chunks in a row group. */
export interface ThriftField {
  readonly name: string;
  readonly root: SchemaTree;
  readonly tree: SchemaTree;
  /** The index of its first chunk, and the number of its chunks. */
  readonly firstLeaf: number;
  readonly leaves: number;
}

interface Footer {
  readonly metadata: FileMetaData;
  readonly fields: readonly ThriftField[];
}

export type Chunk = RowGroup["columns"][number];

/** Bytes at the end that are read first; most footers are shorter. */
const TAIL = 1 << 19;

/** The footer that was read last, and what it was made of: threads read many parts of one file. */
let last: { readonly size: number; readonly tail: Uint8Array; readonly footer: Footer } | undefined;

/** Throws DamagedData. */
export async function readFooter(file: RandomAccess): Promise<Footer> {
  const size = file.byteLength;
  const tail = new Uint8Array(await file.slice(Math.max(0, size - TAIL), size));
  if (last?.size === size && Buffer.compare(tail, last.tail) === 0) return last.footer;
  const isWhole = footerLength(tail) <= tail.length;
  const slice = async (start: number, end = size): Promise<ArrayBuffer> =>
    start === Math.max(0, size - TAIL) && end === size ? tail.slice().buffer : await file.slice(start, end);
  const footer = await parseFooter({ byteLength: size, slice });
  last = isWhole ? { size, tail, footer } : undefined;
  return footer;
}

/** The length of the footer, with the bytes that say so. */
function footerLength(tail: Uint8Array): number {
  return tail.length < 8 ? 8 : 8 + new DataView(tail.buffer, tail.byteOffset).getUint32(tail.length - 8, true);
}

async function parseFooter(file: RandomAccess): Promise<Footer> {
  const metadata = await readMetadata(file);
  const root = parquetSchema(metadata);
  let firstLeaf = 0;
  const fields = root.children.map((tree) => {
    const leaves = leavesOf(tree).length;
    firstLeaf += leaves;
    if (typeof tree.element.name !== "string") throw new ParquetError("a column has no name");
    return { name: tree.element.name, root, tree, firstLeaf: firstLeaf - leaves, leaves };
  });
  return { metadata, fields };
}

/** Throws DamagedData when the whole file is encrypted. */
async function readMetadata(file: RandomAccess): Promise<FileMetaData> {
  try {
    return await parquetMetadataAsync(file, { geoparquet: false, initialFetchSize: TAIL });
  } catch (error) {
    const { byteLength: size } = file;
    const magics = [await magicAt(file, Math.max(0, size - MAGIC)), await magicAt(file, 0)];
    if (!magics.includes("PARE")) throw error;
    throw new DamagedData("the Parquet file is encrypted", "decrypt it first");
  }
}

const MAGIC = 4;

async function magicAt(file: RandomAccess, at: number): Promise<string> {
  return Buffer.from(await file.slice(at, Math.min(at + MAGIC, file.byteLength))).toString("latin1");
}

/** The chunks of a column: in the order of the schema, as the format demands, or else by their names. */
export function chunksOf({ columns }: RowGroup, { name, firstLeaf, leaves }: ThriftField): readonly Chunk[] {
  const isOwn = ({ meta_data: data }: Chunk): boolean => data?.path_in_schema[0] === name;
  const inOrder = columns.slice(firstLeaf, firstLeaf + leaves);
  return inOrder.every((chunk) => chunk.meta_data === undefined || isOwn(chunk)) ? inOrder : columns.filter(isOwn);
}

/** Why a column cannot be read: an unknown type, or encryption; undefined if it can. */
export function unreadableReason(
  { tree }: ThriftField,
  chunks: readonly Chunk[],
): { what: string; advice: string } | undefined {
  if (chunks.some((chunk) => chunk.crypto_metadata !== undefined || chunk.encrypted_column_metadata !== undefined)) {
    return { what: "is encrypted", advice: "decrypt the file first" };
  }
  const type = leavesOf(tree)
    .flatMap((leaf) => unknownType(leaf) ?? [])
    .at(0);
  return type === undefined
    ? undefined
    : { what: `is of ${type}, which cannot be read`, advice: "leave it out with --fields" };
}

function unknownType({ element }: SchemaTree): string | undefined {
  const { type, converted_type: converted, logical_type: logical } = element;
  if (type === undefined) return "an unknown type";
  if (converted === "INTERVAL" || converted === "BSON") return `the type ${converted}`;
  if (logical?.type === "BSON") return "the type BSON";
  const isDecimal = converted === "DECIMAL" || logical?.type === "DECIMAL";
  return isDecimal && !DECIMALS.has(type) ? `the type DECIMAL of ${type}` : undefined;
}

const DECIMALS = new Set(["INT32", "INT64", "BYTE_ARRAY", "FIXED_LEN_BYTE_ARRAY"]);

function leavesOf(tree: SchemaTree): readonly SchemaTree[] {
  return tree.children.length === 0 ? [tree] : tree.children.flatMap(leavesOf);
}
