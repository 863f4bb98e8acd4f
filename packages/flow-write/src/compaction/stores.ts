// Opens the places of a compaction by their names.
import type { AwsContextOptions } from "@flowlogs/aws/awsContext";
import type { Context } from "@flowlogs/cli";
import { isBucketName } from "../destinations/names.ts";
import { openFolderStore } from "./folderStore.ts";
import type { CompactionStore, StoreUse } from "./store.ts";

/** Throws UsageError for the name of a file, or one that is not a bucket's, and InputError for a folder to read that is not there. */
export async function openStore(
  name: string,
  use: StoreUse,
  values: AwsContextOptions,
  context: Pick<Context, "note" | "env">,
): Promise<CompactionStore> {
  if (!isBucketName(name)) return openFolderStore(name, use);
  const { openBucketStore } = await import("./bucketStore.ts");
  return openBucketStore(name, values, context);
}
