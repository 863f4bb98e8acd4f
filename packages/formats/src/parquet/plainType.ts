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

/** Of a point in time in 64 bits: a second has 10 to the power of this many units. */
export function unitDigits({
  type,
  converted_type: converted,
  logical_type: logical,
}: SchemaElement): number | undefined {
  if (type !== "INT64") return undefined;
  if (logical?.type === "TIMESTAMP") return DIGITS[logical.unit];
  if (logical !== undefined) return undefined;
  return converted === "TIMESTAMP_MILLIS"
    ? DIGITS.MILLIS
    : converted === "TIMESTAMP_MICROS"
      ? DIGITS.MICROS
      : undefined;
}

const DIGITS = { MILLIS: 3, MICROS: 6, NANOS: 9 } as const;
