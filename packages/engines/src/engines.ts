// The engines that there are: how each is asked (its dialect) and by whom (its client), loaded where one is used.
import type { EngineClient, EngineDialect, EngineKind } from "./query.ts";

/** Engines without a client are asked by whoever has their connection. */
export interface EngineParts {
  readonly dialect?: () => Promise<EngineDialect>;
  readonly client?: () => Promise<EngineClient>;
  /** Who asks pays for what is read. */
  readonly isPaid?: true;
}

export const engines: Readonly<Record<EngineKind, EngineParts>> = {
  athena: {
    dialect: async () => (await import("./dialects/trino.ts")).athena,
    client: async () => (await import("./clients/athena/client.ts")).client,
    isPaid: true,
  },
  clickhouse: {
    dialect: async () => (await import("./dialects/clickhouse.ts")).dialect,
    client: async () => (await import("./clients/clickhouse/client.ts")).client,
  },
  duckdb: { dialect: async () => (await import("./dialects/duckdb.ts")).dialect },
  insights: {
    dialect: async () => (await import("./dialects/insights/query.ts")).dialect,
    client: async () => (await import("./clients/insights/client.ts")).client,
    isPaid: true,
  },
  trino: {
    dialect: async () => (await import("./dialects/trino.ts")).trino,
    client: async () => (await import("./clients/trino/client.ts")).client,
  },
};
