// RowList as the lines of a flow log, written by the kernel into a region that is handed on piece by piece; their heading, and what
// is not read back as it was.
import { isProblem, type Problem } from "@flowlogs/base/problem";
import { canonicalName, parseFormat, readHeader } from "../field.ts";
import { STYLE_LOG } from "@flowlogs/kernel/opcodes";
import type { Kernel } from "@flowlogs/kernel/kernel";
import type { RowList } from "./rowList.ts";

const REGION = 65_536;
const SPACE = 32;
/** Bytes that the kernel wants free after a line (assembly/write/write.ts). */
const MARGIN = 64;

/** The names of the fields as AWS writes them. */
export function logHeader(fields: readonly string[]): string {
  return `${fields.map(logName).join(" ")}\n`;
}

/** What would part a name in two is percent-encoded, as it is in values. */
export function logName(name: string): string {
  return name.replaceAll("_", "-").replaceAll(/[\p{Cc}\p{Z}\ufeff]/gu, encodeURIComponent) || "-";
}

/** What flowlogs-read does not make of the heading of these fields; undefined: it gives each value its name again. */
export function headingRemark(fields: readonly string[]): string | undefined {
  const words = fields.map(logName);
  const names = words.map((word) => parseFormat(word));
  const strange = words.filter((_, i) => isProblem(names[i] ?? []));
  if (strange.length > 0) {
    return `flowlogs-read cannot read these lines: it does not take ${strange.join(" ")} for the name of a field`;
  }
  const changed = fields.flatMap((field, i) => {
    const [name] = namesOf(names[i]);
    return name === canonicalName(field) ? [] : [`${field} as ${name}`];
  });
  const remarks = changed.length === 0 ? [] : [`reads ${changed.join(", ")}`];
  if (readHeader(words) === undefined) {
    const format = names.flatMap(namesOf).join(",");
    remarks.push(`takes the heading for one only with --format ${format}, as most of its names are not of flow logs`);
  }
  return remarks.length === 0 ? undefined : `flowlogs-read ${remarks.join(", and ")}`;
}

/** What lines of a log do not say as the records did; each is undefined where there is nothing to say. */
export function textRemarks(kernel: LogCounts): { readonly encoded?: string; readonly empty?: string } {
  const [encoded, empty] = [kernel.encodedValues.value, kernel.emptyTexts.value];
  const what = "percent-encoded: blanks, control characters, and a text that is only -, which would be null";
  return {
    ...(encoded > 0 && { encoded: `${counted(encoded, "value is", "values are")} ${what}` }),
    ...(empty > 0 && {
      empty: `${counted(empty, "empty text is", "empty texts are")} written as -, which is null: lines of logs have no other form for it`,
    }),
  };
}

type LogCounts = Pick<Kernel, "encodedValues" | "emptyTexts">;

function counted(count: number, one: string, many: string): string {
  return `${count.toLocaleString("en-US")} ${count === 1 ? one : many}`;
}

function namesOf(format: readonly string[] | Problem | undefined): readonly string[] {
  return format === undefined || isProblem(format) ? [] : format;
}

export class LogText {
  readonly #kernel: Kernel;
  readonly #width: number;
  #region: number;
  #size = REGION;

  /** `width`: how many columns are written, the first ones. */
  constructor(kernel: Kernel, width: number) {
    this.#kernel = kernel;
    this.#width = width;
    this.#region = kernel.allocate(this.#size);
  }

  /**
   * Writes rows from a place of the list on, as many as have room here and in the `room` bytes of the caller, and hands over
   * their bytes. How many it has written; 0: the next row needs more room than there is.
   */
  write({ list, count }: RowList, from: number, room: number, take: (bytes: Uint8Array) => void): number {
    const kernel = this.#kernel;
    for (;;) {
      const limit = this.#region + Math.min(this.#size, room + MARGIN);
      const end = kernel.writeDelimited(list, from, count, this.#width, STYLE_LOG, SPACE, this.#region, limit) >>> 0;
      const written = (kernel.written.value >>> 0) - from;
      if (written > 0) take(kernel.bytes().subarray(this.#region, end));
      if (written > 0 || this.#size >= room + MARGIN) return written;
      this.#size *= 4;
      this.#region = kernel.allocate(this.#size);
    }
  }

  /** What the lines so far do not say as the records did. */
  get remarks(): ReturnType<typeof textRemarks> {
    return textRemarks(this.#kernel);
  }
}
