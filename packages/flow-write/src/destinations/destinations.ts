// The kinds of destinations, told apart by their names.
import { type Context, UsageError } from "@flowlogs/cli";
import type { BucketValues } from "./bucket.ts";
import type { Destination } from "./destination.ts";
import { openFolder } from "./folder.ts";
import { bucketOptionNames, isBucketName } from "./names.ts";

/** Throws UsageError for a name that is not a destination's, and for options that are for others. */
export async function openDestination(
  name: string,
  values: Partial<BucketValues>,
  context: Pick<Context, "note" | "env">,
): Promise<Destination> {
  const own = bucketOptionsOf([name], values);
  if (!isBucketName(name)) return openFolder(name);
  // Loaded only where it is needed, as are the clients of AWS.
  const { openBucket } = await import("./bucket.ts");
  return openBucket(name, own, context);
}

/** The options for buckets. Throws UsageError for a name that is not a destination's, and for such options where all are folders. */
export function bucketOptionsOf(names: readonly string[], values: Partial<BucketValues>): Partial<BucketValues> {
  for (const name of names) assertDestination(name);
  // --region is the one of the records.
  const own = Object.entries(values).filter(([key, value]) => bucketOptionNames.includes(key) && value !== undefined);
  const [option] = own.map(([key]) => key);
  if (option === undefined || names.some(isBucketName)) return Object.fromEntries(own);
  throw new UsageError(
    { problem: "is for buckets", advice: "leave it out, or write to s3://BUCKET/PREFIX" },
    `--${option}`,
  );
}

function assertDestination(name: string): void {
  if (isBucketName(name) || !(name === "-" || /^[a-z][a-z0-9]+:\/\//i.test(name))) return;
  const advice = `give a folder, or s3://BUCKET/PREFIX${name === "-" ? "; a folder of this name is ./-" : ""}`;
  throw new UsageError({ problem: "is not a destination", advice }, name);
}
