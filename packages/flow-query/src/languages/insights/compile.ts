// From the commands of a query to the commands of a pipeline that give the same answer.
import type { PlainCommand } from "@flowlogs/engines";
import type { Compiled } from "../compiled.ts";
import { checked } from "./functions.ts";
import { extract } from "./extract.ts";
import { printCondition } from "../printed.ts";
import { type QuerySortKey, sortWords } from "./order.ts";
import { groupWords } from "./group.ts";
import { Scope } from "./scope.ts";
import { type Column, keyColumns, selectWords } from "./select.ts";
import type { QueryCommand, QueryItem } from "./syntax.ts";
import { atom, type QueryValue } from "./value.ts";

/** Rows of an answer where the query does not say. */
const DEFAULT_LIMIT = 10_000;

/** The order of flow-top for records that are all equal to it. */
const asTheyCome: readonly QuerySortKey[] = [{ value: atom("1", "number"), descending: false }];

interface Asked {
  readonly query: string;
  readonly sources: readonly string[];
}

/** Throws QueryRefusal. */
export function compileQuery(commands: readonly QueryCommand[], asked: Asked): Compiled {
  const compiler = new QueryCompiler(asked);
  for (const command of commands) compiler.add(command);
  return compiler.finish();
}

class QueryCompiler {
  readonly #asked: Asked;
  readonly #notes = new Set<string>();
  readonly #commands: PlainCommand[] = [];
  readonly #log: Scope;
  #scope: Scope;
  /** Conditions since the last other command. */
  #conditions: string[] = [];
  /** The columns of the answer so far; those of `display` are no others. */
  #columns: Column[] = [];
  /** How many columns the last `stats` has. */
  #grouped: number | undefined;
  #displayed: readonly Column[] | undefined;
  #order: readonly QuerySortKey[] | undefined;
  #limit: number | undefined;
  #any = false;
  /** The records are in their order, and no more than the limit. */
  #isRanked = false;
  /** The place of the command with the usual limit. */
  #limiting: number | undefined;
  /** Only a limit may follow. */
  #isDistinct = false;

  constructor(asked: Asked) {
    this.#asked = asked;
    this.#log = new Scope(asked.query, (text) => this.#notes.add(text));
    this.#scope = this.#log;
  }

  add(command: QueryCommand): void {
    if (this.#isDistinct && command.kind !== "limit") {
      this.#scope.refuse(command, `after dedup comes only limit, not ${command.kind}`, "write it before dedup");
    }
    switch (command.kind) {
      case "fields":
        for (const item of command.items) this.#columns.push(this.#columnOf(item));
        return;
      case "display":
        this.#displayed = command.items.map((item) => this.#columnOf(item));
        return;
      case "filter":
        if (this.#limit !== undefined) this.#rank();
        this.#conditions.push(this.#scope.holds(command.condition));
        return;
      case "parse":
        for (const [name, value] of extract(command, this.#scope.value(command.field), this.#scope)) {
          this.#scope.make(name, value);
          this.#columns.push({ name, value, isParsed: true });
        }
        return;
      case "stats":
        return this.#group(command);
      case "sort":
        if (this.#limit !== undefined) this.#rank();
        this.#order = command.keys.map(({ value, descending }) => ({ value: this.#valueOf(value), descending }));
        this.#isRanked = false;
        return;
      case "limit":
        if (this.#limit !== undefined) this.#rank();
        this.#limit = command.count;
        this.#any = command.any;
        this.#isRanked = false;
        return;
      case "dedup":
        return this.#distinct(command);
    }
  }

  finish(): Compiled {
    if (!this.#isRanked) this.#rank();
    const words = selectWords(this.#answer(), this.#grouped);
    if (words !== undefined) this.#push("flow-fmt", ["-o", "ndjson", "--fields", words]);
    const { sources } = this.#asked;
    const read = { name: "flowlogs-read", words: [...this.#log.options, ...(sources.length === 0 ? ["-"] : sources)] };
    return { commands: [read, ...this.#commands], notes: [...this.#notes], limiting: this.#limiting };
  }

  /** The columns of the answer. Without any, those that Logs Insights shows. */
  #answer(): readonly Column[] {
    const columns = this.#displayed ?? this.#columns;
    if (
      columns.length === 0 ||
      (this.#scope.isLog && this.#displayed === undefined && columns.every(({ isParsed }) => isParsed))
    ) {
      const usual = ["@timestamp", "@message"].map((name): Column => ({
        name,
        value: this.#log.field({ kind: "field", name, from: 0, to: 0 }),
      }));
      return [...usual, ...columns];
    }
    return [...new Map(columns.map((column) => [column.name, column])).values()];
  }

  /** A column of the answer; an expression is from here on known by its name. */
  #columnOf(item: QueryItem): Column {
    const value = this.#valueOf(item);
    if (item.value.kind !== "field" || item.value.name !== item.name) this.#scope.make(item.name, value);
    return { name: item.name, value };
  }

  /** After stats `count(*)` is the column of that name. */
  #valueOf({ value, name }: QueryItem): QueryValue {
    const column = value.kind === "call" ? this.#scope.column(name) : undefined;
    if (column !== undefined) return column;
    const compiled = this.#scope.value(value);
    if (compiled.literal === undefined) checked(compiled.text, value, this.#scope);
    return compiled;
  }

  #group(command: Extract<QueryCommand, { kind: "stats" }>): void {
    if (this.#order !== undefined || this.#limit !== undefined) {
      this.#scope.refuse(command, "sort and limit come after the last stats");
    }
    this.#test();
    const { words, columns } = groupWords(command, this.#scope);
    this.#push("flow-group", words);
    this.#scope = new Scope(this.#asked.query, (text) => this.#notes.add(text), columns);
    this.#columns = [...columns].map(([name, value]) => ({ name, value, isGrouped: true }));
    this.#grouped = columns.size;
    this.#displayed = undefined;
  }

  /** The first record in order of each combination, and all of those that lack one of the fields. */
  #distinct({ fields }: Extract<QueryCommand, { kind: "dedup" }>): void {
    if (this.#limit !== undefined) this.#rank();
    this.#test();
    const keys = fields.map((field) => this.#scope.field(field));
    const { names, select } = keyColumns(keys, this.#scope.used);
    if (!this.#isRanked) this.#push("flow-top", ["--sort", "--by", sortWords(this.#order ?? this.#usualOrder())]);
    if (select !== undefined) this.#push("flow-fmt", ["-o", "ndjson", "--fields", select]);
    this.#push("flow-top", ["1", "--per", names.join(","), "--keep-null", "--by", sortWords(asTheyCome)]);
    this.#order = asTheyCome;
    this.#isRanked = false;
    this.#isDistinct = true;
  }

  /** Records of a log come newest first; groups as they were met. */
  #usualOrder(): readonly QuerySortKey[] {
    return this.#scope.isLog && !this.#any ? [{ value: atom("start", "time"), descending: true }] : asTheyCome;
  }

  #rank(): void {
    this.#test();
    this.#isRanked = true;
    const limit = this.#limit ?? (this.#scope.isLog ? DEFAULT_LIMIT : undefined);
    // The reader comes before these commands.
    if (this.#limit === undefined && limit !== undefined) this.#limiting = this.#commands.length + 1;
    this.#limit = undefined;
    if (limit === undefined && this.#order === undefined) return;
    const by = ["--by", sortWords(this.#order ?? this.#usualOrder())];
    this.#push("flow-top", limit === undefined ? ["--sort", ...by] : [String(limit), ...by]);
  }

  /** Writes the filter for the conditions so far. */
  #test(): void {
    if (this.#conditions.length > 0) this.#push("flow-filter", [printCondition(this.#conditions)]);
    this.#conditions = [];
  }

  #push(name: string, words: readonly string[]): void {
    this.#commands.push({ name, words });
  }
}
