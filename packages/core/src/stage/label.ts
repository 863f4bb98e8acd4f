// Adds the labels of a record's addresses, interfaces, ports or other keys to its line: a member for each field and label. The kernel
// finds the labels and writes the lines.
import type { Batch } from "../batch.ts";
import type { Output } from "../encode/output.ts";
import { controlPlaces, passControlLines } from "../interim/interimRecords.ts";
import type { LabelSource } from "../label/labelSource.ts";
import { type LabelColumn, Lookups } from "../label/lookups.ts";
import { listed } from "../text/listed.ts";
import type { Kernel } from "@flowlogs/kernel/kernel";
import { LineRewriter } from "./lineRewriter.ts";
import type { Need } from "./needs.ts";
import type { Stage, StageContext } from "./stage.ts";

/** Takes values for which no source has an entry. */
export interface UnlabeledValues {
  add(field: string, value: string, isText: boolean): void;
  /** There are no more. */
  finish(): void;
}

export interface LabelStageOptions {
  /** The fields whose values are looked up. */
  readonly fields: readonly string[];
  /** Whether the user named the fields: then each has to be there. */
  readonly areNamed: boolean;
  readonly sources: readonly LabelSource[];
  /** The labels that are added, for each field. */
  readonly labels: ReadonlyMap<string, readonly string[]>;
  /** What the member of a field and a label is called. */
  readonly nameOf: (field: string, label: string) => string;
  /** The field with the time at which a label has to be in force. */
  readonly time: string;
  /** Write the labels of all sources, as a list. */
  readonly all: boolean;
  /** Leave out records without any label. */
  readonly onlyMatched: boolean;
  /** Takes the values without a label. */
  readonly unmatched?: UnlabeledValues | undefined;
}

const COLUMN = 16;
/** Characters of a value that are shown. */
const EXAMPLE = 50;
const NEWLINE = new Uint8Array([10]);

/** The fields that the stage looks at, and those of them that it adds. */
export function fieldsOfLabels(options: LabelStageOptions): { fields: readonly string[]; exact: readonly string[] } {
  const exact = addedBy(options);
  const time = isDated(options) ? [options.time] : [];
  return { fields: [...options.fields, ...time, ...exact], exact };
}

function addedBy({ fields, labels, nameOf }: LabelStageOptions): readonly string[] {
  return fields.flatMap((field) => (labels.get(field) ?? []).map((label) => nameOf(field, label)));
}

function isDated({ sources }: LabelStageOptions): boolean {
  return sources.some((source) => source.isDated);
}

export class LabelStage implements Stage {
  readonly partials = "noted";
  readonly needs: readonly Need[];
  readonly #kernel: Kernel;
  readonly #output: Output;
  readonly #options: LabelStageOptions;
  readonly #note: StageContext["note"];
  readonly #missing: StageContext["missing"];
  readonly #added: readonly string[];
  readonly #lookups: Lookups;
  readonly #lines: LineRewriter;
  #records = 0;
  #unlabeled = 0;
  /** Names of values that labels took the place of, and the records that had one. */
  readonly #replaced = new Set<string>();
  #replacedIn = 0;

  constructor(kernel: Kernel, output: Output, options: LabelStageOptions, context: StageContext) {
    const { fields, areNamed, sources, time, all } = options;
    this.#kernel = kernel;
    this.#output = output;
    this.#options = options;
    this.#note = context.note;
    this.#missing = context.missing;
    this.#added = addedBy(options);
    this.#lines = new LineRewriter(kernel);
    this.needs = [
      { demand: areNamed ? { all: fields } : { any: fields }, isVital: true },
      ...(isDated(options) ? [{ demand: { all: [time] }, isVital: true }] : []),
    ];
    this.#lookups = new Lookups(kernel, fields, sources, context.refuse);
    this.#openColumns(all);
  }

  /** Lays the columns out for the kernel. */
  #openColumns(all: boolean): void {
    const kernel = this.#kernel;
    const { fields, labels, nameOf } = this.#options;
    const wanted = fields.flatMap((field) => (labels.get(field) ?? []).map((label) => ({ field, label })));
    const columns = kernel.allocate(wanted.length * COLUMN);
    let room = 0;
    for (const [i, { field, label }] of wanted.entries()) {
      const from = this.#lookups.columns.filter((it) => it.field === field && it.label === label);
      const key = kernel.place(`${JSON.stringify(nameOf(field, label))}:`);
      const sources = kernel.allocate(from.length * 8);
      kernel.words().set(
        from.flatMap(({ entries, values }) => [entries, values]),
        sources / 4,
      );
      kernel.words().set([key.at, key.length, sources, from.length], columns / 4 + i * (COLUMN / 4));
      room += key.length + 1 + roomFor(from, all);
    }
    kernel.openLabels(columns, wanted.length, room, all);
  }

  accept(batch: Batch): void {
    const { unmatched, onlyMatched, time } = this.#options;
    this.#records += batch.selected;
    this.#lookups.find(batch, time);
    if (unmatched !== undefined) this.#takeUnlabeled(batch, unmatched);
    if (onlyMatched) this.#leaveOut(batch);
    let from = 0;
    for (const place of controlPlaces(batch)) {
      this.#writeRecords(batch, from, place);
      // It is not a record, and goes on as it is.
      this.#output.append(batch.line(batch.rowAt(place)));
      this.#output.append(NEWLINE);
      this.#records--;
      from = place + 1;
    }
    this.#writeRecords(batch, from, batch.selected);
  }

  #leaveOut(batch: Batch): void {
    const truth = this.#lookups.anyEntry();
    passControlLines(batch, truth);
    const before = batch.selected;
    batch.keep(truth);
    this.#unlabeled += before - batch.selected;
  }

  #takeUnlabeled(batch: Batch, values: UnlabeledValues): void {
    for (const field of this.#options.fields) {
      const column = batch.columnOf(field);
      if (column < 0) continue;
      for (let place = 0; place < batch.selected; place++) {
        const row = batch.rowAt(place);
        const span = this.#lookups.hasEntry(field, row) ? undefined : batch.value(row, column);
        if (span !== undefined) values.add(field, this.#kernel.text(span.start, span.end), span.text);
      }
    }
  }

  #writeRecords(batch: Batch, start: number, selected: number): void {
    const { kernel, list, fields: columns } = batch;
    const first = columns.length - this.#added.length;
    for (let from = start; from < selected; from++) {
      const given = kernel.findPresent(list, from, selected, first, columns.length) >>> 0;
      this.#write(batch, from, given);
      from = given;
      if (given === selected) break;
      // What is added takes the place of what a record has by that name, which is told.
      this.#noteReplaced(batch, batch.rowAt(given), first);
      this.#lines.remove(batch, batch.rowAt(given), this.#added);
      this.#write(batch, given, given + 1);
    }
  }

  #noteReplaced(batch: Batch, row: number, first: number): void {
    const names = this.#added.filter((_, i) => batch.value(row, first + i) !== undefined);
    for (const name of names) this.#replaced.add(name);
    if (names.length > 0) this.#replacedIn++;
  }

  #write({ kernel, list }: Batch, from: number, to: number): void {
    this.#output.write(
      to - from,
      (done, out, limit) => kernel.writeLabeled(list, from + done, to, out, limit),
      () => (kernel.written.value >>> 0) - from,
    );
  }

  finish(): void {
    this.#lookups.finish();
    this.#options.unmatched?.finish();
    const { fields } = this.#options;
    const without = fields.filter((field) => (this.#lookups.labeled.get(field) ?? 0) === 0);
    if (this.#records > 0 && without.length > 0) this.#note(`no record has a label for ${listed(without, "or", 5)}`);
    const { count, example = "" } = this.#lookups.odd;
    this.#noteValues(
      count,
      `not ${count === 1 ? "an address" : "addresses"}, such as ${JSON.stringify(example.slice(0, EXAMPLE))}`,
    );
    this.#tellReplaced();
    const { undatedLabels, outdatedLabels } = this.#kernel;
    this.#noteValues(undatedLabels.value, `without a ${this.#options.time} that says which label was in force`);
    this.#noteValues(outdatedLabels.value, "from a time at which no label was in force");
  }

  #noteValues(count: number, what: string): void {
    if (count > 0) this.#note(`${count === 1 ? "1 value is" : `${count} values are`} ${what}: null`);
  }

  #tellReplaced(): void {
    if (this.#replacedIn === 0) return;
    const many = this.#replacedIn === 1 ? "1 record" : `${this.#replacedIn} records`;
    const problem = `${many} had a value in ${listed([...this.#replaced], "or", 5)}: what flow-label adds took its place`;
    this.#missing({ problem, advice: "give the labels other names with --as" }, false);
  }

  dropped(): Record<string, number> {
    return this.#unlabeled > 0 ? { "without a label": this.#unlabeled } : {};
  }

  /** Records with a label, by the field. */
  get labeled(): Readonly<Record<string, number>> {
    return Object.fromEntries(this.#lookups.labeled);
  }
}

/** Bytes that the value of a column takes at most: one of its labels, or a list of them, or null. */
function roomFor(sources: readonly LabelColumn[], all: boolean): number {
  const lengths = sources.map(({ longest }) => longest);
  return Math.max(4, all ? lengths.reduce((sum, length) => sum + length + 1, 1) : Math.max(0, ...lengths));
}
