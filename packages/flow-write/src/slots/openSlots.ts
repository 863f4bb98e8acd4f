// The slots that records are written to: each is a length of time of one flow log and has a writer. How many there are, and
// whatever is in them, memory stays bounded.
import type { RowList } from "@flowlogs/core/write";
import type { Clock } from "@flowlogs/base/clock";
import type { FinishedFile, RecordWriter } from "../writers/recordWriter.ts";

export interface SlotOptions {
  readonly slotSeconds: number;
  /** Milliseconds after the end of a slot, and after its first record, until it is closed. */
  readonly wait: number;
  /** Bytes that all writers together may hold. */
  readonly memory: number;
  /** How many slots may be open. */
  readonly most: number;
  readonly clock: Pick<Clock, "now">;
  readonly writer: (finished: (file: FinishedFile) => void) => RecordWriter;
  /** Takes each file of a slot. */
  readonly finished: (origin: number, slot: number, file: FinishedFile) => void;
}

interface OpenSlot {
  readonly writer: RecordWriter;
  /** When it is to be closed, by the clock. */
  readonly closeAt: number;
}

const SLOTS = 2 ** 32;
/** Milliseconds between two looks at what is to be closed, at least and at most. */
const SOON = 10;
const LATE = 10_000;

export class OpenSlots {
  readonly #options: SlotOptions;
  /** In the order in which they were used last. */
  readonly #open = new Map<number, OpenSlot>();
  #held = 0;
  /** When the next one is to be closed. */
  #nextClose = Number.POSITIVE_INFINITY;
  /** Slots that were closed before all of their records had come, because there were too many. */
  closedEarly = 0;

  constructor(options: SlotOptions) {
    this.#options = options;
  }

  append(origin: number, slot: number, rows: RowList): void {
    const key = origin * SLOTS + slot;
    const open = this.#open.get(key) ?? this.#openSlot(origin, slot);
    const before = open.writer.held;
    open.writer.append(rows);
    this.#held += open.writer.held - before;
    this.#open.delete(key);
    this.#open.set(key, open);
  }

  #openSlot(origin: number, slot: number): OpenSlot {
    const { slotSeconds, wait, clock, writer, finished } = this.#options;
    const closeAt = Math.max((slot + slotSeconds) * 1000, clock.now()) + wait;
    this.#nextClose = Math.min(this.#nextClose, closeAt);
    return { writer: writer((file) => finished(origin, slot, file)), closeAt };
  }

  /** Keeps memory and the number of open slots within their limits. */
  trim(): void {
    while (this.#open.size > this.#options.most) {
      this.closeOne();
      this.closedEarly++;
    }
    if (this.#held > this.#options.memory) this.#spill();
  }

  /** The large ones bring to the disk what they hold: that is at least half of all. */
  #spill(): void {
    const mean = this.#held / this.#open.size;
    for (const { writer } of this.#open.values()) {
      const before = writer.held;
      if (before >= mean) writer.spill();
      this.#held += writer.held - before;
    }
  }

  /** Closes the slots whose time is over, as long as there is room for their work; milliseconds until the next ones. */
  closeDue(hasRoom: () => boolean): number | undefined {
    const now = this.#options.clock.now();
    if (now >= this.#nextClose) this.#closeUntil(now, hasRoom);
    return this.#open.size === 0 ? undefined : Math.min(Math.max(this.#nextClose - now, SOON), LATE);
  }

  #closeUntil(now: number, hasRoom: () => boolean): void {
    this.#nextClose = Number.POSITIVE_INFINITY;
    for (const [key, { closeAt }] of this.#open) {
      if (closeAt <= now && hasRoom()) this.#close(key);
      else this.#nextClose = Math.min(this.#nextClose, closeAt);
    }
  }

  #close(key: number): void {
    const slot = this.#open.get(key);
    if (slot === undefined) return;
    this.#open.delete(key);
    this.#held -= slot.writer.held;
    slot.writer.close();
  }

  /** Closes the one that was not used for the longest time; false: none is open. */
  closeOne(): boolean {
    const [key] = this.#open.keys();
    if (key !== undefined) this.#close(key);
    return key !== undefined;
  }
}
