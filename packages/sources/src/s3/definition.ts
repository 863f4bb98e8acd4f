// Buckets of S3 as a kind of source.
import { isBucket, parseBucket } from "@flowlogs/aws/s3/uri";
import type { ServiceDefinition } from "../provider/definition.ts";
import { options, type S3Values } from "./options.ts";

export const s3 = {
  placeholder: "s3://BUCKET/PREFIX",
  about: "buckets (s3://BUCKET/PREFIX, read like folders)",
  noun: "buckets",
  matches: isBucket,
  parse: parseBucket,
  options,
  load: async (deps) => new (await import("./provider.ts")).S3Provider(deps),
} as const satisfies ServiceDefinition<S3Values>;
