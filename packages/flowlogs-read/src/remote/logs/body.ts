// The body of an answer on its way to whoever makes something of it, piece by piece or, where that does not do, as a whole.
import type { Readable } from "node:stream";
import { finished } from "node:stream/promises";
import { HttpResponse } from "@smithy/core/transport";
import type { HttpResponse as Response, MetadataBearer, MiddlewareStack } from "@smithy/types";
import type { Buffers } from "./buffers.ts";

/** Takes an answer. */
export interface Intake<T> {
  /** It begins; what came of one that broke off is forgotten. */
  begin: () => void;
  take: (piece: Uint8Array) => void;
  /** It is all there. */
  end: () => T;
}

const CLOSED = "}".charCodeAt(0);

/** Has the body of a good answer brought to the intake, close to the wire: the SDK, which would make objects of it, is left none. */
export function intercept<Input extends object, Output extends MetadataBearer>(
  stack: MiddlewareStack<Input, Output>,
  intake: Intake<unknown>,
): void {
  stack.add(
    (next) => async (args) => {
      const result = await next(args);
      if (!HttpResponse.isInstance(result.response) || result.response.statusCode !== 200) return result;
      await pour(result.response, intake);
      return { ...result, response: new HttpResponse({ ...result.response, body: Buffer.from("{}") }) };
    },
    { step: "deserialize", priority: "low", name: "rawBody" },
  );
}

/** Brings the body to the intake. A connection that is cut in its middle throws, and the SDK tries again. */
async function pour({ body }: Response, intake: Intake<unknown>): Promise<void> {
  const stream: Readable = body;
  let last: number | undefined;
  intake.begin();
  // No loop over the stream: it would join pieces that wait, which costs more than all that is done with them.
  stream.on("data", (piece: Buffer) => {
    intake.take(piece);
    last = piece.at(-1);
  });
  await finished(stream);
  if (last !== CLOSED) throw Object.assign(new Error("the answer was cut short"), { code: "ECONNRESET" });
}

/** Takes the body as a whole, for `read`, which may look at it until it returns. */
export function whole<T>(buffers: Buffers, read: (body: Buffer) => T): Intake<T> {
  let memory = buffers.take();
  let length = 0;
  return {
    begin: () => void (length = 0),
    take(piece) {
      memory = buffers.hold(memory, length, piece);
      length += piece.length;
    },
    end() {
      const made = read(Buffer.from(memory.buffer, 0, length));
      buffers.give(memory);
      return made;
    },
  };
}
