// Puts finished files in place, under the names of their layout.
import { crc32 } from "node:zlib";
import type { Destination } from "../destinations/destination.ts";
import type { FileFacts } from "../layout/fileName.ts";
import { type LayoutName, pathOf } from "../layout/layouts.ts";
import type { FinishedFile } from "../writers/recordWriter.ts";

/** What became of a finished file. */
export interface PlacedFile {
  readonly path: string;
  readonly records: number;
  readonly bytes: number;
  /** It was there before, with the same content. */
  readonly wasThere: boolean;
  /** It could not be put there, and is kept elsewhere. */
  readonly isKept: boolean;
}

/** Where the files of a slot go. */
export type SlotFacts = Omit<FileFacts, "hash">;

/** Puts a file in place. Where another one has its name, the hash becomes another one, in the same way each time. */
export async function place(
  destination: Destination,
  layout: LayoutName,
  slot: SlotFacts,
  { file, hash: first, records, bytes, ...span }: FinishedFile,
): Promise<PlacedFile> {
  for (let hash = first; ; hash = nextHash(hash)) {
    const path = pathOf(layout, { ...slot, hash });
    if (path === undefined) throw new Error("a slot has all that its layout needs");
    const result = await destination.put(path, file, { ...span, records });
    if (result !== "taken") return { path, records, bytes, wasThere: result === "same", isKept: result === "kept" };
  }
}

function nextHash(hash: string): string {
  return crc32(`${hash}.`).toString(16).padStart(8, "0");
}
