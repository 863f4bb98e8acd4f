// The window of time that a run reads: --start and --end, in the format of --time-format and the zone of --tz.
import { isProblem, type Problem, UsageError } from "@flowlogs/cli";
import { formatInZone, parseAbsoluteInstant, parseInstant, parseZone, type Zone } from "@flowlogs/core";
import { serviceOf } from "./sourceUri.ts";

/** The options about the window. */
export interface WindowRequest {
  readonly sources: readonly string[];
  readonly start?: string | undefined;
  readonly end?: string | undefined;
  readonly tz?: Zone | undefined;
  readonly "time-format"?: string | undefined;
}

/** In epoch seconds, without the end. */
interface Window {
  readonly start: number | undefined;
  readonly end: number | undefined;
}

interface Instant {
  readonly seconds: number;
  /** It counts back from now. */
  readonly isRelative: boolean;
}

type ReadTime = (text: string) => Instant | Problem;

/** Throws a UsageError. `note` reports a window that few would expect. */
export async function windowOf(request: WindowRequest, note: (text: string) => void): Promise<Window> {
  const read = await timeReader(request);
  const start = instantOf("--start", request.start, read);
  const end = instantOf("--end", request.end, read);
  if (start !== undefined && end !== undefined && start.seconds >= end.seconds) {
    throw new UsageError({ problem: "the window is empty: --end is not after --start", advice: "swap them" });
  }
  const isNow = request.end?.trim().toLowerCase() === "now";
  if (start === undefined && end?.isRelative === true && !isNow) note(openWindow(request, end.seconds));
  return { start: start?.seconds, end: end?.seconds };
}

function instantOf(option: string, text: string | undefined, read: ReadTime): Instant | undefined {
  if (text === undefined) return undefined;
  const instant = read(text);
  if (isProblem(instant)) throw new UsageError(instant, option);
  return instant;
}

async function timeReader({ start, end, tz, "time-format": format }: WindowRequest): Promise<ReadTime> {
  const now = Date.now() / 1000;
  const usual: ReadTime = (text) => {
    const seconds = parseInstant(text, { now, zone: tz });
    const isRelative = parseAbsoluteInstant(text.trim(), tz) === undefined;
    return isProblem(seconds) ? seconds : { seconds, isRelative };
  };
  if (format === undefined) return usual;
  if (start === undefined && end === undefined) {
    throw new UsageError({ problem: "requires --start or --end", advice: "add one, or leave it out" }, "--time-format");
  }
  const { patternProblem, strptime } = await import("@flowlogs/core/strptime");
  const problem = patternProblem(format);
  if (problem !== undefined) throw new UsageError(problem, "--time-format");
  const zone = tz ?? utc();
  return (text) => {
    const seconds = strptime(text, format, zone);
    if (!isProblem(seconds)) return { seconds, isRelative: false };
    // `2h` and `today` are not misspelt dates.
    const relative = usual(text);
    return "isRelative" in relative && relative.isRelative ? relative : seconds;
  };
}

function utc(): Zone {
  const zone = parseZone("UTC");
  if (isProblem(zone)) throw new Error("UTC is a zone");
  return zone;
}

/** `--end 2h` may be meant for the last two hours. */
function openWindow({ sources, end, tz }: WindowRequest, seconds: number): string {
  const time = formatInZone(tz ?? utc(), Math.floor(seconds) * 1000);
  const windows = new Set(sources.map((source) => serviceOf(source)?.defaultWindow));
  const [defaultWindow] = windows.size === 1 ? windows : [];
  const from = defaultWindow ?? "all that starts before it is read";
  const word = /\s/.test(end ?? "") ? `'${end}'` : end;
  return `--end ${word} is ${time}: ${from}; --start ${word} reads what starts after it`;
}
