// The values for which no source has a label, counted, for --unmatched.
import { type OutputFile } from "@flowlogs/cli";
import type { UnlabeledValues } from "@flowlogs/core/label";

interface CountedValue {
  readonly field: string;
  readonly value: string;
  readonly isText: boolean;
  count: number;
}

export class UnlabeledFile implements UnlabeledValues {
  readonly #file: OutputFile;
  readonly #values = new Map<string, CountedValue>();

  constructor(file: OutputFile) {
    this.#file = file;
  }

  add(field: string, value: string, isText: boolean): void {
    const id = `${field} ${value}`;
    const known = this.#values.get(id);
    if (known === undefined) this.#values.set(id, { field, value, isText, count: 1 });
    else known.count++;
  }

  /** Writes them, the most frequent first. */
  finish(): void {
    const ordered = [...this.#values.values()].toSorted((a, b) => b.count - a.count);
    const encoder = new TextEncoder();
    for (const { field, value, isText, count } of ordered) {
      const text = isText ? JSON.stringify(value) : value;
      this.#file.write(encoder.encode(`{"field":${JSON.stringify(field)},"value":${text},"count":${count}}\n`));
    }
    this.#file.finish();
  }
}
