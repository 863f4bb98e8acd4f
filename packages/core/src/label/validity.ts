// When a row of labels is in force.

/** In milliseconds: from <= time < to. */
export interface Validity {
  readonly from: number;
  readonly to: number;
}

export const always: Validity = { from: -Infinity, to: Infinity };
