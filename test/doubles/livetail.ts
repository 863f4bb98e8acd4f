// StartLiveTail: an answer that does not end, in AWS's binary event stream.
import type { ServerResponse } from "node:http";
import type { Call } from "./aws.ts";
import { eventWriter } from "./events.ts";

export type Tail = ((events: readonly object[], sampled?: boolean) => void) & { end: () => void };

/** Opens a session; what is given to the function in `tails` is sent as one update. */
export function serveLiveTail({ input }: Call, response: ServerResponse, tails: Set<Tail>): void {
  response.writeHead(200, { "content-type": "application/vnd.amazon.eventstream" });
  const send = eventWriter(response);
  send("initial-response", {});
  send("sessionStart", { sessionId: "1", requestId: "1", logGroupIdentifiers: input["logGroupIdentifiers"] });
  const update = (events: readonly object[], sampled = false): void =>
    send("sessionUpdate", { sessionMetadata: { sampled }, sessionResults: events });
  const tail: Tail = Object.assign(update, { end: () => void response.end() });
  tails.add(tail);
  response.on("close", () => tails.delete(tail));
}
