// A worker that reads nothing, for runs that only print something.
import type { Worker } from "@flowlogs/base/contracts";

export const idle: Worker = {
  satisfied: true,
  room: () => new Uint8Array(1),
  advance: () => {},
  flush: () => {},
  endSource: () => {},
  leaveSource: () => {},
  finish: () => {},
  counts: () => ({ lines: 0, records: 0, bytes: 0, outRecords: 0, dropped: {} }),
};
