// The sources of a run that are not on this machine: each is opened by the service that has it. Loaded only when one is
// named; what is known of them without that is in names.ts.
import type { SourceContext } from "@flowlogs/cli";
import { Selection } from "../discovery/selection.ts";
import { type ServiceName, serviceOf } from "../sourceUri.ts";
import { AwsContext } from "@flowlogs/aws/awsContext";
import type { CheckpointStore, OpenedRemote, Provider, ReadContext } from "../provider/provider.ts";
import type { RemoteValues } from "../provider/options.ts";

/** Each loads its client only when one of its sources is named. */
const loaders: Readonly<Record<ServiceName, (world: ReadContext) => Promise<Provider>>> = {
  kinesis: async (world) => new (await import("../kinesis/provider.ts")).StreamReading(world),
  logs: async (world) => new (await import("../logs/provider.ts")).LogsReading(world),
  s3: async (world) => new (await import("../s3/provider.ts")).S3Reading(world),
};

export class RemoteSources {
  readonly #world: ReadContext;
  readonly #services = new Map<ServiceName, Promise<Provider>>();

  constructor(values: RemoteValues, context: SourceContext, checkpoints?: CheckpointStore, tally = everything()) {
    this.#world = { values, context, remote: new AwsContext(values, context), tally, checkpoints };
  }

  /** Calls, those refused and repeated, and the seconds spent waiting for that. */
  counts(): Readonly<Record<string, number>> {
    const { calls, throttled, failed, waited } = this.#world.remote.waits;
    const troubles =
      throttled + failed > 0 ? { throttled, failed, "seconds waited": Number((waited / 1000).toFixed(1)) } : {};
    return { calls, ...troubles };
  }

  /** Ends all calls and waits. */
  end(): void {
    this.#world.remote.end();
  }

  /** Sources as contents, one after the other; those of a service that are followed as one. What cannot be read is said. */
  async *open(sources: readonly string[]): AsyncGenerator<OpenedRemote> {
    for (const { name, its } of byService(sources)) yield* (await this.#service(name)).open(its);
  }

  /** What reading a source would do. What cannot be told is said. */
  async explain(source: string): Promise<string> {
    const [first] = byService([source]);
    return first === undefined ? "" : await (await this.#service(first.name)).explain(source);
  }

  #service(name: ServiceName): Promise<Provider> {
    const service = this.#services.get(name) ?? loaders[name](this.#world);
    this.#services.set(name, service);
    return service;
  }
}

function everything(): Selection {
  return new Selection({ accounts: [], regions: [], flowLogs: [] });
}

/** In their order; what one service has together comes together. */
function byService(sources: readonly string[]): { name: ServiceName; its: string[] }[] {
  const parts: { name: ServiceName; its: string[] }[] = [];
  for (const source of sources) {
    const name = serviceOf(source);
    if (name === undefined) throw new TypeError(source); // who asks has looked at the name
    const last = parts.at(-1);
    if (last?.name === name) last.its.push(source);
    else parts.push({ name, its: [source] });
  }
  return parts;
}
