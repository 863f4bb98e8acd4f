// The sketch of many numbers: percentiles of it are accurate to 1 %.
import { DDSketch } from "@datadog/sketches-js";

export class QuantileSketch extends DDSketch {
  constructor() {
    super({ relativeAccuracy: 0.01 });
  }

  /** A value of each bin and its weight: a sketch that accepts them becomes the same. */
  weights(): readonly (readonly [value: number, weight: number])[] {
    const { mapping, store, negativeStore, zeroCount } = this;
    const weightsIn = ({ bins, offset }: DDSketch["store"], sign: 1 | -1) =>
      bins.flatMap((weight, place) => (weight > 0 ? [[sign * mapping.value(place + offset), weight] as const] : []));
    const zeros = zeroCount > 0 ? [[0, zeroCount] as const] : [];
    return [...weightsIn(negativeStore, -1), ...zeros, ...weightsIn(store, 1)];
  }
}
