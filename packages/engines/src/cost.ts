// What a question costs where an engine is paid by the bytes that it reads, and the limit above which nobody is asked to pay
// without having said so. Prices are those of us-east-1 as others report them: AWS has the last word, and other Regions differ by up to a half.
import { UsageError } from "@flowlogs/base/errors";
import { humanBytes } from "@flowlogs/core";
import type { EngineCost, EngineEstimate } from "./query.ts";

const TB = 1e12;
const GB = 1e9;
/** Athena charges for this at least. To be checked at aws.amazon.com/athena/pricing. */
const LEAST = 10e6;
/** US dollars. To be checked at aws.amazon.com/athena/pricing and aws.amazon.com/cloudwatch/pricing. */
const [ATHENA_TB, INSIGHTS_GB] = [5, 0.005];
const WHEN = "us-east-1, 2026-06, not checked with AWS; other Regions differ";

export function athenaCost(bytes: number): EngineCost {
  return { dollars: (Math.max(bytes, LEAST) / TB) * ATHENA_TB, price: `${ATHENA_TB} USD a TB read (${WHEN})` };
}

export function insightsCost(bytes: number): EngineCost {
  return { dollars: (bytes / GB) * INSIGHTS_GB, price: `${INSIGHTS_GB} USD a GB read (${WHEN})` };
}

export function sizeText(bytes: number): string {
  return humanBytes(bytes);
}

/** What a question will read and cost, a line each. */
export function estimateLines({ bytes, objects, partitions, cost, from }: EngineEstimate): readonly string[] {
  const inObjects = objects === undefined ? "" : ` in ${counted(objects, "object")}`;
  const named = partitions && counted(partitions.length, "partition");
  const read =
    bytes === undefined
      ? `${named ?? "the table"} (${from}); how many bytes that is cannot be told`
      : `${humanBytes(bytes)}${inObjects}${named === undefined ? "" : ` of ${named}`} (${from})`;
  return [`will read: ${read}`, ...(cost === undefined ? [] : [`will cost: ${dollarsText(cost)}, at ${cost.price}`])];
}

function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? "" : "s"}`;
}

interface Consent {
  /** US dollars. */
  readonly most: number;
  /** The user has said yes. */
  readonly isGiven: boolean;
}

/** Throws UsageError where a question costs more than the user allows, or where nobody knows. */
export function assertAffordable(estimate: EngineEstimate, { most, isGiven }: Consent): void {
  const { cost, bytes, from } = estimate;
  if (isGiven || (cost !== undefined && cost.dollars <= most)) return;
  const advice = `add --yes to run it, or ask for less time; --max-cost is ${most} USD`;
  if (cost === undefined) throw new UsageError({ problem: `nobody can say what this will cost: ${from}`, advice });
  const problem = `this will cost about ${dollarsText(cost)}: ${humanBytes(bytes ?? 0)} at ${cost.price}`;
  throw new UsageError({ problem, advice });
}

function dollarsText({ dollars }: EngineCost): string {
  if (dollars > 0 && dollars < 0.01) return "less than 0.01 USD";
  return `${dollars.toFixed(2)} USD`;
}
