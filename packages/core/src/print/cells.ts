// The values of a batch as they are shown: by the kind of their column and by the look that was asked for.
import type { Batch } from "../batch.ts";
import { type Field, findField, identityOf } from "../field.ts";
import { parseAbsoluteInstant } from "../time/instant.ts";
import { formatTime } from "../time/format.ts";
import { formatInZone, utc } from "../time/zone.ts";
import { isProblem } from "@flowlogs/base/problem";
import { type PrintKind, printKindOf } from "./printKind.ts";
import type { Look } from "./look.ts";
import { humanBytes, humanCount, humanRate } from "./units.ts";
import { nameOfValue } from "./valueNames.ts";

export interface Cell {
  readonly text: string;
  /** It is written to the right. */
  readonly isNumber: boolean;
  readonly isNull: boolean;
}

/** Shows the values of a column: the text of a value, and whether the record has it as a text. */
export type Shower = (text: string, isText: boolean) => Cell;

/** A cell for null, with the sign that tables have for it. */
function nullCell(look: Look): Cell {
  return { text: look.null ?? "-", isNumber: false, isNull: true };
}

/** How the values of the column of a name are shown. */
export function showerOf(column: string, look: Look): Shower {
  const change = changeFor(kindOfColumn(column, look), column, look);
  return (text, isText) => {
    const changed = change(text, isText);
    return { text: look.visible(changed.text), isNumber: changed.isNumber, isNull: false };
  };
}

/** What a column has: by its name, or by that of the column whose values the user says it has. */
export function kindOfColumn(column: string, { originals }: Pick<Look, "originals">): PrintKind {
  if (originals === undefined) return printKindOf(column);
  const identity = identityOf(column);
  const [, original] = [...originals].find(([name]) => identityOf(name) === identity) ?? [];
  return printKindOf(originals.get(column) ?? original ?? column);
}

/** Whether the look changes the values of a column of this name at all. */
export function isChanged(column: string, look: Look): boolean {
  const of = kindOfColumn(column, look);
  const { kind } = of;
  if (kind === "time") return look.time !== undefined;
  if (of.kind === "named") return isNamed(column, of.field, look) || look.round !== undefined;
  if (kind === "bytes" || kind === "count" || kind === "rate") return look.human || look.round !== undefined;
  return look.round !== undefined;
}

type Changed = Pick<Cell, "text" | "isNumber">;

function changeFor(kind: PrintKind, column: string, look: Look): (text: string, isText: boolean) => Changed {
  const plain = (text: string, isText: boolean): Changed => ({
    text: isText ? text : rounded(text, look.round),
    isNumber: !isText,
  });
  switch (kind.kind) {
    case "bytes":
      return look.human ? numbers(humanBytes, plain) : plain;
    case "count":
      return look.human ? numbers(humanCount, plain) : plain;
    case "rate":
      return look.human ? numbers((rate) => humanRate(rate, kind.unit), plain) : plain;
    case "time":
      return (text, isText) => ({
        text: timeText(text, isText, look) ?? text,
        isNumber: !isText && look.time === undefined,
      });
    case "named": {
      if (!isNamed(column, kind.field, look)) return plain;
      return (text, isText) => {
        const named = isText ? undefined : nameOfValue(kind.field, Number(text));
        return named === undefined ? plain(text, isText) : { text: named, isNumber: true };
      };
    }
    default:
      return plain;
  }
}

function numbers(show: (value: number) => string, plain: (text: string, isText: boolean) => Changed) {
  return (text: string, isText: boolean): Changed => {
    const value = Number(text);
    return isText || !Number.isFinite(value) ? plain(text, isText) : { text: show(value), isNumber: true };
  };
}

/** Whether the user asked for names in a column whose values are those of a field. */
function isNamed(column: string, field: Field, { namesFor }: Look): boolean {
  if (namesFor === "all") return true;
  return namesFor.some((asked) => asked === column || findField(asked)?.name === field.name);
}

/** Numbers only; whole ones stay as they are. */
function rounded(text: string, digits: number | undefined): string {
  if (digits === undefined || !/[.eE]/.test(text)) return text;
  const value = Number(text);
  return Number.isFinite(value) ? String(Number(value.toFixed(digits))) : text;
}

/** A time in seconds, or in ISO 8601 as flow-bin writes it; undefined where it is none, or is to stay as it is. */
function timeText(text: string, isText: boolean, { time, zone }: Look): string | undefined {
  if (time === undefined) return undefined;
  const seconds = isText ? instantOfText(text) : Number(text);
  if (seconds === undefined || !Number.isFinite(seconds)) return undefined;
  if (time === "epoch") return String(seconds);
  if (time !== "iso") return formatTime(seconds, time.pattern, zone);
  return formatInZone(zone, Math.round(seconds * 1000));
}

function instantOfText(text: string): number | undefined {
  const seconds = /^\d{4}-\d\d-\d\d[T ]/.test(text) ? parseAbsoluteInstant(text, utc) : undefined;
  return seconds === undefined || isProblem(seconds) ? undefined : seconds;
}

/** Gives the cells of a batch's rows. */
export class CellReader {
  readonly #look: Look;
  readonly #null: Cell;
  #fields: readonly string[] = [];
  #showers: readonly Shower[] = [];

  constructor(look: Look) {
    this.#look = look;
    this.#null = nullCell(look);
  }

  /** The cells of the row at a place of the selection, a column each. `keys`: what the columns are called. */
  row(batch: Batch, place: number, keys: readonly string[]): Cell[] {
    if (batch.fields !== this.#fields) {
      this.#fields = batch.fields;
      this.#showers = keys.map((key) => showerOf(key, this.#look));
    }
    const row = batch.rowAt(place);
    return this.#showers.map((shower, column) => {
      const span = batch.value(row, column);
      return span === undefined ? this.#null : shower(batch.kernel.text(span.start, span.end), span.text);
    });
  }
}
