// What a page of -o html carries: the same types for who writes it and for the program in the page that reads it.
import type { AmountKind } from "../units.ts";

export interface PageData {
  readonly rows: number;
  readonly columns: readonly PageColumn[];
  readonly chart?: PageChart | undefined;
  /** What readers of the page must know: why there is no chart, what it leaves out. */
  readonly remarks: readonly string[];
  /** What stands for null. */
  readonly null: string;
}

/** A column by its different values: a value that a million rows have is there once. */
export interface PageColumn {
  readonly name: string;
  /** Its values, as the records have them: numbers first. Not JSON numbers, because those lose digits. */
  readonly exact: readonly string[];
  /** How many of them are numbers. */
  readonly numbers: number;
  /** How they are shown; absent where that is as they are. */
  readonly shown?: readonly string[] | undefined;
  /** Written to the right. */
  readonly isRight: boolean;
  /** For each row the place of its value, from 1 on; 0 for null. Numbers of `width` bytes, the low one first, in Base64. */
  readonly places: string;
  readonly width: 1 | 2 | 4;
}

export interface PageChart {
  /** What its values are called, and the columns by which there are several series. */
  readonly valueName: string;
  readonly labelNames: readonly string[];
  readonly kind: AmountKind;
  /** The name of the time zone of its times. */
  readonly zone: string;
  /** Epoch seconds, in order. */
  readonly times: readonly number[];
  readonly series: readonly { readonly label: string; readonly values: readonly (number | null)[] }[];
}
