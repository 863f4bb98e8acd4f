// A row of labels with its keys, whatever it was read from, and the source that many of them make.
import { LabelSource, type LabelValue, type Validity } from "@flowlogs/core/label";

/** A key: an address, a prefix or a range, or a text of a known field, or of any (`*`). */
export interface LabelKey {
  readonly field: string;
  readonly text: string;
}

export interface LabelRecord {
  readonly keys: readonly LabelKey[];
  readonly labels: Readonly<Record<string, LabelValue>>;
  readonly validity?: Validity | undefined;
}

export const ADDRESS = "address";

/** Takes a key that makes no sense, or that belongs to several records. */
interface KeyTrouble {
  invalid(key: string): void;
  ambiguous(keys: readonly string[]): void;
}

/** The source of these records. A key that several have at a time, with different labels, finds none of them. */
export function sourceOf(name: string, records: readonly LabelRecord[], trouble: KeyTrouble): LabelSource {
  const labels = [...new Set(records.flatMap((record) => Object.keys(record.labels)))];
  const source = new LabelSource(name, labels);
  const owners = new Map<string, { readonly key: LabelKey; readonly entries: number[] }>();
  for (const { keys, labels: own, validity } of records) {
    const entry = source.add({ values: labels.map((label) => own[label]), validity });
    for (const key of keys) {
      const id = `${key.field} ${key.text}`;
      const owner = owners.get(id) ?? { key, entries: [] };
      owners.set(id, owner);
      if (!owner.entries.includes(entry)) owner.entries.push(entry);
    }
  }
  const ambiguous: string[] = [];
  for (const { key, entries } of owners.values()) {
    if (isAmbiguous(source, entries)) ambiguous.push(key.text);
    else for (const entry of entries) addKey(source, key, entry, trouble);
  }
  if (ambiguous.length > 0) trouble.ambiguous(ambiguous);
  return source;
}

function isAmbiguous(source: LabelSource, entries: readonly number[]): boolean {
  return entries.some((one, i) =>
    entries.slice(i + 1).some((other) => source.overlap(one, other) && !source.isSame(one, other)),
  );
}

function addKey(source: LabelSource, { field, text }: LabelKey, entry: number, trouble: KeyTrouble): void {
  if (field !== ADDRESS) source.texts(field).add(text, entry);
  else if (!source.addresses().add(text, entry)) trouble.invalid(text);
}
