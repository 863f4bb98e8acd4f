// How values are shown: what the options say, and what suits people where a table goes to a terminal.
import { type Context, nearestName, UsageError } from "@flowlogs/cli";
import {
  canonicalName,
  fieldsWithNames,
  hasNames,
  type Headings,
  localZone,
  type Look,
  utc,
  type Zone,
} from "@flowlogs/core";

/** The options that say how values are shown. */
export interface LookValues {
  readonly human?: boolean | undefined;
  readonly exact?: boolean | undefined;
  readonly time?: string | undefined;
  readonly "time-for"?: readonly string[] | undefined;
  readonly tz?: Zone | undefined;
  readonly "names-for"?: readonly string[] | undefined;
  readonly round?: number | undefined;
  readonly null?: string | undefined;
  readonly color?: "auto" | "always" | "never" | undefined;
  readonly wrap?: boolean | undefined;
  readonly width?: number | undefined;
  readonly height?: number | undefined;
  readonly ascii?: boolean | undefined;
  readonly stack?: boolean | undefined;
  readonly title?: string | undefined;
  readonly value?: string | undefined;
  readonly values?: readonly string[] | undefined;
  readonly rename?: Headings["renames"];
  readonly names?: Headings["spelling"];
  readonly spreadsheet?: boolean | undefined;
  readonly pretty?: boolean | undefined;
  readonly pivot?: string | undefined;
}

/** A field with times. */
const TIMED = "start";

/** Where there is no terminal. */
const CHART_WIDTH = 80;
const CHART_HEIGHT = 15;
/** Lines of a chart that say anything. */
const MIN_HEIGHT = 2;
/** Lines of a chart that --height does not count: its name, axis and legend, and the notes below it. */
const AROUND_CHART = 7;

type Surroundings = Pick<Context, "outputIsTerminal" | "columns" | "rows" | "env">;

/** `isForPeople`: the format is one that people read. */
export function lookOf(values: LookValues, isForPeople: boolean, context: Surroundings): Omit<Look, "visible"> {
  // Asked for only when needed: to know a terminal costs a module.
  const isShown = isForPeople && context.outputIsTerminal;
  const isPretty = isShown && values.exact !== true;
  const named = namesOf(values["names-for"]);
  const timed = values["time-for"] ?? [];
  const isTimed = isPretty || values.tz !== undefined || timed.length > 0;
  return {
    human: values.human === true || isPretty,
    time: timeOf(values.time) ?? (isTimed ? "iso" : undefined),
    zone: zoneOf(values),
    namesFor: named?.columns ?? (isPretty ? ["protocol", "tcp_flags"] : []),
    originals: originalsOf(named, timed),
    round: values.round,
    null: values.null,
    color: hasColors(values.color, isShown, context),
    width: values.width ?? (isShown ? context.columns : undefined),
    chart: {
      width: values.width ?? (context.outputIsTerminal ? context.columns : CHART_WIDTH),
      // Asked for only when drawn: to know the height costs more.
      get height() {
        return values.height ?? Math.min(CHART_HEIGHT, linesOn(context) ?? CHART_HEIGHT);
      },
      get lines() {
        return values.height ?? linesOn(context);
      },
    },
    ascii: values.ascii === true,
    isStacked: values.stack === true,
    title: values.title,
    value: values.value,
    values: values.values,
    pivot: values.pivot,
    wrap: values.wrap === true,
    renames: values.rename,
    spelling: values.names,
    isForSpreadsheet: values.spreadsheet === true,
    isIndented: values.pretty === true,
    footer: isShown,
  };
}

/** Lines that a chart may take of a terminal. */
function linesOn(context: Surroundings): number | undefined {
  return context.outputIsTerminal ? Math.max(MIN_HEIGHT, context.rows - AROUND_CHART) : undefined;
}

/** Throws UsageError for two zones. */
function zoneOf({ time, tz }: LookValues): Look["zone"] {
  if (time !== "local") return tz ?? utc;
  if (tz === undefined) return localZone();
  throw new UsageError(
    { problem: "local is a time zone, and --tz another", advice: "leave one of them out" },
    "--time",
  );
}

/** Throws UsageError for a pattern that shows nothing of a time. */
function timeOf(time: string | undefined): Look["time"] {
  if (time === undefined || time === "iso" || time === "epoch") return time;
  if (time === "local") return "iso";
  if (!time.includes("%")) {
    const near = nearestName(time, ["iso", "local", "epoch"]);
    const advice =
      near === undefined ? "write iso, local, epoch or a pattern such as '%H:%M'" : `did you mean "${near}"?`;
    throw new UsageError({ problem: `"${time}" is not a format`, advice }, "--time");
  }
  return { pattern: time };
}

/** Of which fields columns have the values. Throws UsageError for a column with times and names. */
function originalsOf(named: Named | undefined, timed: readonly string[]): Look["originals"] {
  const originals = new Map(named?.originals);
  for (const column of timed) {
    if (originals.has(column)) {
      const advice = "leave it out of one of them";
      throw new UsageError({ problem: `"${column}" is in --names-for too`, advice }, "--time-for");
    }
    originals.set(column, TIMED);
  }
  return originals.size === 0 ? undefined : originals;
}

interface Named {
  readonly columns: Look["namesFor"];
  /** The fields that columns have the values of. */
  readonly originals?: ReadonlyMap<string, string>;
}

/** `proto=protocol`: column and field. Throws UsageError for a field whose numbers have no names. */
function namesOf(names: readonly string[] | undefined): Named | undefined {
  if (names === undefined) return undefined;
  if (names.includes("all")) return { columns: "all" };
  const columns: string[] = [];
  const originals = new Map<string, string>();
  for (const name of names) {
    const [column = "", field = column] = name.split(/=(?=[^=]*$)/);
    if (column === "")
      throw new UsageError({ problem: `"${name}" names no column`, advice: "write COLUMN=FIELD" }, "--names-for");
    if (!hasNames(canonicalName(field))) throw namelessField(field);
    columns.push(column);
    if (field !== column) originals.set(column, canonicalName(field));
  }
  return { columns, originals };
}

function namelessField(field: string): UsageError {
  const fields = fieldsWithNames();
  const near = nearestName(field, ["all", ...fields]);
  const advice =
    near === undefined
      ? `write all, or some of ${fields.join(", ")}, or COLUMN=FIELD for a column with such numbers`
      : `did you mean "${near}"?`;
  return new UsageError({ problem: `"${field}" is not a field whose numbers have names`, advice }, "--names-for");
}

/** no-color.org: a NO_COLOR that is not empty means no colours, unless an option says otherwise. */
function hasColors(color: LookValues["color"], isShown: boolean, { env }: Surroundings): boolean {
  if (color === "always" || color === "never") return color === "always";
  return isShown && !env["NO_COLOR"] && env["TERM"] !== "dumb";
}
