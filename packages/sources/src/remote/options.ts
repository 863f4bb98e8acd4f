// What the command line says of remote sources, and what of that makes no sense. Nothing of AWS is loaded for it.
import { UsageError } from "@flowlogs/cli";
import type { ReadValues } from "../options.ts";
import { isRemote, misnamed, type ServiceName, serviceOf } from "../sourceUri.ts";
import type { RemoteValues } from "../provider/options.ts";

/** The options that are about remote sources. */
export interface RemoteRequest {
  readonly sources: readonly string[];
  readonly profile?: string | undefined;
  readonly "role-arn"?: string | undefined;
  readonly "external-id"?: string | undefined;
  readonly "role-session-name"?: string | undefined;
  readonly "endpoint-url"?: string | undefined;
  readonly "filter-pattern"?: string | undefined;
  readonly "no-pushdown": boolean;
  readonly "requester-pays": boolean;
  readonly "max-objects"?: number | undefined;
  readonly stream: readonly string[];
  readonly eni: readonly (readonly string[])[];
  readonly consumer?: string | undefined;
  readonly concurrency?: number | undefined;
  readonly rate?: number | undefined;
  readonly explain: boolean;
  readonly region: readonly (readonly string[])[];
  readonly follow?: "polling" | "live" | undefined;
}

/** Options that would be ignored without a remote source, which nobody who gives them would want. */
const ONLY_REMOTE = [
  "profile",
  "role-arn",
  "external-id",
  "role-session-name",
  "endpoint-url",
  "concurrency",
  "rate",
] as const;

/** Those that are about sources of some services, and how such sources are called and written. */
const ONLY_OF: readonly OnlyOf[] = [
  { name: "no-pushdown", services: ["logs"], what: "log groups", such: "cwl:GROUP" },
  { name: "stream", services: ["logs", "kinesis"], what: "log groups and streams", such: "cwl:GROUP" },
  { name: "eni", services: ["logs", "kinesis"], what: "log groups and streams", such: "cwl:GROUP" },
  { name: "consumer", services: ["kinesis"], what: "streams", such: "kinesis:STREAM" },
  { name: "requester-pays", services: ["s3"], what: "buckets", such: "s3://BUCKET/PREFIX" },
  { name: "max-objects", services: ["s3"], what: "buckets", such: "s3://BUCKET/PREFIX" },
];

interface OnlyOf {
  readonly name: keyof RemoteRequest;
  readonly services: readonly ServiceName[];
  readonly what: string;
  readonly such: string;
}

/** Throws a UsageError. */
export function assertRemoteOptions(request: RemoteRequest): void {
  for (const source of request.sources) {
    const problem = misnamed(source);
    if (problem !== undefined) throw new UsageError(problem, "SOURCE");
  }
  const given = ONLY_REMOTE.find((name) => isGiven(request[name]));
  if (given !== undefined && !request.sources.some(isRemote)) {
    const advice = "name one, such as cwl:GROUP, or leave it out";
    throw new UsageError({ problem: "is only for sources in AWS", advice }, `--${given}`);
  }
  assertServices(request);
  for (const name of ["external-id", "role-session-name"] as const) {
    if (request[name] === undefined || request["role-arn"] !== undefined) continue;
    throw new UsageError({ problem: "requires --role-arn", advice: "add it, or leave this out" }, `--${name}`);
  }
  if (request["filter-pattern"] !== undefined && request["no-pushdown"]) {
    const problem = { problem: "applies to --where, not to --filter-pattern", advice: "leave one of them out" };
    throw new UsageError(problem, "--no-pushdown");
  }
}

function assertServices(request: RemoteRequest): void {
  const named = new Set<string | undefined>(request.sources.map(serviceOf));
  for (const { name, services, what, such } of ONLY_OF) {
    if (!isGiven(request[name]) || services.some((it) => named.has(it))) continue;
    const advice = `name one, such as ${such}, or leave it out`;
    throw new UsageError({ problem: `is only for ${what}`, advice }, `--${name}`);
  }
}

/** The same as the readers of remote sources take them. */
export function remoteValues(request: RemoteRequest, values: ReadValues): RemoteValues {
  const { region, eni, ...options } = request;
  const { start, end, format, where } = values;
  return {
    ...options,
    regions: region.flat(),
    eni: eni.flat(),
    start,
    end,
    formats: format,
    where,
    "with-source": values["with-source"],
    workers: values.workers,
  };
}

function isGiven(value: unknown): boolean {
  return Array.isArray(value) ? value.length > 0 : value !== undefined && value !== false;
}
