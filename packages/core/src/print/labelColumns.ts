// The labels of a chart's lines, each of their parts as wide as the widest.
import type { Look } from "./look.ts";
import { padded, shortened, widthOf } from "./textWidth.ts";

/** No part is shortened to less. */
const LEAST = 4;
const GAP = 2;

/** How many parts of labels have room in so many columns; one has to. */
export function partsThatFit(limit: number): number {
  return Math.max(1, Math.floor((limit + GAP) / (LEAST + GAP)));
}

/** One text for each label, all of the same width, `limit` columns at most where that can be. */
export function alignedLabels(labels: readonly (readonly string[])[], look: Look, limit: number): string[] {
  const parts = labels.map((label) => label.map(look.visible));
  const widths = (parts[0] ?? []).map((_, i) => Math.max(0, ...widthsOf(parts, i)));
  for (let over = sum(widths) + GAP * (widths.length - 1) - limit; over > 0; over--) {
    const widest = Math.max(...widths);
    if (widest <= LEAST) break;
    widths[widths.indexOf(widest)] = widest - 1;
  }
  return parts.map((label) =>
    label.map((text, i) => padded(shortened(text, widths[i] ?? 0), widths[i] ?? 0, false)).join(" ".repeat(GAP)),
  );
}

function* widthsOf(parts: readonly (readonly string[])[], column: number): Generator<number> {
  for (const part of parts) yield widthOf(part[column] ?? "");
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
