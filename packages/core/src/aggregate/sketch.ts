// What a library must offer that summarises numbers for percentiles.

/** A summary of many numbers from which percentiles can be told with a known error. */
export interface Sketch {
  accept(value: number, weight?: number): void;
  /** Values and how many there are of each, about: what another sketch has to accept to become the same. */
  weights(): readonly (readonly [value: number, weight: number])[];
  /** The value at a quantile of 0 to 1. */
  getValueAtQuantile(quantile: number): number;
  readonly count: number;
  min: number;
  max: number;
}

export type SketchMaker = () => Sketch;
