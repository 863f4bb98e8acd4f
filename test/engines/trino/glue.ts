// Does in Glue what Athena does with a CREATE EXTERNAL TABLE.
import type { CatalogTable } from "../../doubles/athena.ts";
import { catalogTable } from "../../doubles/athenaStatement.ts";

const hadoop = "org.apache.hadoop";
const storage = {
  text: {
    InputFormat: `${hadoop}.mapred.TextInputFormat`,
    OutputFormat: `${hadoop}.hive.ql.io.HiveIgnoreKeyTextOutputFormat`,
    library: `${hadoop}.hive.serde2.lazy.LazySimpleSerDe`,
  },
  parquet: {
    InputFormat: `${hadoop}.hive.ql.io.parquet.MapredParquetInputFormat`,
    OutputFormat: `${hadoop}.hive.ql.io.parquet.MapredParquetOutputFormat`,
    library: `${hadoop}.hive.ql.io.parquet.serde.ParquetHiveSerDe`,
  },
} as const;

/** Makes the table of a statement of flow-write --ddl athena in a database of Glue, under this name. */
export async function createInGlue(url: string, database: string, name: string, statement: string): Promise<void> {
  const part = (pattern: RegExp): string => pattern.exec(statement)?.[1] ?? "";
  const separator = part(/FIELDS TERMINATED BY '([^']*)'/);
  const nothing = part(/NULL DEFINED AS '([^']*)'/);
  const { library, ...formats } = storage[statement.includes("STORED AS PARQUET") ? "parquet" : "text"];
  const { columns, partitions, location, parameters } = catalogTable(statement);
  const input = {
    Name: name,
    TableType: "EXTERNAL_TABLE",
    Parameters: { EXTERNAL: "TRUE", ...parameters },
    PartitionKeys: glueColumns(partitions),
    StorageDescriptor: {
      Columns: glueColumns(columns),
      Location: location,
      ...formats,
      SerdeInfo: {
        SerializationLibrary: library,
        Parameters: { "field.delim": separator, ...(nothing === "" ? {} : { "serialization.null.format": nothing }) },
      },
    },
  };
  await glue(url, "CreateTable", { DatabaseName: database, TableInput: input });
}

export async function glue(url: string, operation: string, body: object): Promise<void> {
  const headers = {
    "X-Amz-Target": `AWSGlue.${operation}`,
    "Content-Type": "application/x-amz-json-1.1",
    Authorization:
      "AWS4-HMAC-SHA256 Credential=x/20260101/us-east-1/glue/aws4_request, SignedHeaders=host, Signature=x",
  };
  const response = await fetch(url, { method: "POST", headers, body: JSON.stringify(body) });
  if (!response.ok) throw new Error(`${operation}: ${await response.text()}`);
}

function glueColumns(columns: CatalogTable["columns"]): readonly object[] {
  return columns.map(([Name, Type]) => ({ Name, Type }));
}
