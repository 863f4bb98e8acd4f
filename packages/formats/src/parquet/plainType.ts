// Which values can go to the kernel as they lie in the file.
import type { ValueType } from "@flowlogs/core/stages";
import type { SchemaElement } from "hyparquet";

/** The type of values that can go to the kernel as they are; undefined for others. */
export function plainType({
  type,
  converted_type: converted,
  logical_type: logical,
}: SchemaElement): ValueType | undefined {
  if (type === "BYTE_ARRAY") {
    const isText = converted === undefined || converted === "UTF8" || converted === "ENUM";
    return isText && (logical === undefined || logical.type === "STRING" || logical.type === "ENUM")
      ? "bytes"
      : undefined;
  }
  if (type !== "INT32" && type !== "INT64") return undefined;
  const isSigned = logical === undefined || (logical.type === "INTEGER" && logical.isSigned);
  if (!isSigned || (converted !== undefined && !converted.startsWith("INT_"))) return undefined;
  return type === "INT32" ? "int32" : "int64";
}
