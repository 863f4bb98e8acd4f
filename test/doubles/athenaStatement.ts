// What the catalog of Athena has of a CREATE EXTERNAL TABLE: only as much of its language as flow-write prints.
import type { CatalogTable } from "./athena.ts";

export function catalogTable(statement: string): Required<CatalogTable> {
  const part = (pattern: RegExp): string => pattern.exec(statement)?.[1] ?? "";
  const properties = [...part(/TBLPROPERTIES \(([^]*)\)/).matchAll(/'([^']*)' = '([^']*)'/g)];
  return {
    columns: columnsIn(part(/TABLE \S+ \(([^)]*)\)/)),
    partitions: columnsIn(part(/PARTITIONED BY \(([^)]*)\)/)),
    location: part(/LOCATION '([^']*)'/),
    parameters: Object.fromEntries(properties.map(([, key, value]) => [key, value])),
  };
}

function columnsIn(list: string): CatalogTable["columns"] {
  return [...list.matchAll(/`([^`]*)` (\w+)/g)].map(([, name = "", type = ""]) => [name, type]);
}
