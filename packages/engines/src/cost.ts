// What a question costs where an engine is paid by the bytes that it reads. Prices are those of us-east-1, as AWS publishes them;
// other Regions differ by up to a half.
import { humanBytes } from "@flowlogs/core";
import type { EngineCost } from "./query.ts";

const GB = 1e9;
/** US dollars. Source: aws.amazon.com/cloudwatch/pricing. */
const INSIGHTS_GB = 0.005;
const WHEN = "us-east-1, 2026-06; other Regions differ";

export function insightsCost(bytes: number): EngineCost {
  return { dollars: (bytes / GB) * INSIGHTS_GB, price: `${INSIGHTS_GB} USD a GB read (${WHEN})` };
}

export function sizeText(bytes: number): string {
  return humanBytes(bytes);
}
