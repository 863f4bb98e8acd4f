// The fields that a stage wants, as UTF-8 paths with dots between the keys of nested objects.
import { equalBytes } from "./bytes";

/** wantedCount x { u32 name; u32 length }, the column is the index. */
export let wanted: usize = 0;
export let wantedCount: u32 = 0;

export function setWanted(at: usize, count: u32): void {
  wanted = at;
  wantedCount = count;
}

/** Column of the path [at, at + n), or -1. */
export function columnOf(at: usize, n: usize): i32 {
  for (let i: u32 = 0; i < wantedCount; i++) {
    const entry = wanted + (<usize>i << 3);
    if (<usize>load<u32>(entry, 4) == n && equalBytes(load<u32>(entry), at, n)) return <i32>i;
  }
  return -1;
}

/** Does a wanted name go on below this path? */
export function leadsDown(at: usize, n: usize): bool {
  for (let i: u32 = 0; i < wantedCount; i++) {
    const entry = wanted + (<usize>i << 3);
    const name = <usize>load<u32>(entry);
    if (<usize>load<u32>(entry, 4) > n && load<u8>(name + n) == 46 && equalBytes(name, at, n)) return true;
  }
  return false;
}
