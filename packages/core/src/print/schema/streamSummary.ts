// The fields of all records of a stream, each with a summary of its values, and how many sets of keys records have.
import { type Batch, ROW_LIMIT } from "../../batch.ts";
import { KEY_LIMIT } from "../../decode/everyKeyDecoder.ts";
import { outputKeys } from "../../encode/keys.ts";
import { FieldSummary, SharedRoom } from "./fieldSummary.ts";

/** Sets of keys that are told apart; more are "more than that". */
export const KEY_SETS_LIMIT = 1000;

/** A field by its name, those inside of objects with dots. */
export interface NamedSummary {
  readonly name: string;
  readonly summary: FieldSummary;
}

export class StreamSummary {
  records = 0;
  readonly #room = new SharedRoom(KEY_LIMIT);
  /** In the order of the columns, which stay where they are when others come. */
  readonly #fields: FieldSummary[] = [];
  #names: readonly string[] = [];
  /** Of each row of the batch a number that says which keys it has. */
  readonly #rowKeys = new Uint32Array(ROW_LIMIT);
  readonly #keySets = new Set<number>();
  #last = -1;

  take(batch: Batch): void {
    this.records += batch.selected;
    this.#names = outputKeys(batch, batch.fields);
    this.#rowKeys.fill(0);
    for (let column = 0; column < batch.fields.length; column++) {
      this.#takeColumn(batch, column, (this.#fields[column] ??= new FieldSummary(this.#room)));
    }
    for (let place = 0; place < batch.selected; place++) this.#countKeys(this.#rowKeys[place] ?? 0);
  }

  /** How many sets of keys there are, up to the limit. */
  get keySets(): number {
    return this.#keySets.size;
  }

  /** Objects of which fields were left out. */
  get leftOut(): number {
    return this.#room.leftOut;
  }

  /** The fields of objects after these. */
  get fields(): NamedSummary[] {
    return this.#fields.flatMap((summary, column) => withInner(this.#names[column] ?? "", summary));
  }

  #takeColumn(batch: Batch, column: number, field: FieldSummary): void {
    const { kernel, selected } = batch;
    const [words, bytes] = [kernel.words(), kernel.bytes()];
    const [first, list] = [batch.spanAt(0, column), batch.list / 4];
    const step = batch.spanAt(1, column) - first;
    for (let place = 0; place < selected; place++) {
      const at = first + (words[list + place] ?? 0) * step;
      const start = words[at] ?? 0;
      const end = words[at + 1] ?? 0;
      if (end === 0) continue;
      this.#rowKeys[place] = Math.imul((this.#rowKeys[place] ?? 0) ^ (column + 1), 0x9e37_79b1);
      if (start === 0) field.nulls++;
      else field.take(bytes, start, end & 0x7fff_ffff, end > 0x7fff_ffff);
    }
  }

  #countKeys(keys: number): void {
    if (keys === this.#last) return;
    this.#last = keys;
    if (this.#keySets.size < KEY_SETS_LIMIT) this.#keySets.add(keys);
  }
}

function withInner(name: string, summary: FieldSummary): NamedSummary[] {
  return [{ name, summary }, ...[...summary.inner].flatMap(([key, inner]) => withInner(`${name}.${key}`, inner))];
}
