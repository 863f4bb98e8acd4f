// The body of an answer on its way to whoever makes something of it, piece by piece or, where that does not do, as a whole.
import type { Readable } from "node:stream";
import { finished } from "node:stream/promises";
import { HttpResponse } from "@smithy/core/transport";
import type { HttpResponse as Response, MetadataBearer, MiddlewareStack } from "@smithy/types";
import { UnreadableAnswer } from "./errors.ts";
import { endsWhole, TAIL } from "./logs/answerEnd.ts";
import type { BufferPool } from "./bufferPool.ts";

/** Takes an answer. */
export interface ResponseTaker<T> {
  /** It begins; what came of one that broke off is forgotten. */
  begin: () => void;
  take: (piece: Uint8Array) => void;
  /** It is all there. */
  end: () => T;
}

/**
 * Has the body of a good answer brought to the intake, close to the wire: the SDK, which would make objects of it, is left
 * none. Gives what gives what the intake made of it, once the call is done.
 */
export function intercept<Input extends object, Output extends MetadataBearer, T>(
  stack: MiddlewareStack<Input, Output>,
  intake: ResponseTaker<T>,
): () => T {
  const made: { value?: { readonly it: T } } = {};
  stack.add(
    (next) => async (args) => {
      const result = await next(args);
      if (!HttpResponse.isInstance(result.response) || result.response.statusCode !== 200) return result;
      made.value = { it: await pour(result.response, intake) };
      return { ...result, response: new HttpResponse({ ...result.response, body: Buffer.from("{}") }) };
    },
    { step: "deserialize", priority: "low", name: "rawBody" },
  );
  return () => {
    if (made.value === undefined) throw new Error("the answer has no body");
    return made.value.it;
  };
}

/** Brings the body to the intake. One that is cut short throws, and the SDK tries again: so it must happen inside the call. */
async function pour<T>({ body }: Response, intake: ResponseTaker<T>): Promise<T> {
  const stream: Readable = body;
  let tail: Buffer = Buffer.alloc(0);
  intake.begin();
  // No loop over the stream: it would join pieces that wait, which costs more than all that is done with them.
  stream.on("data", (piece: Buffer) => {
    intake.take(piece);
    tail = piece.length >= TAIL ? piece : Buffer.concat([tail.subarray(-TAIL), piece]);
  });
  await finished(stream);
  if (!endsWhole(tail)) throw new UnreadableAnswer();
  try {
    return intake.end();
  } catch (error) {
    throw error instanceof SyntaxError ? new UnreadableAnswer(error) : error;
  }
}

/** Takes the body as a whole, for `read`, which may look at it until it returns. */
export function whole<T>(buffers: BufferPool, read: (body: Buffer) => T): ResponseTaker<T> {
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
