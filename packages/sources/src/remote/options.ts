// The options about remote sources, and which of them make no sense together. Nothing of AWS is loaded for it.
import { UsageError, type Values } from "@flowlogs/cli";
import type { ReadValues } from "../options.ts";
import { assertKind } from "../likelySource.ts";
import { awsOptions } from "../provider/awsOptions.ts";
import type { ProviderValues } from "../provider/options.ts";
import { nameProblem, type ServiceOptions, serviceOf, serviceOptions, services } from "../sourceUri.ts";

/** The values of the options that are about remote sources. */
export interface RemoteRequest extends Values<ServiceOptions> {
  readonly sources: readonly string[];
  readonly "filter-pattern"?: string | undefined;
  readonly explain: boolean;
  readonly region: readonly (readonly string[])[];
  readonly follow?: "polling" | "live" | undefined;
}

/** The same as providers take them. */
export interface RemoteValues extends ProviderValues, Omit<Partial<Values<ServiceOptions>>, "eni"> {
  readonly eni?: readonly string[] | undefined;
}

/** Throws a UsageError. */
export function assertRemoteOptions(request: RemoteRequest): void {
  for (const source of request.sources) {
    const problem = nameProblem(source);
    if (problem !== undefined) throw new UsageError(problem, "SOURCE");
    assertKind(source);
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

/** An option needs a source of one of the services that have it, or it would be ignored, which no user would want. */
function assertServices(request: RemoteRequest): void {
  const named = new Set(request.sources.map((source) => serviceOf(source)?.name));
  for (const option of Object.keys(serviceOptions)) {
    const having = services.filter(({ options }) => option in options);
    if (!isGiven(request, option) || having.some(({ name }) => named.has(name))) continue;
    const nouns = having.map(({ noun }) => noun).join(" and ");
    const advice = `name one, such as ${having[0]?.placeholder}, or leave it out`;
    const problem = `is only for ${option in awsOptions ? "sources in AWS" : nouns}`;
    throw new UsageError({ problem, advice }, `--${option}`);
  }
}

function isGiven(request: RemoteRequest, option: string): boolean {
  const value: unknown = Reflect.get(request, option);
  return Array.isArray(value) ? value.length > 0 : value !== undefined && value !== false;
}

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
