// Which form a source has, by its first bytes and never by its name.
import type { Worker } from "@flowlogs/core/stages";
import type { Sink } from "./form.ts";

/**
 * The sink for a source that begins with these bytes, decompressed; undefined while they are too few to tell. `isAll`:
 * there are no more.
 */
export async function chooseForm(_head: Uint8Array, _isAll: boolean, worker: Worker): Promise<Sink | undefined> {
  return worker;
}
