// The records of a run on their way to files: finds the slot of each list of rows, and puts finished files in place.
import { rmSync } from "node:fs";
import { join } from "node:path";
import { wallClock } from "@flowlogs/base/clock";
import type { Problem } from "@flowlogs/base/problem";
import type { Kernel, RowList } from "@flowlogs/core/write";
import type { Destination } from "./destinations/destination.ts";
import type { LayoutName } from "./layout/layouts.ts";
import type { Origins } from "./origins.ts";
import type { WriteOutcome } from "./remarks.ts";
import { Background } from "./slots/background.ts";
import { OpenSlots } from "./slots/openSlots.ts";
import { PlacedFiles } from "./slots/placedFiles.ts";
import { place } from "./slots/placement.ts";
import type { FileFormat, FileLimits, FinishedFile } from "./writers/recordWriter.ts";

/** Bytes that writers may hold, and that may be on their way to files. */
const MEMORY = 24e6;
const UNDER_WAY = 16e6;
/** Slots that may be open. */
const MOST_SLOTS = 20_000;

interface FilesOptions {
  readonly destination: Destination;
  readonly layout: LayoutName;
  readonly format: FileFormat;
  readonly fields: readonly string[];
  readonly limits: FileLimits;
  readonly slotSeconds: number;
  /** Milliseconds. */
  readonly wait: number;
  readonly origins: Origins;
  /** Takes the paths of files that are in place. */
  readonly list: ((text: string) => void) | undefined;
}

export class RecordFiles {
  readonly #options: FilesOptions;
  readonly #background = new Background(UNDER_WAY);
  readonly #placed: PlacedFiles;
  readonly #slots: OpenSlots;
  readonly #writers: ReturnType<FileFormat["open"]>;
  #files = 0;
  #workFolder: string | undefined;
  #isOver = false;

  constructor(kernel: Kernel, options: FilesOptions) {
    this.#options = options;
    this.#placed = new PlacedFiles(options.list);
    const { fields, limits, format, destination, slotSeconds, wait } = options;
    const newFile = (): string => join((this.#workFolder ??= destination.workFolder()), String(++this.#files));
    this.#writers = format.open({ kernel, fields, limits, background: this.#background, newFile });
    this.#slots = new OpenSlots({
      slotSeconds,
      wait,
      memory: MEMORY,
      most: MOST_SLOTS,
      clock: wallClock,
      writer: this.#writers.writer,
      finished: (origin, slot, file) => this.#finish(origin, slot, file),
    });
  }

  #finish(origin: number, slot: number, file: FinishedFile): void {
    const { destination, layout, origins, format } = this.#options;
    const facts = { ...origins.flowLog(origin), time: slot, extension: format.extension };
    const placing = this.#background.placing.use(async () => {
      this.#placed.add(await place(destination, layout, facts, file));
    });
    this.#background.start(0, placing);
  }

  /** Takes the rows of a slot, which begins at `slot` in epoch seconds. */
  append(origin: number, slot: number, rows: RowList): void {
    this.#slots.append(origin, slot, rows);
  }

  /** After each batch: keeps memory within its limits. */
  trim(): void {
    this.#slots.trim();
  }

  /** Closes the slots whose time is over; milliseconds until it wants to be called again. */
  tick(): number | undefined {
    return this.#slots.closeDue(() => this.#background.hasRoom);
  }

  /** No input for a while. */
  idle(): void {
    this.#placed.print();
  }

  /** No more records: `settle` closes what is open. */
  end(): void {
    this.#isOver = true;
  }

  /** As in `Worker`. */
  pending(): Promise<void> | undefined {
    return this.#background.pending();
  }

  /** What could not be written as it is, once all files are closed. */
  get losses(): readonly Problem[] {
    return this.#writers.losses();
  }

  /** What is to be told at the end. */
  get counts(): Pick<WriteOutcome, "remarks" | "closedEarly" | "alreadyThere"> {
    const remarks = this.#files === 0 ? [] : (this.#writers.remarks?.() ?? []);
    return { remarks, closedEarly: this.#slots.closedEarly, alreadyThere: this.#placed.alreadyThere };
  }

  async settle(): Promise<void> {
    try {
      while (this.#isOver && this.#slots.closeOne()) await this.#background.pending();
      await this.#background.settle();
    } finally {
      // A signal may end the process without a further word.
      if (this.#workFolder !== undefined) rmSync(this.#workFolder, { recursive: true, force: true });
      // What is in place is listed, whatever failed after it.
      this.#placed.print();
    }
  }
}
