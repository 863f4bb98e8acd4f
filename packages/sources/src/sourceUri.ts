// Tells by the name of a source which service has it, and which options the services have. No service is loaded for it.
import { isProblem, type Problem } from "@flowlogs/cli";
import type { ServiceTraits } from "./provider/definition.ts";
import { remote } from "./registry.ts";

type Registry = typeof remote;

/** The name of a service in the registry. */
export type ServiceName = keyof Registry;

/** A service, with its name in the registry. */
export type Service = {
  [Name in ServiceName]: Registry[Name] & ServiceTraits & { readonly name: Name };
}[ServiceName];

/** All services, in the order of the registry. */
export const services: readonly Service[] = Object.entries(remote).map(
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- entries lose which name is whose
  ([name, definition]) => ({ ...definition, name }) as Service,
);

/** The service that has a source; undefined for what is on this machine. */
export function serviceOf(source: string): Service | undefined {
  return services.find(({ matches }) => matches(source));
}

export function isRemote(source: string): boolean {
  return serviceOf(source) !== undefined;
}

/** What is wrong with the name of a remote source. */
export function nameProblem(source: string): Problem | undefined {
  const parsed = serviceOf(source)?.parse(source);
  return isProblem(parsed) ? parsed : undefined;
}

type Intersection<Union> = (Union extends unknown ? (of: Union) => void : never) extends (of: infer All) => void
  ? All
  : never;

/** The options that are only for some services. */
export type ServiceOptions = Intersection<Service["options"]>;
// oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the intersection of what is merged
export const serviceOptions = Object.assign({}, ...services.map(({ options }) => options)) as ServiceOptions;

/** Whether an option makes sense with these sources: those of services need one of theirs. */
export function isForSources(option: string, sources: readonly string[]): boolean {
  if (!Object.hasOwn(serviceOptions, option)) return true;
  const named = sources.map((source) => serviceOf(source)?.name);
  return services.some(({ name, options }) => Object.hasOwn(options, option) && named.includes(name));
}
