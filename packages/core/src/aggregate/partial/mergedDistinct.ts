// The estimated number of distinct values of several runs. As in the kernel (assembly/group/hyperLogLog.ts): up to 256 hashes, and
// beyond that registers, which depend on nothing but the hashes; so it is the number that one run would have.
import { estimateDistinct } from "../hyperLogLog.ts";
import { listIn } from "./stateText.ts";

const REGISTERS = 4096;
const HASHES = 256;
/** Bits of a hash after those that name its register. */
const REST = 52n;
const REST_BITS = 52;

export class MergedDistinct {
  #hashes: Set<string> | undefined = new Set();
  readonly #registers = new Uint8Array(REGISTERS);

  /** Adds hashes, or registers in base64; false when it is neither. */
  add(text: string, isText: boolean): boolean {
    return isText ? this.#addRegisters(text) : this.#addHashes(listIn(text));
  }

  estimate(): number {
    return this.#hashes === undefined ? estimateDistinct(this.#registers) : this.#hashes.size;
  }

  /** As it stands in a state. */
  text(): string {
    return this.#hashes === undefined ? registersText(this.#registers) : JSON.stringify([...this.#hashes]);
  }

  #addHashes(hashes: readonly unknown[] | undefined): boolean {
    for (const hash of hashes ?? []) {
      if (typeof hash !== "string" || !/^[\da-f]{16}$/.test(hash)) return false;
      if (this.#hashes === undefined) this.#register(hash);
      else this.#hashes.add(hash);
    }
    if (this.#hashes !== undefined && this.#hashes.size > HASHES) this.#useRegisters();
    return hashes !== undefined;
  }

  #addRegisters(text: string): boolean {
    const registers = registersIn(text);
    if (registers === undefined) return false;
    this.#useRegisters();
    registers.forEach((rank, place) => this.#raise(place, rank));
    return true;
  }

  #useRegisters(): void {
    const hashes = this.#hashes ?? [];
    this.#hashes = undefined;
    for (const hash of hashes) this.#register(hash);
  }

  #register(hash: string): void {
    const bits = BigInt(`0x${hash}`);
    const rest = BigInt.asUintN(REST_BITS, bits);
    // The number of zeros before the first one, plus one.
    const rank = rest === 0n ? REST_BITS + 1 : REST_BITS - rest.toString(2).length + 1;
    this.#raise(Number(bits >> REST), rank);
  }

  #raise(place: number, rank: number): void {
    if (rank > (this.#registers[place] ?? 0)) this.#registers[place] = rank;
  }
}

function registersIn(text: string): Uint8Array | undefined {
  try {
    const registers = Uint8Array.from(atob(text), (sign) => sign.charCodeAt(0));
    return registers.length === REGISTERS && registers.every((rank) => rank <= REST_BITS + 1) ? registers : undefined;
  } catch {
    return undefined;
  }
}

/** Registers as they stand in a state. */
export function registersText(registers: Uint8Array): string {
  return JSON.stringify(btoa(String.fromCharCode(...registers)));
}

/** Hashes as they stand in a state: the two halves of each, the lower one first; 0 is no hash. */
export function hashesText(halves: Uint32Array): string {
  const hashes: string[] = [];
  for (let i = 0; i < halves.length; i += 2) {
    const [low = 0, high = 0] = [halves[i], halves[i + 1]];
    if (low !== 0 || high !== 0) hashes.push(`"${hexOf(high)}${hexOf(low)}"`);
  }
  return `[${hashes.join(",")}]`;
}

function hexOf(half: number): string {
  return half.toString(16).padStart(8, "0");
}
