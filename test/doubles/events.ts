// Answers in AWS's binary event stream.
import type { ServerResponse } from "node:http";
import { EventStreamCodec } from "@smithy/core/event-streams";

const codec = new EventStreamCodec(
  (bytes) => Buffer.from(bytes).toString(),
  (text) => Buffer.from(text),
);

/** Writes events, or exceptions, each of a type. */
export function eventWriter(
  response: Pick<ServerResponse, "write">,
  kind: "event" | "exception" = "event",
): (type: string, payload: object) => void {
  return (type, payload) => {
    const headers = {
      ":message-type": header(kind),
      [`:${kind}-type`]: header(type),
      ":content-type": header("application/json"),
    };
    response.write(codec.encode({ headers, body: Buffer.from(JSON.stringify(payload)) }));
  };
}

function header(value: string): { type: "string"; value: string } {
  return { type: "string", value };
}
