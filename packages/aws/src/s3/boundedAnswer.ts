// Answers that are read as a whole, within bounds: a listing, or what an error says. One that goes on for ever would fill the
// memory, and one that comes byte by byte would never be there.
import { pipeline, Readable, Transform } from "node:stream";
import { HttpResponse } from "@smithy/core/transport";
import type { MetadataBearer, MiddlewareStack } from "@smithy/types";
import { OVERSIZED } from "../errors.ts";

interface Bounds {
  readonly bytes: number;
  readonly milliseconds: number;
}

/** A thousand keys take two megabytes at most. */
const usual: Bounds = { bytes: 32 << 20, milliseconds: 120_000 };

/** Bounds what is read as a whole; `isObject`: but for what is asked for when the answer is a good one. */
export function boundAnswer<Input extends object, Output extends MetadataBearer>(
  stack: MiddlewareStack<Input, Output>,
  isObject = false,
): void {
  stack.add(
    (next) => async (args) => {
      const result = await next(args);
      const { response } = result;
      if (!HttpResponse.isInstance(response) || (isObject && response.statusCode < 300)) return result;
      if (response.body instanceof Readable) response.body = bounded(response.body);
      return result;
    },
    { step: "deserialize", priority: "low", name: "boundAnswer" },
  );
}

/** The same bytes, up to the bounds; behind them an error. */
export function bounded(body: Readable, { bytes, milliseconds }: Bounds = usual): Readable {
  let size = 0;
  const large = Object.assign(new Error(`an answer has more than ${bytes >> 20} MiB`), { name: OVERSIZED });
  const within = new Transform({
    transform(piece: Buffer, _, done) {
      size += piece.length;
      if (size <= bytes) done(null, piece);
      else done(large);
    },
  });
  const late = Object.assign(new Error("the answer does not end"), { name: "TimeoutError" });
  const timer = setTimeout(() => within.destroy(late), milliseconds);
  pipeline(body, within, () => clearTimeout(timer)); // whoever reads is told
  return within;
}
