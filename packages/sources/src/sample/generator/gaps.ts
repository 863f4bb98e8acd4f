// When nothing is sent in generated logs, and which interfaces say so.
import type { Scene } from "./cases.ts";
import { WINDOW } from "./flows.ts";
import type { GeneratedHost, GeneratedNetwork } from "./network.ts";
import type { SeededRandom } from "./random.ts";

export const HOUR = 3600;
/** In every hour nothing is sent in these minutes. */
const [QUIET_FROM, QUIET_TO] = [20 * 60, 25 * 60];
/** In every hour AWS leaves out records of some interfaces in this minute. */
const [SKIPPED_AT, SKIPPED_INTERFACES] = [40 * 60, 2];
/** Answers and delays come after the end of a conversation. */
const MARGIN = 6;

/** A time of one interface without records. */
export interface GeneratedGap {
  readonly host: GeneratedHost;
  readonly status: "NODATA" | "SKIPDATA";
  readonly start: number;
  readonly minutes: number;
}

/** What is true of it. */
export interface GapAnswer {
  readonly kind: "gap";
  readonly story: string;
  readonly interface_id: string;
  readonly log_status: "NODATA" | "SKIPDATA";
  readonly start: number;
  readonly end: number;
  readonly records: number;
}

/** The gaps of an hour, of each time together. */
export function gapsOf(
  hour: number,
  random: SeededRandom,
  { servers, workers, sixServers, sixClients, resolver, natGateway }: GeneratedNetwork,
): readonly (readonly GeneratedGap[])[] {
  const hosts = [...servers, ...workers, ...sixServers, ...sixClients, resolver, natGateway];
  const own = hosts.filter(({ interfaceId }) => interfaceId !== undefined);
  const skipped = random.shuffle(own).slice(0, SKIPPED_INTERFACES);
  const minutes = (QUIET_TO - QUIET_FROM) / WINDOW;
  return [
    own.map((host) => ({ host, status: "NODATA", start: hour + QUIET_FROM, minutes })),
    skipped.map((host) => ({ host, status: "SKIPDATA", start: hour + SKIPPED_AT, minutes: 1 })),
  ];
}

export function gapAnswer({ host, status, start, minutes }: GeneratedGap): GapAnswer {
  return {
    kind: "gap",
    story: status === "NODATA" ? "no traffic" : "records left out",
    interface_id: host.interfaceId ?? "",
    log_status: status,
    start,
    end: start + minutes * WINDOW - 1,
    records: minutes,
  };
}

/** The same time, or the end of the quiet time that it is in. */
export function afterQuiet(time: number): number {
  const second = time % HOUR;
  return second >= QUIET_FROM - MARGIN && second < QUIET_TO ? time - second + QUIET_TO : time;
}

/** The conversation, which ends before the next quiet time. */
export function beforeQuiet(scene: Scene, start: number): Scene {
  const left = (QUIET_FROM - (start % HOUR) + HOUR) % HOUR;
  return { ...scene, length: Math.min(scene.length, Math.max(0, left - MARGIN)) };
}
