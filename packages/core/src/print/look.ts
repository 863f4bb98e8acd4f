// How values are shown to people: units, times, names, rounding, colours. What a column has is recognised by its name.
import type { Zone } from "../time/zone.ts";
import type { Headings } from "./headings.ts";

export interface Look extends Headings {
  /** Sizes, counts and rates with units: 46.2 MiB, 1.3k, 12 Mbit/s. */
  readonly human: boolean;
  /** How times are written: as ISO 8601, by a pattern of strftime, or as they are. */
  readonly time?: "iso" | "epoch" | { readonly pattern: string } | undefined;
  readonly zone: Zone;
  /** Fields whose numbers are written as names; "all" for every field that has names. */
  readonly namesFor: "all" | readonly string[];
  /** Digits after the point that other numbers keep. */
  readonly round?: number | undefined;
  /** What stands for null in tables; each format has its own otherwise. */
  readonly null?: string | undefined;
  /** Colours, as a terminal understands them. */
  readonly color: boolean;
  /** Columns of the terminal; undefined where lines may be as long as they like. */
  readonly width?: number | undefined;
  /** What a chart takes: columns and lines; `lines`: those of a chart with a line for each group, if they are limited. */
  readonly chart: { readonly width: number; readonly height: number; readonly lines?: number | undefined };
  /** What a page or a picture is called; by what it shows if not given. */
  readonly title?: string | undefined;
  /** Series as areas on top of one another. */
  readonly isStacked: boolean;
  /** Charts of ASCII only. */
  readonly ascii: boolean;
  /** The column that a chart shows, and that of which a cross table makes columns; found by their kinds if not given. */
  readonly value?: string | undefined;
  readonly pivot?: string | undefined;
  /** The columns that a cross table adds up, each in columns of its own. */
  readonly values?: readonly string[] | undefined;
  /** Columns with values of another column: by its name they are shown. */
  readonly originals?: ReadonlyMap<string, string> | undefined;
  /** Values that do not fit go on in the next line. */
  readonly wrap: boolean;
  /** Texts that a spreadsheet would run as formulas are written so that it does not (csv, tsv). */
  readonly isForSpreadsheet: boolean;
  /** JSON with a member a line. */
  readonly isIndented: boolean;
  /** A line at the end with the number of rows. */
  readonly footer: boolean;
  /** One line, and nothing that a terminal obeys. */
  readonly visible: (text: string) => string;
}

/** Values as they are. */
export const plainLook = {
  human: false,
  namesFor: [],
  color: false,
  chart: { width: 80, height: 15 },
  ascii: false,
  isStacked: false,
  wrap: false,
  isForSpreadsheet: false,
  isIndented: false,
  footer: false,
} as const;
