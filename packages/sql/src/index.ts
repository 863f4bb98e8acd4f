// SQL on records: a database in memory whose tables are files of records.
export { type FlowDatabase, openDatabase, type SqlCell } from "./database.ts";
export { bindQuery, type BoundQuery } from "./parameters.ts";
