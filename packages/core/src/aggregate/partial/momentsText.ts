// The moments of a group in a partial state: [3,"840","553000",1,0.5,0.0], the sums of integers as texts, as they may have more digits
// than others read.
import type { Moments } from "../moments.ts";
import { listIn, stateText } from "./stateText.ts";

export function momentsText({ integers, sum, squares, others }: Moments): string {
  const { count, mean, distances } = others;
  return `[${integers},"${sum}","${squares}",${count},${stateText(mean)},${stateText(distances)}]`;
}

/** The moments of a state; undefined when it is not one. */
export function momentsIn(text: string): Moments | undefined {
  const [integers, sum, squares, count, mean, distances] = listIn(text) ?? [];
  if (typeof integers !== "number" || typeof count !== "number") return undefined;
  // A mean of infinite numbers is written as null.
  const others = {
    count,
    mean: mean === null ? Number.NaN : Number(mean),
    distances: distances === null ? Number.NaN : Number(distances),
  };
  const [exact, exactSquares] = [integerIn(sum), integerIn(squares)];
  if (exact === undefined || exactSquares === undefined) return undefined;
  return { integers, sum: exact, squares: exactSquares, others };
}

function integerIn(value: unknown): bigint | undefined {
  return typeof value === "string" && /^-?\d+$/.test(value) ? BigInt(value) : undefined;
}
