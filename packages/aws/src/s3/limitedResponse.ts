// Limits the size and the time of responses that are read as a whole: listings and errors. An endless response would fill the
// memory, and one that comes byte by byte would never be complete.
import { pipeline, Readable, Transform } from "node:stream";
import { HttpResponse } from "@smithy/core/transport";
import type { MetadataBearer, MiddlewareStack } from "@smithy/types";
import { OVERSIZED } from "../errors.ts";

interface ResponseLimits {
  readonly bytes: number;
  readonly milliseconds: number;
}

/** A listing of a thousand keys has two megabytes at most. */
const defaultLimits: ResponseLimits = { bytes: 32 << 20, milliseconds: 120_000 };

/** Limits the responses of a command; `isObject`: only errors, because a successful response is an object of any size. */
export function limitResponse<Input extends object, Output extends MetadataBearer>(
  stack: MiddlewareStack<Input, Output>,
  isObject = false,
): void {
  stack.add(
    (next) => async (args) => {
      const result = await next(args);
      const { response } = result;
      if (!HttpResponse.isInstance(response) || (isObject && response.statusCode < 300)) return result;
      if (response.body instanceof Readable) response.body = limited(response.body);
      return result;
    },
    { step: "deserialize", priority: "low", name: "limitResponse" },
  );
}

/** The same bytes; an error after the limit. */
export function limited(body: Readable, { bytes, milliseconds }: ResponseLimits = defaultLimits): Readable {
  let size = 0;
  const large = Object.assign(new Error(`a response has more than ${bytes >> 20} MiB`), { name: OVERSIZED });
  const within = new Transform({
    transform(chunk: Buffer, _, done) {
      size += chunk.length;
      if (size <= bytes) done(null, chunk);
      else done(large);
    },
  });
  const late = Object.assign(new Error("the response does not end"), { name: "TimeoutError" });
  const timer = setTimeout(() => within.destroy(late), milliseconds);
  pipeline(body, within, () => clearTimeout(timer)); // the reader of `within` gets the error
  return within;
}
