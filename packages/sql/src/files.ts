// Files that DuckDB reads by itself, as a table: the columns have our names and types, and what we take for null is null.
import { identifier } from "./columns.ts";
import { quoted } from "./statement.ts";

/** A file whose rows DuckDB reads as we do. */
export interface TableFile {
  /** Absolute, without signs that mean something to DuckDB. */
  readonly path: string;
  readonly form: "delimited" | "parquet";
  readonly isGzip: boolean;
  readonly separator: string;
  /** Lines before the first row. */
  readonly headers: number;
  readonly columns: readonly FileColumn[];
}

interface FileColumn {
  readonly name: string;
  readonly type: string;
  /** What the file calls it, where it has names of its own. */
  readonly original?: string;
}

/** A query for the rows of files, in their order. */
export function rowsOf(files: readonly TableFile[]): string {
  const runs: { readonly query: (paths: string) => string; readonly paths: string[] }[] = [];
  let last: string | undefined;
  for (const file of files) {
    const { path, ...form } = file;
    const key = JSON.stringify([form.form, form.isGzip, form.separator, form.headers, form.columns]);
    if (key !== last) runs.push({ query: (paths) => queryOf(file, paths), paths: [] });
    runs.at(-1)?.paths.push(path);
    last = key;
  }
  return runs.map(({ query, paths }) => query(`[${paths.map(quoted).join(", ")}]`)).join("\nUNION ALL BY NAME\n");
}

function queryOf(file: TableFile, paths: string): string {
  return file.form === "parquet" ? parquet(file, paths) : delimited(file, paths);
}

/** A hyphen is null in flow logs, in Parquet too. */
function parquet({ columns }: TableFile, paths: string): string {
  const values = columns.map(({ name, type, original = name }) => {
    const value = `${identifier(original)}::${type}`;
    return `${type === "VARCHAR" ? `nullif(${value}, '-')` : value} AS ${identifier(name)}`;
  });
  return `SELECT ${values.join(", ")} FROM read_parquet(${paths}, hive_partitioning=false)`;
}

function delimited({ separator, isGzip, headers, columns }: TableFile, paths: string): string {
  const types = columns.map(({ name, type }) => `${quoted(name)}: ${quoted(type)}`);
  const options = [
    `columns={${types.join(", ")}}`,
    `delim=${quoted(separator)}`,
    // Python writes None. Only AWS text has spaces between its values, and no empty ones.
    separator === " " ? "nullstr='-'" : "nullstr=['-', '', 'None']",
    `compression='${isGzip ? "gzip" : "none"}'`,
    `skip=${headers}`,
    "header=false, auto_detect=false, quote='', escape='', new_line='\\n'",
    "hive_partitioning=false, strict_mode=true, null_padding=false, ignore_errors=false",
  ];
  return `SELECT * FROM read_csv(${paths}, ${options.join(", ")})`;
}
