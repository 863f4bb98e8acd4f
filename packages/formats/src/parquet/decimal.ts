// Decimals as exact text: a whole number of any size, and the number of its digits after the point.
import type { SchemaElement } from "hyparquet";
import { ParquetError } from "./errors.ts";

/** The most digits after the point, and the most bytes of a number; the largest type in use has 76 and 32. */
const [MAX_SCALE, MAX_BYTES] = [1000, 1024];

/** The number of digits after the point; undefined when the column does not have decimals. */
export function scaleOf({
  converted_type: converted,
  logical_type: logical,
  scale,
}: SchemaElement): number | undefined {
  if (logical?.type !== "DECIMAL" && converted !== "DECIMAL") return undefined;
  const digits = (logical?.type === "DECIMAL" ? logical.scale : scale) ?? 0;
  if (Number.isInteger(digits) && digits >= 0 && digits <= MAX_SCALE) return digits;
  throw new ParquetError("a decimal has an invalid scale");
}

/** The number as JSON; `unscaled`: the number or the bytes in the file. */
export function decimalText(unscaled: unknown, scale: number): string {
  const value = wholeNumber(unscaled);
  const digits = String(value < 0n ? -value : value).padStart(scale + 1, "0");
  const point = digits.length - scale;
  const text = scale === 0 ? digits : `${digits.slice(0, point)}.${digits.slice(point)}`;
  return value < 0n ? `-${text}` : text;
}

/** Bytes are a big-endian number in two's complement. */
function wholeNumber(unscaled: unknown): bigint {
  if (typeof unscaled === "bigint") return unscaled;
  if (typeof unscaled === "number") return BigInt(unscaled);
  if (!(unscaled instanceof Uint8Array) || unscaled.length > MAX_BYTES) throw new ParquetError("a decimal is invalid");
  if (unscaled.length === 0) return 0n;
  const hex = Buffer.from(unscaled.buffer, unscaled.byteOffset, unscaled.length).toString("hex");
  return BigInt.asIntN(unscaled.length * 8, BigInt(`0x${hex}`));
}
