// What reading a stream would do, in words, without reading it: for --explain.
import { formatInstant } from "@flowlogs/core";
import type { World } from "../service.ts";
import type { Plan } from "./plan.ts";
import type { Position } from "./shard.ts";

/** Some lines, the first one a title. */
export async function explain(plan: Plan, { values, remote }: World): Promise<string> {
  const { stream, region, service, start } = plan;
  const isPast = start.at === "time" && start.time < remote.clock.now();
  const shards = await service.shards(isPast ? start.time : undefined);
  const closed = shards.filter(({ isClosed }) => isClosed).length;
  const summary = await service.summary();
  const open = shards.length - closed;
  const count = start.at === "latest" ? open : shards.length;
  const lines: (readonly [name: string, text: string])[] = [
    ["shards", `${open} open, ${closed} closed`],
    ["from", fromText(start)],
    ["to", toText(values)],
    ["keeps", summary === undefined ? "unknown" : `${summary.RetentionPeriodHours ?? 24} hours`],
    ["calls", `at least ${2 * count + 1}: 1 ListShards, ${count} GetShardIterator, ${count} GetRecords`],
    [
      "cost",
      summary?.StreamModeDetails?.StreamMode === "ON_DEMAND" ? "0.04 USD a GB (on demand)" : "none for the calls",
    ],
  ];
  const shown = lines.map(([name, text]) => `  ${name.padEnd(7)}  ${text}\n`);
  return `${stream.source} in ${region}: GetRecords, at most 5 calls a second and shard\n${shown.join("")}`;
}

function fromText(start: Position): string {
  if (start.at === "time") return `${formatInstant(start.time / 1000)}, by arrival`;
  return start.at === "latest" ? "now" : "the oldest record";
}

function toText({ end, follow }: World["values"]): string {
  const until = end === undefined ? undefined : formatInstant(end);
  if (follow !== undefined) return until ?? "no end";
  return until === undefined ? "the newest record" : `${until}, or the newest record`;
}
