// StartLiveTail: an answer that does not end, in AWS's binary event stream.
import type { ServerResponse } from "node:http";
import { EventStreamCodec } from "@smithy/core/event-streams";
import type { Call } from "./aws.ts";

export type Tail = ((events: readonly object[], sampled?: boolean) => void) & { end: () => void };

const codec = new EventStreamCodec(
  (bytes) => Buffer.from(bytes).toString(),
  (text) => Buffer.from(text),
);

/** Opens a session; what is given to the function in `tails` is sent as one update. */
export function serveLiveTail({ input }: Call, response: ServerResponse, tails: Set<Tail>): void {
  response.writeHead(200, { "content-type": "application/vnd.amazon.eventstream" });
  const send = (type: string, payload: object): void => {
    const headers = {
      ":message-type": header("event"),
      ":event-type": header(type),
      ":content-type": header("application/json"),
    };
    response.write(codec.encode({ headers, body: Buffer.from(JSON.stringify(payload)) }));
  };
  send("initial-response", {});
  send("sessionStart", { sessionId: "1", requestId: "1", logGroupIdentifiers: input["logGroupIdentifiers"] });
  const update = (events: readonly object[], sampled = false): void =>
    send("sessionUpdate", { sessionMetadata: { sampled }, sessionResults: events });
  const tail: Tail = Object.assign(update, { end: () => void response.end() });
  tails.add(tail);
  response.on("close", () => tails.delete(tail));
}

function header(value: string): { type: "string"; value: string } {
  return { type: "string", value };
}
