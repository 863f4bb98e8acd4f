// Memory of the conversations that are not over: parts of a few sizes, which are used again when they are free, from chunks that the
// host takes back all together.

// @ts-ignore: decorator
@external("env", "allocate")
declare function allocate(bytes: usize, owner: usize): usize;

const CHUNK: usize = 1 << 20;
/** A larger part is a region of its own, and not used again. */
const LARGEST_PART: usize = 1 << 16;
/** Free parts up to this size are used again. */
const LARGEST_REUSED: usize = 1024;

let owner: usize = 0;
let chunk: usize = 0;
let chunkEnd: usize = 0;
/** What an outgrown table left, from which the next chunks are taken. */
let spare: usize = 0;
let spareEnd: usize = 0;
/** Per size / 8 the first free part, which has the position of the next one. */
const free: usize = memory.data(129 * 4, 8);
/** Bytes that were allocated. */
export let heldBytes: f64 = 0;

/** Makes an arena. Returns its owner, whose regions the host releases before emptyArena. */
export function openArena(): usize {
  owner = allocate(16, 0);
  emptyArena();
  return owner;
}

export function emptyArena(): void {
  chunk = 0;
  chunkEnd = 0;
  spare = 0;
  spareEnd = 0;
  heldBytes = 0;
  memory.fill(free, 0, (LARGEST_REUSED >> 1) + 4);
}

/** A region of zeros. */
export function takeTable(bytes: usize): usize {
  heldBytes += <f64>bytes;
  const at = allocate(bytes, owner);
  memory.fill(at, 0, bytes);
  return at;
}

/** A table is outgrown: its memory becomes parts. */
export function leaveTable(at: usize, bytes: usize): void {
  if (bytes <= spareEnd - spare) return;
  spare = at;
  spareEnd = at + bytes;
}

/** A part of `bytes`, a multiple of 8, with anything in it. */
// @ts-ignore: decorator
@inline
export function takePart(bytes: usize): usize {
  if (bytes <= LARGEST_REUSED) {
    const head = free + (bytes >> 1);
    const known = <usize>load<u32>(head);
    if (known) {
      store<u32>(head, load<u32>(known));
      return known;
    }
  }
  if (chunkEnd - chunk < bytes) return takeNewPart(bytes);
  const at = chunk;
  chunk += bytes;
  return at;
}

function takeNewPart(bytes: usize): usize {
  if (bytes > LARGEST_PART) {
    heldBytes += <f64>bytes;
    return allocate(bytes, owner);
  }
  if (spareEnd - spare >= bytes) {
    chunk = spare;
    chunkEnd = spareEnd;
    spare = 0;
    spareEnd = 0;
  } else {
    heldBytes += <f64>CHUNK;
    chunk = allocate(CHUNK, owner);
    chunkEnd = chunk + CHUNK;
  }
  const at = chunk;
  chunk += bytes;
  return at;
}

/** Frees a part. */
// @ts-ignore: decorator
@inline
export function freePart(at: usize, bytes: usize): void {
  if (bytes > LARGEST_REUSED) return;
  const head = free + (bytes >> 1);
  store<u32>(at, load<u32>(head));
  store<u32>(head, <u32>at);
}
