// Intercepts the body of a response before the SDK parses it, and hands it on: chunk by chunk, or as a whole.
import type { Readable } from "node:stream";
import { finished } from "node:stream/promises";
import { HttpResponse } from "@smithy/core/transport";
import type { HttpResponse as Response, MetadataBearer, MiddlewareStack } from "@smithy/types";
import { UnreadableResponse } from "./errors.ts";
import { isComplete, TAIL } from "./logs/responseEnd.ts";
import type { BufferPool } from "./bufferPool.ts";

/** Consumes the body of a response and makes a value of it. */
export interface BodyConsumer<T> {
  /** A response begins; what came of an earlier attempt that broke off is discarded. */
  begin: () => void;
  take: (chunk: Uint8Array) => void;
  /** The body is complete; returns the value, or throws SyntaxError. */
  end: () => T;
}

/**
 * Feeds the body of a successful response to the consumer, at the lowest step of the SDK's middleware. The SDK, which would
 * make objects of it, gets an empty body. Returns a function that returns the consumer's value once the call is done.
 */
export function intercept<Input extends object, Output extends MetadataBearer, T>(
  stack: MiddlewareStack<Input, Output>,
  consumer: BodyConsumer<T>,
): () => T {
  const result: { value?: { readonly it: T } } = {};
  stack.add(
    (next) => async (args) => {
      const answer = await next(args);
      const { response } = answer;
      if (!HttpResponse.isInstance(response) || response.statusCode !== 200) return answer;
      result.value = { it: await consumeBody(response, consumer) };
      return { ...answer, response: new HttpResponse({ ...response, body: Buffer.from("{}") }) };
    },
    { step: "deserialize", priority: "low", name: "rawBody" },
  );
  return () => {
    if (result.value === undefined) throw new Error("the response has no body");
    return result.value.it;
  };
}

/** Feeds the body to the consumer. A body that is cut short throws, inside of the call, so that the SDK repeats the call. */
async function consumeBody<T>({ body }: Response, consumer: BodyConsumer<T>): Promise<T> {
  const stream: Readable = body;
  let tail: Buffer = Buffer.alloc(0);
  consumer.begin();
  // Not `for await`: it would join waiting chunks, which costs more than all that the consumer does with them.
  stream.on("data", (chunk: Buffer) => {
    consumer.take(chunk);
    tail = chunk.length >= TAIL ? chunk : Buffer.concat([tail.subarray(-TAIL), chunk]);
  });
  await finished(stream);
  if (!isComplete(tail)) throw new UnreadableResponse();
  try {
    return consumer.end();
  } catch (error) {
    throw error instanceof SyntaxError ? new UnreadableResponse(error) : error;
  }
}

/** A consumer that collects the whole body and gives it to `read`, which must not use it after it returns. */
export function wholeBody<T>(buffers: BufferPool, read: (body: Buffer) => T): BodyConsumer<T> {
  let memory = buffers.take();
  let length = 0;
  return {
    begin: () => void (length = 0),
    take(chunk) {
      memory = buffers.append(memory, length, chunk);
      length += chunk.length;
    },
    end() {
      const value = read(Buffer.from(memory.buffer, 0, length));
      buffers.release(memory);
      return value;
    },
  };
}
