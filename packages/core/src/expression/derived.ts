// What the fields stand for that no record has: they are worked out from others.
import { numberOf, operation } from "./build.ts";
import type { Derived, Scalar } from "./syntax.ts";

/** Seconds, bits and packets a second, and bytes a packet; null where the divisor is zero. */
export function meaningOf(name: Derived): Scalar {
  switch (name) {
    case "duration":
      return operation(field("end"), "-", field("start"));
    case "bps":
      return operation(operation(field("bytes"), "*", numberOf(8)), "/", meaningOf("duration"));
    case "pps":
      return operation(field("packets"), "/", meaningOf("duration"));
    case "bpp":
      return operation(field("bytes"), "/", field("packets"));
  }
}

function field(name: string): Scalar {
  return { kind: "field", name, from: 0, to: 0 };
}
