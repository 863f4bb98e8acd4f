// What is known of a kind of source without reading one: how it is written, which options are for it alone, what help says
// of it, and how its reader is loaded. The kinds are listed in registry.ts.
import type { Options, Problem } from "@flowlogs/cli";
import type { Provider, ProviderDeps } from "./provider.ts";

export interface SourceDefinition {
  /** How usage lines write such a source, as in `cwl:GROUP`. */
  readonly placeholder: string;
  /** What help says of such sources, as in "log groups (cwl:GROUP)". */
  readonly about: string;
}

/** What a service can do that others cannot. */
export interface ServiceTraits {
  /** It tests filter patterns itself. */
  readonly testsFilterPattern?: boolean;
  readonly hasLiveTail?: boolean;
  /** What is read when there is an --end and no --start. */
  readonly defaultWindow?: string;
}

/** Sources of a service. `Values`: the values of options that its provider reads. */
export interface ServiceDefinition<Values extends ProviderDeps["values"]> extends SourceDefinition, ServiceTraits {
  /** What its sources are called in messages, as in "log groups". */
  readonly noun: string;
  /** Whether the user means a source of this service. */
  readonly matches: (source: string) => boolean;
  /** Parses the name of such a source. */
  readonly parse: (source: string) => object | Problem;
  /** The options that it has; other services may have them too. */
  readonly options: Options;
  /** Loads the provider with its client. */
  readonly load: (deps: ProviderDeps<Values>) => Promise<Provider>;
}
