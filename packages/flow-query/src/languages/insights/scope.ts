// What names mean at a place of a query: fields of the log, or after `stats` its columns; and what `fields` and `parse` made.
import { nearestName } from "@flowlogs/base/nearest";
import { compileAggregate } from "./aggregates.ts";
import { compileValue } from "./compileValue.ts";
import { isTrue } from "./condition.ts";
import { logField, type ReaderOption, systemNames } from "./names.ts";
import { type QueryPlace, QueryRefusal } from "../refusal.ts";
import type { FieldNode, QueryNode } from "./syntax.ts";
import type { QueryValue, World } from "./value.ts";

export class Scope implements World {
  readonly #query: string;
  readonly #note: (text: string) => void;
  /** The columns of the last `stats`; undefined: the records are those of the log. */
  readonly #columns: ReadonlyMap<string, QueryValue> | undefined;
  readonly #made = new Map<string, QueryValue>();
  /** What flowlogs-read must write for the names so far. */
  readonly options = new Set<ReaderOption>();
  /** The fields of the records that the query has named so far. */
  readonly used = new Set<string>();

  constructor(query: string, note: (text: string) => void, columns?: ReadonlyMap<string, QueryValue>) {
    this.#query = query;
    this.#note = note;
    this.#columns = columns;
  }

  get isLog(): boolean {
    return this.#columns === undefined;
  }

  value(node: QueryNode): QueryValue {
    return compileValue(node, this);
  }

  holds(node: QueryNode): string {
    return isTrue(node, this);
  }

  /** From here on the name has this value. */
  make(name: string, value: QueryValue): void {
    this.#made.set(name, value);
  }

  field(field: FieldNode): QueryValue {
    const known = this.#made.get(field.name) ?? this.#columns?.get(field.name);
    if (known !== undefined) return known;
    return this.#columns === undefined ? this.#ofLog(field) : this.#noColumn(field, this.#columns);
  }

  /** The value of a column by the text of its expression: `sort count(*)`. */
  column(name: string): QueryValue | undefined {
    return this.#columns?.get(name);
  }

  aggregate(): undefined {
    return undefined;
  }

  note(text: string): void {
    this.#note(text);
  }

  written({ from, to }: QueryPlace): string {
    return this.#query.slice(from, to);
  }

  refuse(place: QueryPlace, problem: string, advice?: string): never {
    throw new QueryRefusal(this.#query, place, problem, advice);
  }

  /** The values of a `stats`, made of those of this scope. */
  get grouped(): World {
    const world: World = {
      value: (node) => compileValue(node, world),
      holds: (node) => isTrue(node, world),
      field: (field) =>
        this.refuse(field, `"${field.name}" is not aggregated`, `group by it, or write max(${field.name})`),
      aggregate: (call) => {
        if (call.name.toLowerCase() === "bin") this.refuse(call, "bin is for the keys", "write it after by");
        return compileAggregate(call, this);
      },
      note: (text) => this.note(text),
      written: (place) => this.written(place),
      refuse: (place, problem, advice) => this.refuse(place, problem, advice),
    };
    return world;
  }

  #ofLog(field: FieldNode): QueryValue {
    const found = logField(field);
    if (found === undefined) {
      const near = nearestName(field.name, systemNames());
      const advice = near === undefined ? `it has ${systemNames().join(", ")}` : `did you mean "${near}"?`;
      return this.refuse(field, `flow-query does not have "${field.name}" of Logs Insights`, advice);
    }
    if (found.option !== undefined) this.options.add(found.option);
    for (const name of found.fields) this.used.add(name);
    return found.value;
  }

  #noColumn(field: FieldNode, columns: ReadonlyMap<string, QueryValue>): never {
    const names = [...columns.keys()];
    const near = nearestName(field.name, names);
    const advice = near === undefined ? `its columns are ${names.join(", ")}` : `did you mean "${near}"?`;
    return this.refuse(field, `the stats before has no "${field.name}"`, advice);
  }
}
