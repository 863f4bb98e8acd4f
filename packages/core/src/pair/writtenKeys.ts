// Which keys had conversations that were written: rarely it says so of another one, and never forgets any. 8 MB, however many.

const BITS = 2 ** 26;

export class WrittenKeys {
  #bits: Uint32Array | undefined;

  add(key: string): void {
    this.#bits ??= new Uint32Array(BITS / 32);
    const place = placeOf(key);
    this.#bits[place >>> 5] = (this.#bits[place >>> 5] ?? 0) | (1 << (place & 31));
  }

  has(key: string): boolean {
    const place = placeOf(key);
    return ((this.#bits?.[place >>> 5] ?? 0) & (1 << (place & 31))) !== 0;
  }
}

/** FNV-1a, its upper bits mixed into the lower ones. */
function placeOf(key: string): number {
  let hash = 0x811c_9dc5;
  for (let at = 0; at < key.length; at++) hash = Math.imul(hash ^ key.charCodeAt(at), 0x0100_0193);
  return (hash ^ (hash >>> 13)) & (BITS - 1);
}
