// Where the commands of a pipeline find what is configured.
import type { Host } from "@flowlogs/cli/chain";

export type Configured = Pick<Host, "configFiles" | "env">;

const configFiles: Host["configFiles"] = async () => await Promise.resolve({ files: [], remarks: [] });

/** Nothing is configured. */
export const unconfigured: Configured = { env: {}, configFiles };

/** A host that has no configuration files. */
export function withoutFiles(host: Host): Host {
  return Object.create(host, Object.getOwnPropertyDescriptors({ configFiles }));
}
