// The options about other engines, apart from what runs there: nothing of an engine is loaded for them.
import { choice, isProblem, type Kind, type Options, path, text } from "@flowlogs/cli";
import type { EngineKind } from "@flowlogs/engines";

export const engineKinds: readonly EngineKind[] = ["athena", "clickhouse", "duckdb", "insights", "trino"];

const DOLLARS = 1;

const dollars: Kind<number> = {
  placeholder: "USD",
  parse(word) {
    const amount = /^\d+(?:\.\d+)?$/.test(word) ? Number(word) : Number.NaN;
    if (Number.isFinite(amount)) return amount;
    return { problem: `"${word}" is not an amount of dollars`, advice: "write one like 5 or 0.50" };
  },
};

/** An engine, by its name. */
const engineKind: Kind<EngineKind> = {
  ...choice(...engineKinds),
  parse(word) {
    const parsed = choice(...engineKinds).parse(word);
    return isProblem(parsed) ? parsed : (engineKinds.find((kind) => kind === parsed) ?? "duckdb");
  },
};

export const engineOptions = {
  engine: { kind: engineKind, brief: "run the pipeline there, where its data is" },
  table: {
    kind: { ...text, placeholder: "TABLE" },
    brief: "for --engine: the table, as CATALOG.SCHEMA.TABLE",
    rare: true,
  },
  server: {
    kind: { ...text, placeholder: "URL" },
    brief: "for --engine trino and clickhouse: where it is, as https://USER@HOST:8443",
    rare: true,
  },
  workgroup: { kind: { ...text, placeholder: "NAME" }, brief: "for --engine athena: the work group", rare: true },
  "output-location": {
    kind: { ...path, placeholder: "PREFIX" },
    brief: "for --engine athena: the folder s3://BUCKET/KEY/ for its results",
    rare: true,
  },
  "max-cost": { kind: dollars, brief: `run nothing that costs more; default: ${DOLLARS}`, rare: true },
  yes: {
    kind: "switch",
    brief: "run it, whatever it costs, and bring records here if need be",
    rare: true,
  },
} as const satisfies Options;

/** What the options are about. */
export const optionKinds: readonly {
  readonly name: "table" | "server" | "workgroup" | "output-location" | "max-cost" | "yes";
  readonly kinds: readonly EngineKind[];
}[] = [
  { name: "table", kinds: ["athena", "clickhouse", "insights", "trino"] },
  { name: "server", kinds: ["clickhouse", "trino"] },
  { name: "workgroup", kinds: ["athena"] },
  { name: "output-location", kinds: ["athena"] },
  { name: "max-cost", kinds: ["athena", "insights"] },
  { name: "yes", kinds: engineKinds },
];

export interface EngineValues {
  readonly engine?: EngineKind | undefined;
  readonly table?: string | undefined;
  readonly server?: string | undefined;
  readonly workgroup?: string | undefined;
  readonly "output-location"?: string | undefined;
  readonly "max-cost"?: number | undefined;
  readonly yes: boolean;
  readonly threads?: number | undefined;
  readonly "max-memory"?: number | undefined;
}

export function mostDollars({ "max-cost": most = DOLLARS }: EngineValues): number {
  return most;
}
