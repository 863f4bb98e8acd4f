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
  // --region is the one of the records.
  const own = Object.fromEntries(Object.entries(values).filter(([key]) => bucketOptionNames.includes(key)));
  if (isBucketName(name)) {
    // Loaded only where it is needed, as are the clients of AWS.
    const { openBucket } = await import("./bucket.ts");
    return openBucket(name, own, context);
  }
  const [, scheme] = /^([a-z][a-z0-9]+):\/\//.exec(name) ?? [];
  if (scheme !== undefined) {
    throw new UsageError({ problem: "is not a destination", advice: "give a folder, or s3://BUCKET/PREFIX" }, name);
  }
  const [option] = Object.entries(own).flatMap(([key, value]) => (value === undefined ? [] : key));
  if (option === undefined) return openFolder(name);
  throw new UsageError(
    { problem: "is for buckets", advice: "leave it out, or write to s3://BUCKET/PREFIX" },
    `--${option}`,
  );
}
