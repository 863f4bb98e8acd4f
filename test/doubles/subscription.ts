// SubscribeToShard of the stand-in for Kinesis: an answer that goes on, in AWS's binary event stream, until it ends as a
// subscription does after five minutes, or breaks off.
import { eventWriter } from "./events.ts";
import { type FakeKinesis, type KinesisCall, refuse, type Response } from "./kinesis.ts";
import { childOf, recordOf, startIn } from "./wire.ts";
import type { StreamData } from "./stream.ts";

export function subscribe(
  { shard: id, input }: KinesisCall,
  stream: StreamData,
  { behaviour, now }: FakeKinesis,
  response: Response,
): void {
  const shard = stream.shard(id);
  const position: unknown = input["StartingPosition"];
  if (shard === undefined || typeof position !== "object" || position === null) {
    return refuse(response, { error: "ResourceNotFoundException", message: `Shard ${id} does not exist` });
  }
  let from = startIn(shard, stream, { ...position });
  let left = behaviour.subscriptionEvents ?? Number.POSITIVE_INFINITY;
  response.writeHead(200, { "content-type": "application/vnd.amazon.eventstream" });
  const send = eventWriter(response);
  send("initial-response", {});
  const timer = setInterval(() => {
    const rest = shard.records.filter(({ number }) => number >= from);
    const page = rest.slice(0, behaviour.pageRecords ?? 10_000);
    const last = page.at(-1);
    if (last !== undefined) from = last.number + 1;
    const isOver = page.length === rest.length && shard.closedAt !== undefined;
    const [first] = rest.slice(page.length);
    send("SubscribeToShardEvent", {
      Records: page.map(recordOf),
      MillisBehindLatest: first === undefined ? 0 : Math.max(1, now() - first.arrival),
      ...(isOver
        ? { ChildShards: stream.childrenOf(id).map(childOf) }
        : { ContinuationSequenceNumber: String(from - 1).padStart(56, "0") }),
    });
    if (!isOver && --left > 0) return;
    clearInterval(timer);
    if (behaviour.exception !== undefined) eventWriter(response, "exception")(behaviour.exception, { message: "" });
    if (behaviour.breaks === true && !isOver) response.socket?.destroy();
    else response.end();
  }, behaviour.eventPause ?? 10);
  response.on("close", () => clearInterval(timer));
}
