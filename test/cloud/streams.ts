// Reads streams of a stand-in for Kinesis the way the command does, for tests: the records that came, by their shards.
import type { Payload } from "../../packages/formats/src/payloads.ts";
import { type Clock, wallClock } from "../../packages/base/src/clock.ts";
import { KinesisProvider } from "../../packages/sources/src/kinesis/provider.ts";
import { AwsContext } from "../../packages/aws/src/awsContext.ts";
import type { CheckpointStore } from "../../packages/sources/src/provider/provider.ts";
import type { RemoteValues } from "../../packages/sources/src/remote/options.ts";
import { Selection } from "../../packages/sources/src/discovery/selection.ts";
import type { StreamData } from "../doubles/stream.ts";
import { surroundings } from "./surroundings.ts";

interface Settings {
  readonly clock?: Clock;
  readonly checkpoints?: CheckpointStore;
  /** Is told what came so far, at each wait; `end` ends the reading. */
  readonly onIdle?: (idle: number, had: readonly string[]) => "end" | undefined | Promise<"end" | undefined>;
  /** Is told of each piece; `end` ends the reading, as a reader that has enough does. */
  readonly onPiece?: (had: readonly string[]) => "end" | undefined;
}

interface Outcome {
  /** What the records held, in the order in which they came. */
  readonly had: readonly string[];
  readonly said: readonly string[];
  readonly waits: AwsContext["waits"];
}

/** Reads a stream until its end, or until it is told to end. */
export async function readStream(source: string, values: RemoteValues = {}, settings: Settings = {}): Promise<Outcome> {
  const { clock = wallClock, checkpoints, onIdle, onPiece } = settings;
  const { context, said } = surroundings();
  const remote = new AwsContext(values, context, clock);
  const selection = new Selection({ accounts: [], regions: [], flowLogs: [] });
  const reading = new KinesisProvider({ values, context, remote, selection, checkpoints });
  const had: string[] = [];
  let idle = 0;
  for await (const { parcels } of reading.open([source])) {
    for await (const pieces of parcels?.all ?? []) {
      had.push(...(pieces ?? []).map(textOf));
      if (pieces === undefined && (await onIdle?.(++idle, had)) === "end") remote.end();
      if (onPiece?.(had) === "end") break;
    }
  }
  remote.end();
  return { had, said, waits: remote.waits };
}

function textOf({ data }: Payload): string {
  return Buffer.from(data).toString();
}

/** So many records, of seven keys, each with the number that it has within its key. */
export function fill(stream: StreamData, count: number, from = 0): readonly string[] {
  const texts = Array.from({ length: count }, (_, at) => `key${(from + at) % 7}:${Math.floor((from + at) / 7)}`);
  for (const text of texts) stream.put(text.split(":")[0] ?? "", text);
  return texts;
}

/** A state in memory. */
export function memoryCheckpoints(
  loaded: ReadonlyMap<string, unknown> = new Map(),
): CheckpointStore & { kept: Map<string, unknown> } {
  const kept = new Map(loaded);
  // As it would be read back.
  const save = (source: string, entry: unknown): void => void kept.set(source, JSON.parse(JSON.stringify(entry)));
  return {
    loaded,
    kept,
    isDue: true,
    save,
    saveAll: (all) => [...all].forEach(([source, entry]) => save(source, entry)),
  };
}

/** Whether the numbers of each key, written as `key:number`, grow. */
export function isOrdered(had: readonly string[]): boolean {
  const last = new Map<string, number>();
  return had.every((text) => {
    const [key = "", number = ""] = text.split(":");
    const before = last.get(key) ?? -1;
    last.set(key, Number(number));
    return Number(number) > before;
  });
}
