// Sketches of many numbers in partial states: {"min":0,"max":9,"values":[[1.01,3],[8.9,20]]}, values and how many there are of each.
import type { Sketch } from "../sketch.ts";
import { notAState } from "./partialError.ts";

/** Numbers of a group up to which its state lists them: several such lists fit into a line. */
export const STATE_NUMBERS = 100_000;

export function sketchText(sketch: Sketch): string {
  return JSON.stringify({ min: sketch.min, max: sketch.max, values: sketch.weights() });
}

/** Adds what another sketch has accepted. */
export function addSketch(sketch: Sketch, state: SketchState): void {
  // A value stands for others near to it, and may be beyond them.
  const [min, max] = [Math.min(sketch.min, state.min), Math.max(sketch.max, state.max)];
  for (const [value, weight] of state.values) sketch.accept(value, weight);
  sketch.min = min;
  sketch.max = max;
}

interface SketchState {
  readonly min: number;
  readonly max: number;
  readonly values: readonly (readonly [number, number])[];
}

/** Throws PartialError when the text, of a JSON object, is not that of a sketch. */
export function sketchIn(text: string): SketchState {
  const { min, max, values }: Record<string, unknown> = JSON.parse(text);
  const isSketch = typeof min === "number" && typeof max === "number" && Array.isArray(values);
  if (isSketch && values.every(isWeight)) return { min, max, values };
  throw notAState("list", text);
}

function isWeight(entry: unknown): entry is readonly [number, number] {
  if (!Array.isArray(entry)) return false;
  const [value, weight]: readonly unknown[] = entry;
  return typeof value === "number" && typeof weight === "number" && weight > 0;
}
