// Decodes NDJSON lines when no fields were named: the fields are those of the first record. A later record with
// other fields brings a new heading where the format allows one; elsewhere the kernel counts those that have more fields,
// so that nothing is left out in silence.
import type { Kernel } from "@flowlogs/kernel/kernel";
import { keysOf } from "../text/member.ts";
import { keyFor } from "../field.ts";
import { INTERIM_KEY } from "../interim/marks.ts";
import { TOTAL_KEY } from "../totalRecord.ts";
import type { DecodedKeys, Decoder, DecoderEvents } from "./decoder.ts";
import { foreignInput } from "./foreign.ts";
import { NdjsonDecoder } from "./ndjson.ts";

/** What the batches have besides the fields of the first record. */
export interface HeaderFields {
  readonly fields: readonly string[];
  readonly exact: readonly string[];
  readonly computed: readonly string[];
  readonly mark?: string | undefined;
}

export class HeaderDecoder implements Decoder {
  readonly #kernel: Kernel;
  /** Without any field until the first record is there. */
  readonly #inner: NdjsonDecoder;
  readonly #follows: boolean;
  readonly #always: HeaderFields;
  /** A table has no column for the mark of the totals: they come last. */
  readonly #passed: { readonly at: number; readonly length: number };
  #headed = false;
  /** The fields of the last heading. */
  #heading: readonly string[] = [];
  /** The keys of all headings, where there may be several: of those before, the columns know nothing any more. */
  readonly #met = new Set<string>();

  /**
   * `follows`: a record with other fields brings a new heading instead. `always`: fields that are wanted even if the first
   * record lacks them, those of them that are keys, and columns for what is computed.
   */
  constructor(
    kernel: Kernel,
    events: DecoderEvents,
    follows: boolean,
    always: HeaderFields = { fields: [], exact: [], computed: [] },
  ) {
    this.#kernel = kernel;
    this.#always = always;
    this.#passed = kernel.place(TOTAL_KEY);
    this.#inner = new NdjsonDecoder(kernel, always.fields, events, always);
    this.#follows = follows;
  }

  get keys(): DecodedKeys {
    const inner = this.#inner.keys;
    return { ...inner, isThere: (name) => inner.isThere(name) || keyFor(name, [...this.#met]) !== undefined };
  }

  readLines(start: number, end: number, scratch: number): number {
    if (!this.#headed) this.#head(start, end);
    let position = this.#inner.readLines(start, end, scratch);
    while (position < end) {
      this.#head(position, end);
      this.#kernel.acceptRecord(position);
      position = this.#inner.readLines(position, end, scratch);
      this.#kernel.acceptRecord(0);
    }
    return position;
  }

  /** Takes the fields of the first record from `start` on, if there is one. */
  #head(start: number, end: number): void {
    const fields = this.#firstFields(start, end);
    if (fields === undefined) return;
    this.#headed = true;
    if (this.#follows && this.#isHeadingOf(fields)) return;
    this.#heading = fields;
    if (this.#follows) for (const field of fields) this.#met.add(field);
    const [firstFields, always] = [new Set(fields), new Set(this.#always.fields)];
    const named = this.#always.fields.filter((name) => !firstFields.has(name));
    this.#inner.setFields(
      [...fields, ...named],
      [...fields.filter((name) => !always.has(name)), ...this.#always.exact],
      fields.length,
    );
    if (this.#follows) this.#kernel.requireExactKeys(true);
    else this.#kernel.watchOtherKeys(true, this.#passed.at, this.#passed.length);
  }

  /** Named fields beside the keys: the kernel takes no record for exact, but its columns are there. */
  #isHeadingOf(fields: readonly string[]): boolean {
    if (this.#always.fields.length === 0 || fields.length !== this.#heading.length) return false;
    return fields.every((name, i) => name === this.#heading[i]);
  }

  skipLine(reason: string, detail: string, bytes?: Uint8Array): void {
    this.#inner.skipLine(reason, detail, bytes);
  }

  readonly objection = foreignInput;

  endSource(): void {
    this.#inner.endSource();
  }

  /** The keys of the first record, undefined when there is none. Interim results have the same, and a mark. */
  #firstFields(start: number, end: number): string[] | undefined {
    for (let at = start; at < end;) {
      const next = this.#kernel.afterFirstNewline(at, end) >>> 0;
      const fields = keysOf(this.#kernel.text(at, next));
      if (this.#follows && fields !== undefined) return fields;
      const others = fields?.filter((name) => name !== INTERIM_KEY);
      if (others !== undefined && (others.length > 0 || fields?.length === 0)) return others;
      at = next;
    }
    return undefined;
  }
}
