// The thread that decompresses one source and ends: compressed bytes from one ring, what is in them to the other.
import { type MessagePort, workerData } from "node:worker_threads";
import type { Input } from "@flowlogs/cli";
import type { Decoder } from "../archive.ts";
import { DamagedData, kindOf, positionOf } from "../damage.ts";
import { decoderFor } from "../decompress.ts";
import { Supply } from "../supply.ts";
import { Bell, Ring } from "./ring.ts";
import type { AheadFault, AheadTask } from "./task.ts";

// oxlint-disable-next-line typescript/no-unsafe-type-assertion -- ahead.ts starts this file with such data
const { task, port } = workerData as { task: AheadTask; port: MessagePort };
const compressed = new Ring(task.compressed);
const plain = new Ring(task.plain);
const there = new Bell(task.there);
const here = new Bell(task.here);

/** Bytes made at once. */
const PIECE = 1 << 16;
/** Bytes that are worth waking the reader for, as long as there is more to do: each time costs some microseconds. */
const ENOUGH = 1 << 19;

/** Waits until `look` finds something. */
function awaited<T>(look: () => T | undefined): T {
  for (;;) {
    const rung = there.count;
    const found = look();
    if (found !== undefined) return found;
    here.ring();
    there.wait(rung);
  }
}

function readCompressed(into: Uint8Array): number {
  return awaited(() => {
    const { ended } = compressed;
    const count = compressed.take(into);
    return count > 0 || ended ? count : undefined;
  });
}

/** Straight into the ring; little by little, so that what is made stays in the processor's cache until it is used. */
function decompress(decoder: Decoder): void {
  for (;;) {
    const room = awaited(() => {
      const free = plain.room();
      return free.length > 0 ? free.subarray(0, PIECE) : undefined;
    });
    const made = decoder.read(room, true) ?? 0;
    if (made === 0) return;
    plain.advance(made);
    if (plain.length >= ENOUGH) here.ring();
  }
}

function faultOf(error: unknown): AheadFault {
  if (error instanceof DamagedData) {
    return { kind: kindOf(error), message: error.message, position: positionOf(error) };
  }
  return {
    kind: "internal",
    message: error instanceof Error ? (error.stack ?? error.message) : String(error),
    position: 0,
  };
}

const input: Input = { read: readCompressed, readNow: readCompressed, close: () => {} };
try {
  const open = await decoderFor(task.head);
  if (open === undefined) throw new Error("the source is not compressed");
  decompress(open(new Supply(input, new Uint8Array(0)), () => Number.POSITIVE_INFINITY));
} catch (error) {
  port.postMessage(faultOf(error));
}
plain.end();
here.ring();
