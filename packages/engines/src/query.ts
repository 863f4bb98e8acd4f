// What flow-query, dialects and clients hand to each other: a question in an engine's language, the table it is about, what it
// will cost, and the rows that come back.
import type { AwsOptions } from "@flowlogs/aws/session";
import type { Problem } from "@flowlogs/base/problem";
import type { PlainCommand, Plan, PlanWindow } from "./plan.ts";

export type EngineKind = "athena" | "clickhouse" | "duckdb" | "insights" | "trino";

/** A question in the language of an engine. */
export interface EngineQuery {
  readonly engine: EngineKind;
  readonly text: string;
  /** What a row has, in this order. */
  readonly columns: readonly EngineColumn[];
  /** The names of those whose values are approximate; each row says so too. */
  readonly approximate?: readonly string[];
  /** What is answered where the engine has no row for no records. */
  readonly whenEmpty?: EngineRow;
  /** Seconds: the time may be asked for in pieces, one after the other, each beginning at a multiple of this. */
  readonly pieces?: number;
  /** How rows of pieces of any time are put together, for each column; undefined: they cannot be. */
  readonly merge?: readonly EngineMerge[];
  /** What the user should know of the answer: what is approximate, and in which order rows come. */
  readonly notes: readonly string[];
  /** What is finished here, on the rows that the engine gives. */
  readonly rest?: EngineRest;
  readonly table: EngineTable;
  readonly window?: PlanWindow;
  readonly given?: GivenValues;
}

/** The values of columns, one of which each record must have. */
export type GivenValues = ReadonlyMap<string, readonly string[]>;

export type EngineMerge = "key" | "sum" | "min" | "max";

export interface EngineRest {
  /** Why the engine does not do the first of them. */
  readonly why: string;
  readonly commands: readonly PlainCommand[];
}

/** `integer` has every digit, `number` is a double, and an address is a text in the usual spelling. */
export type EngineType = "text" | "address" | "integer" | "number" | "boolean";

export interface EngineColumn {
  readonly name: string;
  readonly type: EngineType;
  /** What the engine calls it, where it has no such names. */
  readonly as?: string;
  /** What the engine gives in its place, where that is another thing. */
  readonly stored?: string;
  /** It is a field as the log has it, with "-" for nothing. */
  readonly isRaw?: true;
}

/** A table as an engine has it. */
export interface EngineTable {
  /** As the engine spells it, a part each: catalog, schema, table; or log groups, for Insights. */
  readonly name: readonly string[];
  readonly columns: readonly StoredColumn[];
  /** Columns by which its data is divided; empty where it is not. */
  readonly partitions: readonly StoredPartition[];
  /** The folder of S3 with its data, where that is known. */
  readonly location?: string;
  /** The folder of a partition, with `${column}` for each value; without it folders are called column=value. */
  readonly template?: string;
}

export interface StoredColumn {
  /** As the engine spells it. */
  readonly name: string;
  /** The engine's own word for what it holds. */
  readonly stored: string;
  readonly type: EngineType;
}

/** `date`: a whole day, or a day with its hour; the other units are numbers as texts or integers. */
export interface StoredPartition extends StoredColumn {
  readonly unit: "year" | "month" | "day" | "hour" | "date" | "other";
  /** How the texts of a `date` are written: yyyy/MM/dd; their order is that of time. */
  readonly format?: string;
  /** All that there are, where the table says so. */
  readonly values?: readonly string[];
  /** The table does not know its values: each question has to give one. */
  readonly isInjected?: true;
}

/** What a question will read, before it is asked. */
export interface EngineEstimate {
  /** Bytes that the engine reads; undefined where nobody can say. */
  readonly bytes?: number;
  readonly objects?: number;
  /** What is left of the partitions. */
  readonly partitions?: readonly string[];
  readonly cost?: EngineCost;
  /** How this is known, for people. */
  readonly from: string;
}

export interface EngineCost {
  readonly dollars: number;
  /** The price and its date, for people: "5 USD a TB scanned (2026-11)". */
  readonly price: string;
}

/** Digits stand for an integer, so that none is lost; the other values are as JSON has them. */
export type EngineValue = string | number | bigint | boolean | null;

/** The values of the columns of the query, in their order. */
export type EngineRow = readonly EngineValue[];

/** A connection to an engine. Its methods throw UsageError (exit 2) and RemoteError (exit 5, the engine's words with ours). */
export interface Engine {
  /** The columns and partitions of a table, by the words of --table. */
  describe(table: string | undefined): Promise<EngineTable>;
  estimate(query: EngineQuery): Promise<EngineEstimate>;
  /**
   * The rows in pieces of any size, in bounded memory. When `signal` aborts, the engine ends the query too. `onParts` is called before
   * the first row where groups are in parts, which are put together as the query says.
   */
  run(query: EngineQuery, signal: AbortSignal, onParts?: () => void): AsyncIterable<readonly EngineRow[]>;
  /** What the queries so far have read, where the engine tells. */
  readonly scanned?: EngineScan;
  /** The exit code of what it read, where it reads here: what was wrong was told. */
  readonly code?: number;
  close(): Promise<void>;
}

export interface EngineScan {
  readonly bytes: number;
  readonly records?: number;
  /** The pieces into which the engine divided the data. */
  readonly splits?: number;
}

/** What a client is given to connect. */
export interface EngineContext {
  /** What the command line says about the engine. */
  readonly settings: EngineSettings;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Tells people that wait how far it is. */
  progress(text: string): void;
  /** Tells something once, as a note. */
  note(problem: Problem): void;
}

export type AwsSettings = AwsOptions;

export interface EngineSettings {
  /** The address of the server of Trino or ClickHouse: https://user@host:8443. */
  readonly server?: string | undefined;
  /** Who asks AWS, and where; what is missing is as the environment and the profile say. */
  readonly aws?: AwsSettings;
  /** The format of the records, where the user gives it. */
  readonly format?: string | undefined;
  /** Of Athena: who pays for the query, and the folder of S3 for its results. */
  readonly workgroup?: string | undefined;
  readonly "output-location"?: string | undefined;
}

/** A module of clients/. */
export interface EngineClient {
  connect(context: EngineContext): Promise<Engine>;
}

/** A module of dialects/: says a plan in the language of an engine. */
export interface EngineDialect {
  /** Or the reason why it cannot. */
  print(plan: Plan, table: EngineTable): EngineQuery | Problem;
}
