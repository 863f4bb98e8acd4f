// Explains in words what reading a log group would do, for --explain. Reads no events.
import { visible } from "@flowlogs/cli";
import { formatInstant } from "@flowlogs/core";
import type { AwsContext } from "@flowlogs/aws/awsContext";
import type { LogsPlan } from "./plan.ts";
import { callsPerSecond } from "@flowlogs/aws/logs/quota";

/** How the events would be read. */
export type ReadingWay = "once" | "polling" | "live";

/** Maximum bytes of a page. */
const PAGE_BYTES = 1 << 20;

/** Lines of text, the first one a title. */
export async function explain(plan: LogsPlan, remote: AwsContext, way: ReadingWay): Promise<string> {
  const rate = remote.options.rate ?? callsPerSecond(plan.region);
  const call = way === "live" ? "StartLiveTail" : `FilterLogEvents, at most ${rate} calls a second`;
  const lines: (readonly [name: string, text: string])[] = [
    ["window", windowText(plan, way)],
    ["columns", columnsText(plan)],
    ["streams", streamsText(plan)],
    ["pattern", patternText(plan)],
    ["size", way === "live" ? "new events, 500 records a second at most" : await sizeText(plan, remote, rate)],
    ["cost", way === "live" ? "0.01 USD a minute at most" : "none for the calls; transfer out of the region may cost"],
  ];
  const body = lines.map(([name, text]) => `  ${name.padEnd(7)}  ${visible(text)}\n`);
  return `${visible(plan.group.source)} in ${plan.region}: ${call}\n${body.join("")}`;
}

function windowText({ window, isDefaultWindow }: LogsPlan, way: ReadingWay): string {
  const [from, to] = [window.from, window.to].map((time) => formatInstant(time / 1000));
  const since = isDefaultWindow ? " (the last hour, as there is no --start)" : "";
  if (way === "live") return "from now on";
  return way === "polling" ? `${from}${since} and on` : `${from} to ${to}${since}`;
}

function columnsText({ formats }: LogsPlan): string {
  const several = formats.known.length > 1 ? ", told apart by their number of columns" : "";
  return formats.origin + several;
}

function streamsText({ eventFilter: { logStreamNames, logStreamNamePrefix } }: LogsPlan): string {
  if (logStreamNamePrefix !== undefined) return `${logStreamNamePrefix}...`;
  return logStreamNames?.join(", ") ?? "all";
}

function patternText({ eventFilter: { filterPattern }, isPushedDown }: LogsPlan): string {
  if (filterPattern === undefined) return "none: everything is fetched";
  return isPushedDown ? `${filterPattern} (from --where, which flowlogs-read tests too)` : filterPattern;
}

/** An estimate, as if the group had grown evenly. */
async function sizeText({ service, window }: LogsPlan, remote: AwsContext, rate: number): Promise<string> {
  const { storedBytes, creationTime } = (await service.describe()) ?? {};
  if (storedBytes === undefined || creationTime === undefined) return "unknown";
  const age = Math.max(1, remote.clock.now() - creationTime);
  const share = Math.min(1, Math.max(0, window.to - Math.max(window.from, creationTime)) / age);
  const bytes = storedBytes * share;
  const calls = Math.max(1, Math.ceil(bytes / PAGE_BYTES));
  const seconds = Math.ceil(calls / rate);
  return `about ${sized(bytes)} of the ${sized(storedBytes)} in the group: at least ${calls} call${calls === 1 ? "" : "s"}, ${seconds} s`;
}

function sized(bytes: number): string {
  if (bytes >= 1e9) return `${(bytes / 1e9).toFixed(1)} GB`;
  return bytes >= 1e6 ? `${(bytes / 1e6).toFixed(1)} MB` : `${(bytes / 1e3).toFixed(1)} kB`;
}
