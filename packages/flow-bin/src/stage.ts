// The stage of flow-bin: checks that its options agree, and makes its worker.
import { type Context, InputError, type Problem, UsageError } from "@flowlogs/cli";
import type { Duration, Zone } from "@flowlogs/core";
import { civilProblem, type InstantIn, type Moment } from "@flowlogs/core/kinds";
import { binWorker, fillWorker, type StageWorker } from "@flowlogs/core/stages";

interface BinValues {
  readonly size: Duration;
  readonly tz?: Zone | undefined;
  readonly at?: Moment | undefined;
  readonly time?: readonly string[] | undefined;
  readonly spread: boolean;
  readonly bounds: boolean;
  readonly fill: boolean;
  readonly by?: readonly string[] | undefined;
  readonly zero?: readonly string[] | undefined;
  readonly null?: readonly string[] | undefined;
  readonly from?: InstantIn | undefined;
  readonly to?: InstantIn | undefined;
}

export default function stage(values: BinValues, context: Context): StageWorker {
  const { size, tz, at, bounds } = values;
  const [time, ...others] = values.time ?? [];
  const spread = values.spread || bounds;
  const uneven = tz === undefined ? undefined : civilProblem(size);
  if (uneven !== undefined) throw new UsageError(uneven, "SIZE");
  if (values.fill) return fill(values, context);
  const stray = (["by", "zero", "null", "from", "to"] as const).find((name) => values[name] !== undefined);
  if (stray !== undefined) throw conflict(stray, "requires --fill", "add it, or leave this out");
  if (at !== undefined && spread) {
    throw conflict("at", "puts a record in one bin, but --spread divides it", "leave one of them out");
  }
  if (others.length > 0) throw conflict("time", "names more than one field", "name the one with the time");
  if (time !== undefined && at !== undefined) {
    throw conflict("at", "chooses between start and end, but --time names another field", "leave one of them out");
  }
  if (time === "end" && spread)
    throw conflict("time", "names where --spread begins, but records end there", "name another");
  return binWorker({ size, zone: tz, at, time, spread, bounds }, context);
}

function fill(values: BinValues, context: Context): StageWorker {
  const { size, tz, by, zero = [], null: nulls = [] } = values;
  const stray = (["at", "time", "spread", "bounds"] as const).find(
    (name) => values[name] !== undefined && values[name] !== false,
  );
  if (stray !== undefined) {
    throw conflict(stray, "is for making bins, but --fill needs records that have them", "run flow-bin twice");
  }
  const from = values.from?.(tz);
  const to = values.to?.(tz);
  if (from !== undefined && to !== undefined && from >= to) {
    throw conflict("to", "is not after --from", "--fill writes the bins from --from to before --to");
  }
  return fillWorker({ size, zone: tz, by, zero, nulls, from, to, refuse }, context);
}

/** Throws InputError: the records do not allow what the user asked for. */
function refuse({ problem, advice }: Problem): never {
  throw new InputError(`--fill: ${problem}`, advice);
}

function conflict(option: string, problem: string, advice: string): UsageError {
  return new UsageError({ problem, advice }, `--${option}`);
}
