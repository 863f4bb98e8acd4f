// What names mean that no record has: something computed from fields.
import { numberOf, operation } from "../build.ts";
import type { Derived, Made, Scalar } from "../syntax.ts";

/** A name that is computed where no key has it, as it was written. */
export function derived(word: string, name: Derived): Made {
  return { kind: "made", name: word, meaning: meaningOf(name) };
}

/** Seconds, bits and packets a second, and bytes a packet; null where the divisor is zero. */
function meaningOf(name: Derived): Scalar {
  switch (name) {
    case "duration":
      return operation(field("end"), "-", field("start"));
    case "bps":
      return operation(operation(field("bytes"), "*", numberOf(8)), "/", derived("duration", "duration"));
    case "pps":
      return operation(field("packets"), "/", derived("duration", "duration"));
    case "bpp":
      return operation(field("bytes"), "/", field("packets"));
  }
}

function field(name: string): Scalar {
  return { kind: "field", name, from: 0, to: 0 };
}
