// The engines by name, apart from what writes their statements: for the command's definition.
export const engineNames = ["athena", "trino", "duckdb", "clickhouse"] as const;
export type EngineName = (typeof engineNames)[number];
