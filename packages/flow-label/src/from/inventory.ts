// Labels from AWS itself (--from aws:eni and others): the document that its CLI would print, kept in the user's cache with its time, and
// in the file that --save names.
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { AwsContext, type AwsContextOptions } from "@flowlogs/aws/awsContext";
import { RemoteError } from "@flowlogs/base/errors";
import type { Context } from "@flowlogs/cli";
import { AWS, type Inventory } from "./kind.ts";
import { cacheFile, cacheTime, MAX_AGE, writeCacheFile } from "./userCache.ts";

export interface InventoryOptions extends AwsContextOptions {
  /** Ask AWS, even if the cache has an answer. */
  readonly refresh: boolean;
}

type InventoryContext = Pick<Context, "note" | "env">;

interface CachedInventory {
  /** Milliseconds. */
  readonly at: number;
  readonly document: unknown;
}

/** The document of a list; from the cache, which is told, or from AWS. Throws RemoteError. */
export async function readInventory(
  inventory: Inventory,
  options: InventoryOptions,
  context: InventoryContext,
): Promise<unknown> {
  const path = cachePath(inventory, options, context.env);
  const cached = options.refresh || path === undefined ? undefined : fromCache(path);
  if (cached !== undefined) {
    context.note(`${AWS}${inventory}: from the cache, as of ${cacheTime(cached.at)}; --refresh asks AWS again`);
    return cached.document;
  }
  const document = await ask(inventory, options, context);
  if (path !== undefined) toCache(path, { at: Date.now(), document }, context);
  return document;
}

async function ask(inventory: Inventory, options: InventoryOptions, { note, env }: InventoryContext): Promise<unknown> {
  const aws = new AwsContext(options, { note, env, stderrIsTerminal: process.stderr.isTTY });
  try {
    if (inventory === "accounts") {
      const { listAccounts } = await import("@flowlogs/aws/inventory/organizations");
      return await listAccounts(aws);
    }
    const { describeEc2 } = await import("@flowlogs/aws/inventory/ec2");
    return await describeEc2(inventory, aws);
  } catch (error) {
    if (!(error instanceof RemoteError)) throw error;
    throw new RemoteError(`${AWS}${inventory}: ${error.message}`, error.advice, error.cause);
  } finally {
    aws.end();
  }
}

/** A file for each list and each way to ask AWS for it; undefined where there is no home. */
function cachePath(inventory: Inventory, options: InventoryOptions, env: Context["env"]): string | undefined {
  const names = ["profile", "region", "role-arn", "endpoint-url"] as const;
  const variables = [
    "AWS_PROFILE",
    "AWS_REGION",
    "AWS_DEFAULT_REGION",
    "AWS_ACCESS_KEY_ID",
    "AWS_ENDPOINT_URL",
    "AWS_CONFIG_FILE",
  ];
  const caller = [...names.map((name) => options[name]), ...variables.map((name) => env[name])];
  const id = createHash("sha256").update(JSON.stringify(caller)).digest("hex").slice(0, 16);
  return cacheFile(env, `${inventory}-${id}.json`);
}

/** Undefined where it is missing, too old or damaged. */
function fromCache(path: string): CachedInventory | undefined {
  try {
    const cached: unknown = JSON.parse(readFileSync(path, "utf8"));
    return isCached(cached) && Date.now() - cached.at < MAX_AGE ? cached : undefined;
  } catch {
    return undefined;
  }
}

function isCached(value: unknown): value is CachedInventory {
  return (
    typeof value === "object" &&
    value !== null &&
    "document" in value &&
    "at" in value &&
    typeof value.at === "number" &&
    value.at <= Date.now()
  );
}

function toCache(path: string, cached: CachedInventory, { note }: InventoryContext): void {
  const problem = writeCacheFile(path, JSON.stringify(cached));
  if (problem !== undefined) note(`the answer of AWS is not kept: ${problem}`);
}
