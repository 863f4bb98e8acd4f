// The remote sources of a run: each is opened by the provider of its service. Loaded only when a remote source is named.
import type { SourceContext } from "@flowlogs/cli";
import { AwsContext } from "@flowlogs/aws/awsContext";
import { Selection } from "../discovery/selection.ts";
import type { CheckpointStore, OpenedRemote, Provider, ProviderDeps } from "../provider/provider.ts";
import { type Service, serviceOf, type ServiceName } from "../sourceUri.ts";
import type { RemoteValues } from "./options.ts";

export class RemoteSources {
  readonly #deps: ProviderDeps<RemoteValues>;
  readonly #providers = new Map<ServiceName, Promise<Provider>>();

  constructor(
    values: RemoteValues,
    context: SourceContext,
    checkpoints?: CheckpointStore,
    selection = new Selection({ accounts: [], regions: [], flowLogs: [] }),
  ) {
    this.#deps = { values, context, remote: new AwsContext(values, context), selection, checkpoints };
  }

  /** The number of calls, of those that were refused and repeated, and the seconds spent waiting for that. */
  counts(): Readonly<Record<string, number>> {
    const { calls, throttled, failed, waited } = this.#deps.remote.waits;
    const troubles =
      throttled + failed > 0 ? { throttled, failed, "seconds waited": Number((waited / 1000).toFixed(1)) } : {};
    return { calls, ...troubles };
  }

  /** Ends all calls and waits. */
  end(): void {
    this.#deps.remote.end();
  }

  /** Sources as contents, one after the other; those of a service that are followed as one. Failures are reported. */
  async *open(sources: readonly string[]): AsyncGenerator<OpenedRemote> {
    for (const { service, names } of byService(sources)) yield* (await this.#provider(service)).open(names);
  }

  /** The sizes of what there is to read of a source; undefined where the service does not tell. Failures are not reported. */
  async *sizes(source: string, selection: Selection): AsyncGenerator<number | undefined> {
    const [first] = byService([source]);
    const provider = first && (await this.#provider(first.service));
    if (provider?.sizes === undefined) yield undefined;
    else yield* provider.sizes(source, selection);
  }

  /** What reading a source would do, in words. Failures are reported. */
  async explain(source: string): Promise<string> {
    const [first] = byService([source]);
    return first === undefined ? "" : await (await this.#provider(first.service)).explain(source);
  }

  /** Each loads its client only when one of its sources is named. */
  #provider(service: Service): Promise<Provider> {
    const provider = this.#providers.get(service.name) ?? service.load(this.#deps);
    this.#providers.set(service.name, provider);
    return provider;
  }
}

/** The sources in their order, neighbours of one service together. */
function byService(sources: readonly string[]): { service: Service; names: string[] }[] {
  const groups: { service: Service; names: string[] }[] = [];
  for (const source of sources) {
    const service = serviceOf(source);
    if (service === undefined) throw new TypeError(source); // callers check the names
    const last = groups.at(-1);
    if (last?.service === service) last.names.push(source);
    else groups.push({ service, names: [source] });
  }
  return groups;
}
