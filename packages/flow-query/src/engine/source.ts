// Where the data of a question is for an engine: the sources of its pipeline, or a table; and what its reader is asked for that an
// engine cannot do.
import { UsageError } from "@flowlogs/cli/chain";
import type { AwsSettings, EngineKind, Plan } from "@flowlogs/engines";

/** Options of the reader that say who asks AWS, and where. */
const awsOptions = ["profile", "region", "role-arn", "external-id", "role-session-name", "endpoint-url"] as const;
/** These engines read what the pipeline names; the others read a table. */
const readsSources: ReadonlySet<EngineKind> = new Set(["duckdb", "insights"]);

/** The words of the table. Throws UsageError. */
export function tableOf(kind: EngineKind, { source }: Plan, table: string | undefined): string | undefined {
  const names = source.names.filter((name) => name !== "-");
  const [first] = names;
  if (first === undefined) return table;
  if (table !== undefined && readsSources.has(kind)) {
    throw new UsageError({ problem: `the pipeline reads ${first}`, advice: "leave one of the two out" }, "--table");
  }
  if (!readsSources.has(kind)) {
    const advice = `leave it out: read | ... --engine ${kind} --table ${table ?? "SCHEMA.TABLE"}`;
    throw new UsageError({ problem: `${kind} reads a table, and not ${first}`, advice }, "--engine");
  }
  return names.join(",");
}

/** Throws UsageError for an option of the reader that an engine would not know of. DuckDB is given what the reader reads. */
export function assertReaderOptions(kind: EngineKind, { source }: Plan): void {
  if (kind === "duckdb") return;
  const others = Object.keys(source.options).find((name) => !isOfAws(name) && name !== "format" && name !== "workers");
  if (others !== undefined) {
    const problem = `${kind} does not do what flowlogs-read does with --${others}`;
    throw new UsageError({ problem, advice: "leave it out, or run the pipeline here" }, "--engine");
  }
}

/** Throws UsageError. */
export function awsSettings(kind: EngineKind, { source }: Plan): AwsSettings {
  const given = awsOptions.flatMap((name) => {
    const [text, ...more] = (source.options[name] ?? []).flatMap((it) => it.split(","));
    if (more.length > 0) throw new UsageError({ problem: `${kind} is asked in one Region at a time` }, `--${name}`);
    return text === undefined ? [] : [[name, text] as const];
  });
  return Object.fromEntries(given);
}

function isOfAws(name: string): boolean {
  return awsOptions.some((it) => it === name);
}
